import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { defaultConfiguration } from "../../tree/configuration";
import { makePlan } from "../../tree/plan";
import { treeAt } from "../../tree/tree";
import { verifyTree } from "../../tree/verify/verifyTree";
import { Workspace } from "../../tree/workspace";
import { manifest } from "./index";

/** How live-bootstrap's helpers read `sources`, as short as it can be. */
const helpers = `build() {
    build_stage=src_get
    call $build_stage
    build_stage=src_unpack
    call $build_stage
}
source_line_action() {
    shift
    shift
}
default_src_get() {
    while read line; do
        source_line_action check \${line}
    done < "\${base_dir}/sources"
}
default_src_unpack() {
    tail -n +2 ../sources | while read line; do
        source_line_action extract \${line}
    done
}
`;

type Files = Readonly<Record<string, string | undefined>>;

/** Every finding, as `line: message [code]`; also what a plan and a verification say of it. */
async function found(changes: Files): Promise<string[]> {
  const files: Files = {
    "/t/seed/script-generator.c": "",
    "/t/steps/manifest": "build: bash-1\nbuild: late-1\nbuild: late-1\nbuild: late-1\n",
    "/t/steps/env": "",
    "/t/steps/helpers.sh": helpers,
    "/t/steps/bash-1/pass1.kaem": "",
    "/t/steps/late-1/pass1.sh": "src_compile() {\n    make\n}\n",
    "/t/steps/late-1/pass2.sh": "",
    "/t/steps/late-1/pass3.sh": "",
    "/t/steps/late-1/sources": "",
    ...changes,
  };
  const given = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const workspace = new Workspace(new MemoryFileSystem(Object.fromEntries(given)));
  const tree = treeAt("/t");
  const text = (await workspace.text(tree.manifest))!;
  const document = { language: manifest.id, path: tree.manifest, text, workspace };
  const shown = (await manifest.diagnostics!(document)).map(
    ({ code, range, message }) => `${text.lineAt(range.start) + 1}: ${message} [${code}]`,
  );
  const missing = (code: string) => /^manifest\/missing-file$|^step\/missing-sources$/.test(code);
  const plan = await makePlan(tree, workspace, defaultConfiguration("x86"));
  const verified = await verifyTree(tree, workspace, defaultConfiguration("x86"), () =>
    Promise.resolve(undefined),
  );
  const told = shown.filter((line) => missing(/\[(.*)\]$/.exec(line)![1]!)).length;
  expect(plan.problems.filter(({ code }) => missing(code))).toHaveLength(told);
  expect(verified.findings.filter(({ diagnostic }) => missing(diagnostic.code))).toHaveLength(told);
  return shown;
}

const own = "src_get() {\n    :\n}\nsrc_unpack() {\n    :\n}\n";

const early = { "/t/steps/bash-1/pass1.kaem": "checksum-transcriber sources\n" };

describe("what steps read and the tree lacks", () => {
  it.each<[what: string, changes: Files, ...expected: string[]]>([
    ["nothing", {}],
    [
      "env",
      { "/t/steps/env": undefined },
      "1: steps/env does not exist: the script generator copies it into every script of kaem's. [manifest/missing-file]",
    ],
    [
      "helpers.sh",
      { "/t/steps/helpers.sh": undefined },
      "1: steps/helpers.sh does not exist: from here on every script reads it, and builds with it. [manifest/missing-file]",
    ],
    [
      "helpers.sh, without bash",
      { "/t/steps/helpers.sh": undefined, "/t/steps/manifest": "improve: i\n", "/t/steps/improve/i.sh": "" },
    ],
    [
      "all of it, in no whole tree",
      {
        "/t/steps/env": undefined,
        "/t/steps/helpers.sh": undefined,
        "/t/seed/script-generator.c": undefined,
      },
    ],
    [
      "sources",
      { "/t/steps/late-1/sources": undefined, "/t/steps/late-1/pass2.sh": own },
      "2: steps/late-1/sources does not exist, which helpers.sh reads. [step/missing-sources]",
      "4: steps/late-1/sources does not exist, which helpers.sh reads. [step/missing-sources]",
    ],
    [
      "sources that no pass reads",
      {
        "/t/steps/late-1/sources": undefined,
        "/t/steps/late-1/pass1.sh": own,
        "/t/steps/late-1/pass2.sh": own,
        "/t/steps/late-1/pass3.sh": own,
      },
    ],
    [
      "sources, with helpers of another kind",
      { "/t/steps/late-1/sources": undefined, "/t/steps/helpers.sh": "build() {\n    :\n}\n" },
    ],
    [
      "sources that kaem's script has checked",
      early,
      "1: steps/bash-1/sources does not exist, which pass1.kaem reads. [step/missing-sources]",
    ],
    ["nothing that kaem's script reads", { ...early, "/t/steps/bash-1/sources": "" }],
    [
      "sources that kaem's script may not read",
      { "/t/steps/bash-1/pass1.kaem": "if match x${A} x; then\n    checksum-transcriber sources\nfi\n" },
    ],
  ])("%s", async (_, changes, ...expected) => expect(await found(changes)).toEqual(expected));
});

const lacks = (pass: number, line: number) =>
  `${line}: Pass ${pass} of late-1 has no pass${pass}.sh: helpers.sh builds it with nothing but its defaults. [step/missing-pass]`;
const never = (pass: number) =>
  `4: pass${pass}.sh of late-1 never runs: it is built 3 times. [step/unused-pass]`;

describe("pass scripts and builds", () => {
  it.each<[what: string, changes: Files, ...expected: string[]]>([
    [
      "a script renamed",
      { "/t/steps/late-1/pass3.sh": undefined, "/t/steps/late-1/pass4.sh": "" },
      lacks(3, 4),
      never(4),
    ],
    ["a script deleted", { "/t/steps/late-1/pass2.sh": undefined }, lacks(2, 3)],
    [
      "a makefile, for which the defaults do",
      { "/t/steps/late-1/pass3.sh": undefined, "/t/steps/late-1/mk/main.mk": "" },
    ],
    [
      "a gap, with a makefile",
      { "/t/steps/late-1/pass2.sh": undefined, "/t/steps/late-1/mk/main.mk": "" },
      lacks(2, 3),
    ],
    [
      "a makefile, and a script with a wrong number",
      {
        "/t/steps/late-1/pass2.sh": undefined,
        "/t/steps/late-1/pass5.sh": "",
        "/t/steps/late-1/mk/main.mk": "",
      },
      lacks(2, 3),
      never(5),
    ],
    [
      "no scripts at all",
      {
        "/t/steps/late-1/pass1.sh": undefined,
        "/t/steps/late-1/pass2.sh": undefined,
        "/t/steps/late-1/pass3.sh": undefined,
      },
    ],
    // Every line with the argument counts, whatever it does and whether its predicate holds.
    [
      "a number that another line makes",
      {
        "/t/steps/manifest":
          "build: bash-1\nbuild: late-1\nbuild: late-1 ( CHROOT == True )\nimprove: late-1 ( CHROOT == True )\nbuild: late-1\n",
        "/t/steps/improve/late-1.sh": "",
        "/t/steps/late-1/pass4.sh": "",
        "/t/steps/late-1/pass3.sh": "",
      },
    ],
  ])("%s", async (_, changes, ...expected) => expect((await found(changes)).sort()).toEqual(expected));
});
