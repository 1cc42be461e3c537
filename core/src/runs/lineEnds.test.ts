import { expect, it } from "vitest";
import { MemoryFileSystem } from "../platform/memory";
import { defaultConfiguration } from "../tree/configuration";
import { makePlan } from "../tree/plan";
import { treeAt } from "../tree/tree";
import { Workspace } from "../tree/workspace";
import { carriageReturn } from "./lineEnds";

const script = "/t/steps/a-1/pass1.kaem";
const words = ["./sha256sum", "-c", "x86.answers"];

/** Where the blame goes when the step's script has failed, or the seed's; of the files one has other line ends. */
async function blamed(file: string, text: string, code: Parameters<typeof carriageReturn>[1], seed = false) {
  const files = { "/t/steps/manifest": "build: a-1\n", [script]: "cp a b\n", [file]: text };
  const [tree, workspace] = [treeAt("/t"), new Workspace(new MemoryFileSystem(files))];
  const { steps } = await makePlan(tree, workspace, defaultConfiguration("x86"));
  const step = seed ? undefined : steps[0];
  const command = seed ? ({ words, directory: "/" } as never) : undefined;
  const found = await carriageReturn({ tree, workspace, step }, code, seed ? undefined : script, command);
  return found && [found.file, found.line, found.endColumn];
}

it.each([
  [script, "# one\r\n\r\ncp a b\r\n", [script, 2, 2]],
  [script, "# one\r\ncp a b\n", undefined],
  ["/t/steps/a-1/sources", "f _ 0 x\r\n", ["/t/steps/a-1/sources", 1, 9]],
  ["/t/steps/a-1/a-1.x86.checksums", "0  x\n0  y\r\n", ["/t/steps/a-1/a-1.x86.checksums", 2, 6]],
  ["/t/steps/env", "a=b\r\n", ["/t/steps/env", 1, 5]],
  ["/t/steps/b-1/sources", "f _ 0 x\r\n", undefined],
])("of a step that fails %s is blamed where it has %j", async (file, text, place) => {
  expect(await blamed(file, text, "run/command-failed")).toEqual(place);
  expect(await blamed(file, text, "run/no-space")).toBeUndefined();
});

it("of the seed phase the checksums are blamed that its command looked at", async () => {
  const file = "/t/seed/stage0-posix/x86.answers";
  expect(await blamed(file, "0  x\r\n", "run/every-checksum-wrong", true)).toEqual([file, 1, 6]);
});
