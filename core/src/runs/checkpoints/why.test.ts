import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import { defaultConfiguration } from "../../tree/configuration";
import { treeAt } from "../../tree/tree";
import { prepareBase, type Base } from "./base";
import { FORMAT, type Checkpoint } from "./checkpoint";
import { Inputs } from "./inputs";
import { CheckpointStore } from "./store";
import type { Unit } from "./unit";
import { leftOf, whyOutdated } from "./why";

let folder: string;
let layers: string;

function put(place: string, text: string): void {
  const path = `${folder}/tree/${place}`;
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  writeFileSync(path, text);
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
  layers = `${folder}/target/layers`;
  mkdirSync(layers, { recursive: true });
  put("seed/stage0-posix/kaem.amd64", "");
  put("seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/hex0_AMD64.hex0", "41 42 # AB\n");
  put("seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/kaem-minimal.hex0", "43");
  put("steps/manifest", "build: a-1\nbuild: b-1\n");
  put("steps/a-1/pass1.kaem", "a\n");
  put("steps/b-1/pass1.kaem", "b\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const step = (number: number, name: string) => ({ number, kind: "build" as const, name, pass: 1 });

/** Two steps; of what their programs are nothing is asked here. */
const units = [step(1, "a-1"), step(2, "b-1")].map((each) => ({ step: each, rest: [] }) as unknown as Unit);

async function prepare(latest?: number): Promise<Base> {
  const { signal } = new AbortController();
  const request = { tree: treeAt(`${folder}/tree`), configuration: defaultConfiguration("amd64"), signal };
  const base = await prepareBase(nodeMachine, request, layers, latest);
  await base.save();
  return base;
}

/** Writes down a checkpoint of the first step or the second, whose key is that of its name. */
function keep(number: 1 | 2, base: number | undefined, parent = String(number - 1)): void {
  const name = number === 1 ? "a-1" : "b-1";
  mkdirSync(`${layers}/${number}`, { recursive: true });
  const checkpoint: Checkpoint = {
    ...{ format: FORMAT, id: String(number), key: name, parent, step: step(number, name), engine: "userns" },
    ...{ touched: false, date: "2026-01-01T00:00:00.000Z", milliseconds: 1, boot: "b", synced: true },
    seal: nodeMachine.disk.seal(`${layers}/${number}`),
    ...(base !== undefined && { base }),
  };
  writeFileSync(`${layers}/${number}.json`, JSON.stringify(checkpoint));
}

/** Why the checkpoint of the first step or the second cannot be used, of which `chain` are there for the keys. */
async function why(base: Base, number: 1 | 2, { chain = 0, keys = ["other", "other"] } = {}) {
  const store = await CheckpointStore.open(nodeMachine, layers);
  const inputs = new Inputs(nodeMachine, base);
  const found = { store, keys, chain: store.all.slice(0, chain), valid: [] };
  const known = { ...found, base, inputs, units, engine: "userns", root: `${folder}/tree` };
  return (await whyOutdated(known, number - 1))?.why;
}

it("is a file that changed, as long as that is known", async () => {
  const { generation } = await prepare();
  keep(1, generation);
  put("steps/a-1/pass1.kaem", "a2\n");
  expect(await why(await prepare(), 1)).toBe("steps/a-1/pass1.kaem changed");
});

it("is nothing in particular where that is not known any more", async () => {
  const { generation } = await prepare();
  keep(1, generation);
  put("steps/a-1/pass1.kaem", "a2\n");
  // As of a run that was killed while it made its copy.
  rmSync(`${layers}/0.json`);
  const again = await prepare(generation);
  expect(again.generation).toBeGreaterThan(generation);
  const words = "something changed since, and it is not known any more what";
  expect(await why(again, 1)).toBe(words);
  keep(1, undefined);
  expect(await why(again, 1)).toBe(words);
});

it("is the command or what is around it where no file changed", async () => {
  const base = await prepare();
  keep(1, base.generation);
  expect(await why(base, 1)).toMatch(/^it runs otherwise now/);
});

it("is the step before, which has no good checkpoint, or none", async () => {
  const base = await prepare();
  keep(2, base.generation);
  expect(await why(base, 2)).toBe("that of a-1 pass 1 before it is missing");
  keep(1, base.generation);
  expect(await why(base, 2)).toBe("that of a-1 pass 1 before it is");
});

it("is a layer that was edited, but not where only the scripts in it are of another manifest", async () => {
  const base = await prepare();
  keep(1, base.generation);
  const keys = ["a-1", "b-1"];
  expect(await why(base, 1, { keys })).toBe("files in its layer are not as the step has left them");
  expect(await why(base, 1, { keys, chain: 1 })).toMatch(/^the manifest changed/);
});

it("is told of the checkpoint with the nearest number where a step is in the plan several times", () => {
  const all = [2, 9, 5].map((number) => ({ id: String(number), step: step(number, "a-1") }) as Checkpoint);
  const found = [1, 5, 6, 8].map(
    (number) => leftOf({ all }, { ...units[0]!, step: step(number, "a-1") as never })?.id,
  );
  expect(found).toEqual(["2", "5", "5", "9"]);
});
