import { expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeMachine } from "../../platform/node/machine";
import { defaultConfiguration } from "../../tree/configuration";
import { makePlan } from "../../tree/plan";
import { treeAt } from "../../tree/tree";
import { Workspace } from "../../tree/workspace";
import { findStep, type RunRequest } from "../request";
import { unitsOf, unitsUntil } from "./units";

const tree = treeAt("/t");

/** A small tree that goes through its manifest by itself, as upstream's does. */
const files: Record<string, string> = {
  "/t/seed/script-generator.c": "int main() {}\n",
  "/t/seed/stage0-posix/kaem.x86":
    "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini.kaem\n./x86/bin/kaem --verbose --file ./x86/kaem.run\n",
  "/t/seed/stage0-posix/x86/mini.kaem":
    "./x86/artifact/hex0 ./x86/kaem_x86.hex0 ./x86/bin/kaem\n./x86/artifact/hex0 ./x86/catm.hex0 ./x86/bin/catm\n" +
    "./x86/artifact/hex0 ./x86/cp.hex0 ./x86/bin/cp\n",
  "/t/seed/stage0-posix/x86/kaem.run": "LEAKS=yes\nPATH=/x86/bin\nexec kaem --file ./after.kaem\n",
  "/t/seed/after.kaem": "catm full.kaem /steps/bootstrap.cfg /steps/env seed.kaem\nkaem --file full.kaem\n",
  "/t/seed/seed.kaem":
    "PATH=/x86/bin\ncp /x86/bin/kaem ${BINDIR}/kaem\nPATH=${BINDIR}\n./script-generator /steps/manifest\n\nkaem --file /steps/0.sh\n",
  "/t/steps/env": "BINDIR=/usr/bin\nPATH=${BINDIR}\n",
  "/t/steps/manifest": "build: a-1\nimprove: i\nbuild: bash-2\nbuild: c-1\nimprove: j\n",
  "/t/steps/a-1/pass1.kaem": "a\n",
  "/t/steps/improve/i.sh": "i\n",
  "/t/steps/improve/j.sh": "j\n",
  "/t/steps/bash-2/pass1.kaem": "b\n",
  "/t/steps/c-1/pass1.sh": "never\n",
};

async function units(changes: Record<string, string> = {}, until?: string) {
  const workspace = new Workspace(new MemoryFileSystem({ ...files, ...changes }));
  const configuration = defaultConfiguration("x86");
  const plan = await makePlan(tree, workspace, configuration);
  const request = {
    ...{
      tree,
      workspace,
      configuration,
      plan,
      engine: "auto",
      target: "/x",
      keep: false,
      network: false,
      tools: {},
    },
    ...{
      from: undefined,
      only: false,
      checkpoints: true,
      idleTimeout: 0,
      signal: new AbortController().signal,
    },
    until: until === undefined ? undefined : findStep(plan, until),
  } as const satisfies RunRequest;
  const found = await unitsOf(nodeMachine, request, "x86", { driver: "tree", apart: true });
  return { driver: found.driver, units: unitsUntil(found.units, request.until) };
}

it("takes the run of upstream's scripts apart, each step with what leaks into it", async () => {
  const { driver, units: found } = await units();
  expect(driver).toBe("steps");
  expect(found.map(({ step, rest }) => [step?.name, rest.map(({ name }) => name)])).toEqual([
    [undefined, []],
    ["a-1", []],
    ["i", []],
    ["bash-2", []],
    ["c-1", ["j"]],
  ]);
  const [, a, i, , bash] = found.map(({ command }) => command);
  expect(a).toMatchObject({
    program: "/usr/bin/kaem",
    args: ["--file", "pass1.kaem"],
    directory: "/steps/a-1",
  });
  expect(a!.environment.get("LEAKS")).toBe("yes");
  expect(a!.environment.get("pkg")).toBe("a-1");
  expect(i).toMatchObject({ args: ["--file", "/steps/improve/i.sh"], directory: "/steps" });
  expect(bash).toMatchObject({ program: "/usr/bin/bash", args: ["/steps/1.sh"], directory: "/steps" });
});

it("hides the last command of the seed phase, and knows where to put it back", async () => {
  const { cut } = (await units()).units[0]!;
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  expect(cut).toMatchObject({ path: "/seed.kaem", copy: "/full.kaem" });
  expect(text(cut!.text) + text(cut!.end)).toBe(files["/t/seed/seed.kaem"]);
  expect(text(cut!.end)).toBe("kaem --file /steps/0.sh\n");
});

it("ends where the run is to end, within bash's steps too", async () => {
  expect((await units({}, "seed")).units).toHaveLength(1);
  expect((await units({}, "i")).units.map(({ step }) => step?.name)).toEqual([undefined, "a-1", "i"]);
  const last = (await units({}, "c-1:1")).units.at(-1)!;
  expect([last.step?.name, last.rest]).toEqual(["c-1", []]);
});

it.each([
  ["goes on after its steps", { "/t/seed/seed.kaem": `${files["/t/seed/seed.kaem"]}echo done\n` }],
  ["runs them only under a condition", { "/t/seed/seed.kaem": "if a; then\nkaem --file /steps/0.sh\nfi\n" }],
  ["jumps to another kernel", { "/t/steps/manifest": "build: a-1\njump: k\n", "/t/steps/jump/k.sh": "k\n" }],
  ["does not run them", { "/t/seed/seed.kaem": "cp a b\n" }],
])("leaves a tree in one piece that %s", async (_, changes) => {
  const { driver, units: found } = await units(changes);
  expect(driver).toBe("tree");
  expect(found).toHaveLength(1);
  expect(found[0]!.cut).toBeUndefined();
});
