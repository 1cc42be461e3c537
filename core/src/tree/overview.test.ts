import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../platform/memory";
import { overviewOf, stepsOfFile } from "./overview";
import { treeAt } from "./tree";
import { Workspace } from "./workspace";

const tree = treeAt("/t");

async function overview(manifest: string, configuration: Record<string, string> = {}, files: string[] = []) {
  const contents = Object.fromEntries(files.map((file) => [`/t/steps/${file}`, ""]));
  const workspace = new Workspace(new MemoryFileSystem({ "/t/steps/manifest": manifest, ...contents }));
  return overviewOf(tree, workspace, new Map(Object.entries(configuration)));
}

describe("steps by phase", () => {
  it.each<[what: string, manifest: string, phases: string[]]>([
    ["nothing", "", []],
    ["kaem alone", "build: a-1\nimprove: b\n", ["kaem era: a-1 b"]],
    [
      "bash begins behind it",
      "build: bash-2\nbuild: a-1\nbuild: bash-5\nbuild: b-1\n",
      ["kaem era: bash-2", "bash era: a-1 bash-5 b-1"],
    ],
    [
      "every jump",
      "build: a-1\njump: fiwix\nbuild: bash-2\nbuild: c-1\njump: linux\nbuild: d-1\n",
      [
        "kaem era: a-1 fiwix",
        "kaem era, behind jump: fiwix: bash-2",
        "bash era, behind jump: fiwix: c-1 linux",
        "bash era, behind jump: linux: d-1",
      ],
    ],
    [
      "but none that is not made",
      "build: a-1\njump: fiwix ( X == True )\nbuild: b-1\n",
      ["kaem era: a-1 fiwix b-1"],
    ],
    ["no empty one at the end", "build: a-1\njump: fiwix\n", ["kaem era: a-1 fiwix"]],
  ])("%s", async (_, manifest, expected) => {
    const { steps, phases } = await overview(manifest);
    const shown = phases.map(({ title }, index) => {
      const names = steps.filter(({ phase }) => phase === index).map(({ name }) => name);
      return `${title}: ${names.join(" ")}`;
    });
    expect(shown).toEqual(expected);
  });

  it("numbers, passes and reasons", async () => {
    const text = `build: a-1
define: X = 1
build: b-1 ( X == 2 && Y != 3 )
build: a-1 ( X == 1 )
uninstall: a-1 b-1
`;
    const { steps, errors } = await overview(text, { Y: "" }, ["a-1/pass1.kaem", "b-1/pass1.kaem"]);
    expect(
      steps.map(({ number, name, pass, passes, why, script }) => [number, name, pass, passes, why, script]),
    ).toEqual([
      [1, "a-1", 1, 2, undefined, "/t/steps/a-1/pass1.kaem"],
      [undefined, "b-1", 1, 0, "X is 1, Y is empty", "/t/steps/b-1/pass1.kaem"],
      [2, "a-1", 2, 2, "X is 1", undefined],
      [3, "a-1 b-1", undefined, 0, undefined, undefined],
    ]);
    expect(errors).toBe(1);
  });
});

it.each<[file: string, steps: string[]]>([
  ["steps/a-1/pass1.kaem", ["a-1:1"]],
  ["steps/a-1/pass2.kaem", ["a-1:2"]],
  ["steps/a-1/sources", ["a-1:1", "a-1:2"]],
  ["steps/a-1/patches-pass2/x.patch", ["a-1:2"]],
  ["steps/a-1/patches/x.patch", ["a-1:1", "a-1:2"]],
  ["steps/improve/b.sh", ["b:undefined"]],
  ["steps/improve/files/c", []],
  ["steps/manifest", []],
  ["seed/a-1/x", []],
])("%s belongs to %j", async (file, expected) => {
  const found = await overview("build: a-1\nimprove: b\nbuild: a-1\n", {}, [
    "a-1/pass1.kaem",
    "improve/b.sh",
  ]);
  const steps = stepsOfFile(tree, found, `/t/${file}`).map((index) => found.steps[index]!);
  expect(steps.map(({ name, pass }) => `${name}:${pass ?? "undefined"}`)).toEqual(expected);
});
