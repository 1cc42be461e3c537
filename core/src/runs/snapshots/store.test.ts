import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import fc from "fast-check";
import { nodeMachine } from "../../platform/node/machine";
import { SnapshotStore } from "./store";

let target: string;
beforeAll(() => {
  target = mkdtempSync(`${tmpdir()}/bootstrappable-snapshots-`);
  mkdirSync(`${target}/machine`);
});
afterAll(() => rmSync(target, { recursive: true, force: true }));

const snapshot = {
  ...{ id: "s3", place: { behind: 1, within: 2, fresh: true }, log: 5, elapsed: 6, milliseconds: 7 },
  ...{
    date: "2026-01-01T00:00:00.000Z",
    bytes: 8,
    accelerator: "tcg",
    version: "9",
    boot: "b",
    synced: true,
  },
};
const kept = {
  format: 1,
  ground: { disks: ["a", "b"], machine: { memory: "256 MiB" } },
  snapshots: [snapshot, { ...snapshot, id: "s4", synced: false }],
};

/** The names of the snapshots that count where the file has these bytes. */
async function namesIn(text: string | Uint8Array): Promise<readonly string[]> {
  writeFileSync(`${target}/machine/snapshots.json`, text);
  const store = await SnapshotStore.open(nodeMachine, target);
  expect(store.nextName).toMatch(/^s\d+$/);
  return store.all.map(({ id }) => id);
}

it("counts what was on the disk before the machine was started anew", async () => {
  expect(await namesIn(`${JSON.stringify(kept)}\n`)).toEqual(["s3"]);
});

it("counts nothing of a file that is torn, of zeros, or of another form", async () => {
  const text = JSON.stringify(kept);
  for (let length = 0; length < text.length; length += 7)
    expect(await namesIn(text.slice(0, length))).toEqual([]);
  expect(await namesIn(new Uint8Array(text.length))).toEqual([]);
  const part = fc.constantFrom(...Object.keys(kept), ...Object.keys(kept.ground), ...Object.keys(snapshot));
  const value = fc.oneof(fc.constant(undefined), fc.constant(null), fc.constant([]), fc.constant({}));
  await fc.assert(
    fc.asyncProperty(part, value, async (name, other) => {
      const torn = JSON.stringify(kept, (key, was: unknown) => (key === name ? other : was));
      for (const id of await namesIn(torn)) expect(id).toBe("s3");
    }),
    { seed: 7, numRuns: 150 },
  );
});
