import { describe, expect, it } from "vitest";
import { inX86, openSource } from "../../languages/assembly/testTree";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { RememberedFiles } from "../../platform/rememberedFiles";
import { architectures, defaultConfiguration } from "../configuration";
import { evaluateTree } from "../evaluateTree";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import type { Build } from "./build";
import { buildsIn } from "./findBuilds";
import { toolOptions } from "./toolOptions";

async function builds(kaem?: string): Promise<readonly Build[]> {
  const { workspace } = openSource("tool.M1", "", kaem === undefined ? {} : { "mini.kaem": kaem });
  return buildsIn(await evaluateTree(treeAt("/t"), workspace, defaultConfiguration("x86")), "x86");
}

/** `output: language (stage) files`, with `…` for what is not of the tree. */
function shown({ output, language, stage, files, whole, baseAddress }: Build): string {
  const names = files.map((file) => file.slice(inX86("").length));
  const base = baseAddress === undefined ? "" : ` at ${baseAddress.toString(16)}`;
  return `${output}: ${language}${stage ? " (stage)" : ""}${base} ${names.join(" ")}${whole ? "" : " …"}`;
}

describe("the programs of a tree", () => {
  it("are what its scripts assemble, traced to their sources", async () => {
    expect((await builds()).map(shown)).toEqual([
      "/x86/artifact/hex1: hex0 (stage) hex1.hex0",
      "/x86/artifact/hex2-0: hex1 (stage) hex2.hex1",
      "/x86/artifact/catm: hex2 (stage) catm.hex2",
      "/x86/artifact/M0: hex2 (stage) ELF.hex2 M0.hex2",
      "/x86/artifact/tool: hex2 (stage) ELF.hex2 tool_defs.M1 tool.M1",
      "/x86/bin/main: hex2 at 1000 ELF.hex2 main_defs.M1 libc.M1 …",
    ]);
  });

  it.each<[kaem: string, expected: string[]]>([
    ["./x86/artifact/M0 ./x86/tool.M1 ./x86/artifact/x.hex2\n", ["/x86/artifact/x.hex2: M0 (stage) tool.M1"]],
    // A table of the labels of what a compiler writes is not known, and one of sources is.
    [
      "./x86/artifact/blood-elf --little-endian -f ./x86/tool.M1 -o ./x86/f.M1\n./x86/artifact/catm ./x86/a.M1 ./x86/tool.M1 ./x86/f.M1\n./x86/artifact/M0 ./x86/a.M1 ./x86/a.hex2\n./x86/artifact/hex2-0 ./x86/a.hex2 ./x86/a\n",
      ["/x86/a: hex2 (stage) tool.M1"],
    ],
    ["./x86/artifact/hex2-0 ./x86/none.hex2 ./x86/a\n", ["/x86/a: hex2 (stage)  …"]],
    ["./x86/bin/hex2 --unheard-of -f ./x86/catm.hex2 -o ./x86/a\n", []],
    ["./x86/bin/hex2 -f ./x86/catm.hex2\n", []],
    ["./x86/artifact/hex2-0 ./x86/catm.hex2\n", []],
  ])("%j", async (kaem, expected) => expect((await builds(kaem)).map(shown)).toEqual(expected));
});

it.each<[words: string, expected: unknown]>([
  [
    "-f a -A amd64 --little-endian -B 0x10 -o b",
    { files: ["a"], architecture: "amd64", bigEndian: false, baseAddress: 16, output: "b" },
  ],
  ["--file a -f b", { files: ["a", "b"], architecture: "knight-native", bigEndian: true, output: undefined }],
  ["--64 --entry _start -f a", { bits: 64, entries: ["_start"] }],
  ["-A z80 -f a", undefined],
  ["--octal -f a", undefined],
])("options %j", (words, expected) => {
  const options = toolOptions(words.split(" "));
  if (expected === undefined) expect(options).toBeUndefined();
  else expect(options).toMatchObject(expected as object);
});

const root = process.env["BOOTSTRAPPABLE_UPSTREAM"];

describe.skipIf(root === undefined)("upstream", () => {
  it("assembles the same programs on every architecture", async () => {
    const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));
    const tree = treeAt(root ?? "");
    for (const architecture of architectures) {
      const evaluated = await evaluateTree(tree, workspace, defaultConfiguration(architecture));
      const found = await buildsIn(evaluated, architecture);
      const names = found.map(({ output }) => output.slice(output.lastIndexOf("/") + 1));
      expect(names.slice(0, 6)).toEqual(["hex0", "kaem-0", "hex1", "hex2-0", "catm", "M0"]);
      expect(names).toContain(`cc_${architecture}`);
      expect(found.filter(({ whole }) => whole)).toHaveLength(7);
      expect(found).toHaveLength(18);
    }
  });
});
