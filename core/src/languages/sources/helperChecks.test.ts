import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { edited } from "../../testing/edits";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { sources } from "./index";

/** How live-bootstrap's helpers go through `sources`, written anew. */
const helpers = `build() {
    build_stage=src_get
    call $build_stage
    build_stage=src_unpack
    call $build_stage
}
source_line_action() {
    action="$1"
    shift
    kind="$1"
    shift
    [ "$kind" != g ] || shift
    $action "$1" "$2" "\${3:-$(basename "$1")}"
}
default_src_get() {
    while read line; do
        source_line_action check_source_line \${line}
    done < "\${base_dir}/sources"
}
default_src_unpack() {
    source_line_action extract_file $(head -n 1 ../sources)
    tail -n +2 ../sources | while read line; do
        source_line_action extract_file \${line}
    done
}
call() {
    "default_$1"
}
`;
const a = `f http://h/a.tgz ${"a".repeat(64)}`;
const b = `g http://h/r.git~v1 http://h/b.tgz ${"b".repeat(64)} c.tgz`;
const file = "/t/steps/late-1/sources";

function documentOf(text: string, more: Readonly<Record<string, string>> = {}): Document {
  const files = {
    "/t/steps/manifest": "build: bash-1\nbuild: late-1\n",
    "/t/steps/helpers.sh": helpers,
    "/t/steps/late-1/pass1.sh": "src_compile() {\n    make\n}\n",
    [file]: text,
    ...more,
  };
  const workspace = new Workspace(new MemoryFileSystem(files));
  return { language: "bootstrap-sources", path: file, text: SourceText.fromString(text), workspace };
}

const textOf = (text: SourceText) => text.slice({ start: 0, end: text.length });

async function found(text: string, more: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const all = await sources.diagnostics!(documentOf(text, more));
  const own = all.filter(({ code }) => code !== "sources/never-used");
  return own.map(({ code, range }) => `${code.replace("sources/", "")} ${range.start}-${range.end}`);
}

describe("what helpers.sh misreads", () => {
  it.each<[text: string, ...expected: string[]]>([
    [`${a}\n${b}\n`],
    ["\t"],
    [`${a}\n  `],
    [`  ${a}\t\n`],
    [a, `no-final-newline 0-${a.length}`],
    [`${a}\n${b}`, `no-final-newline ${a.length + 1}-${a.length + 1 + b.length}`],
    [`\n${a}\n`, "empty-line 0-0"],
    [`${a}\n \t\n${b}\n`, `empty-line ${a.length + 1}-${a.length + 3}`],
    [`${a}\n\n`, `empty-line ${a.length + 1}-${a.length + 1}`],
    // One word for the whole file, and none of what follows from it.
    [`${a}\r\n${b}\r\n`, `carriage-return ${a.length}-${a.length + 1}`],
    [`\uFEFF${a}\n`, "byte-order-mark 0-3"],
  ])("%j", async (text, ...expected) => {
    expect(await found(text)).toEqual(expected);
    for (const { fixes } of await sources.diagnostics!(documentOf(text))) {
      expect(await found(textOf(edited(SourceText.fromString(text), fixes![0]!.edits)))).toEqual([]);
    }
  });

  const passes = (script: string) => ({ "/t/steps/late-1/pass1.sh": script });
  it.each([
    ["helpers of another kind", { "/t/steps/helpers.sh": "build() {\n    :\n}\n" }],
    ["a package that is not built", { "/t/steps/manifest": "build: bash-1\n" }],
    ["functions of its own", passes("src_get() {\n    :\n}\nsrc_unpack() {\n    :\n}\n")],
    ["a script that reads another", passes(". ./common.sh\n")],
  ])("nothing with %s", async (_, more) =>
    expect(await found(`${a}\n\n${a.replace("a.", "z.")}`, more)).toEqual([]),
  );

  it.each([
    [
      "no script",
      {
        "/t/steps/late-1/pass1.sh": "",
        "/t/steps/manifest": "build: bash-1\nbuild: late-1\nbuild: late-1\n",
      },
    ],
    ["one phase left to them", passes("src_get() {\n    :\n}\n")],
    ["the default called", passes("src_get() {\n    default\n}\nsrc_unpack() {\n    :\n}\n")],
  ])("something with %s", async (_, more) => expect(await found(`${a}\n\n`, more)).toHaveLength(1));
});

const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"];
const kinds: [where: string, defined: string][] = [["of this test", helpers]];
if (upstream !== undefined) kinds.push(["of upstream", `. ${upstream}/steps/helpers.sh\n`]);
describe.each(kinds)("bash with the helpers %s", (_, defined) => {
  const script = `set -e\n${defined}\ncheck_source_line() { echo "$3"; }\nextract_file() { :; }\ndownload_source_line() { :; }\nfn_exists() { false; }\n
base_dir=$PWD/..\nDISTFILES=$PWD\ncd .\nfor build_stage in src_get src_unpack; do call $build_stage; done\necho end\n`;
  const run = (text: string) => {
    const folder = mkdtempSync(path.join(tmpdir(), "helpers-"));
    mkdirSync(`${folder}/build`);
    writeFileSync(`${folder}/sources`, text);
    const { stdout } = spawnSync("bash", ["-c", script], { cwd: `${folder}/build`, encoding: "utf8" });
    rmSync(folder, { recursive: true });
    return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("/"));
  };
  it.each([
    [`${a}\n${b}\n`, ["a.tgz", "c.tgz", "end"]],
    [a, ["end"]],
    [`${a}\n${b}`, ["a.tgz", "end"]],
    [`${a}\n  `, ["a.tgz", "end"]],
    [`${a}\n\n`, undefined],
    [`\n${a}\n`, undefined],
    [`${a}\n \t\n${b}\n`, undefined],
  ])("reads %j as we say", (text, expected) => {
    const printed = run(text);
    if (expected === undefined) expect(printed).not.toContain("end");
    else expect(printed).toEqual(expected);
  });
});
