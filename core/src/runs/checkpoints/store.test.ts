import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import { CheckpointStore } from "./store";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(`${tmpdir()}/bootstrappable-test-`);
  mkdirSync(`${folder}/layers/0`, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const nothingToList = () => Promise.reject(new Error("no layer has a file with several names"));
const made = {
  key: "k",
  parent: "0",
  step: { number: 1, kind: "improve", name: "x" },
  engine: "userns",
  milliseconds: 1,
} as const;

it("lays folders for the mounts over links that a step has put in their places", async () => {
  const store = await CheckpointStore.open(nodeMachine, `${folder}/layers`);
  mkdirSync(`${folder}/outside`);
  await store.begin([], nothingToList);
  for (const name of ["dev", "tmp"]) symlinkSync(`${folder}/outside`, `${store.path("n")}/${name}`);
  const first = await store.keep(made);
  const layers = await store.begin([first], nothingToList);
  expect(layers.lower).toEqual([first.id, "0"]);
  for (const name of ["dev", "dev/shm", "proc", "tmp"])
    expect(lstatSync(`${store.path("n")}/${name}`).isDirectory(), name).toBe(true);
  expect(readdirSync(`${folder}/outside`)).toEqual([]);
});

it("trusts no layer that was edited, and none that stands on it", async () => {
  const store = await CheckpointStore.open(nodeMachine, `${folder}/layers`);
  await store.begin([], nothingToList);
  writeFileSync(`${store.path("n")}/file`, "a");
  const first = await store.keep(made);
  await store.begin([first], nothingToList);
  const second = await store.keep({ ...made, key: "l", parent: first.id });
  expect(store.chain(["k", "l"]).map(({ id }) => id)).toEqual([first.id, second.id]);
  writeFileSync(`${store.path(first.id)}/file`, "b");
  expect(store.chain(["k", "l"])).toEqual([]);
});
