import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../platform/memory";
import { SourceText } from "../text/sourceText";
import {
  architectureDirectory,
  architectureOf,
  architectures,
  defaultConfiguration,
  configurationFault,
  configurationOf,
  formatConfiguration,
  linesOf,
  parseConfiguration,
  withValues,
} from "./configuration";
import { findTree, treeConfiguration } from "./discover";
import { stepEnvironment } from "./environment";
import { makePlan } from "./plan";
import { treeAt } from "./tree";
import { Workspace } from "./workspace";

const workspaceOf = (files: Record<string, string>) => new Workspace(new MemoryFileSystem(files));

describe("findTree", () => {
  const workspace = workspaceOf({
    "/a/b/steps/manifest": "",
    "/a/b/steps/hello-1/pass1.kaem": "",
    "/a/b/target/steps/manifest": "",
    "/other/file": "",
  });
  it.each([
    ["/a/b", "/a/b"],
    ["/a/b/", "/a/b"],
    ["/a/b/steps/manifest", "/a/b"],
    ["/a/b/steps/hello-1/pass1.kaem", "/a/b"],
    ["/a/b/target/steps", "/a/b/target"],
    ["/a", undefined],
    ["/other/file", undefined],
    ["/", undefined],
    ["", undefined],
  ])("of %s is %s", async (path, root) => expect((await findTree(workspace, path))?.root).toBe(root));

  it("finds a tree at the root of the file system", async () =>
    expect((await findTree(workspaceOf({ "/steps/manifest": "" }), "/steps/x"))?.manifest).toBe(
      "/steps/manifest",
    ));
});

describe("configuration", () => {
  it("by default has the variables of rootfs.py in its order", () => {
    expect(formatConfiguration(defaultConfiguration("amd64"))).toBe(
      "ARCH=amd64\nARCH_DIR=AMD64\nFORCE_TIMESTAMPS=False\nCHROOT=True\nUPDATE_CHECKSUMS=False\nJOBS=2\nSWAP_SIZE=0\n" +
        "FINAL_JOBS=2\nINTERNAL_CI=False\nINTERACTIVE=False\nQEMU=False\nBARE_METAL=False\nDISK=sda1\n" +
        "KERNEL_BOOTSTRAP=False\nBUILD_KERNELS=False\nCONFIGURATOR=False\nMIRRORS_LEN=0\n",
    );
  });

  it("knows stage0's folders", () =>
    expect(architectures.map(architectureDirectory)).toEqual([
      "x86",
      "AMD64",
      "AArch64",
      "riscv32",
      "riscv64",
    ]));

  it.each([
    ["A=1\nB=x=y\nC=\n", { A: "1", B: "x=y", C: "" }, 0],
    ["A=1\n\n# note\nB=2\n", { A: "1", B: "2" }, 2],
    ["A=1\nA=2\n", { A: "1" }, 0],
    ["A=12", { A: "1" }, 0],
    ["A=", { A: "" }, 0],
    ["", {}, 0],
  ])("reads %j", (text, expected, malformed) => {
    const file = parseConfiguration(SourceText.fromString(text));
    expect(Object.fromEntries(file.configuration)).toEqual(expected);
    expect(file.malformed).toHaveLength(malformed);
  });

  it("reads what it writes", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9_./]*$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("A", "B", "C", ""), word)), (lines) => {
        const text = SourceText.fromString(formatConfiguration(configurationOf(lines)));
        const { configuration } = parseConfiguration(text);
        expect(linesOf(configuration)).toEqual(lines);
        expect([...configuration]).toEqual(
          lines.filter(([name], at) => lines.findIndex((each) => each[0] === name) === at),
        );
      }),
    );
  });

  it("keeps its lines when values change, and gives all lines of a name the new one", () => {
    const before = configurationOf([
      ["A", "1"],
      ["B", "2"],
      ["A", "3"],
    ]);
    const after = withValues(before, [
      ["A", "4"],
      ["C", "5"],
    ]);
    expect(formatConfiguration(after)).toBe("A=4\nB=2\nA=4\nC=5\n");
    expect(formatConfiguration(before)).toBe("A=1\nB=2\nA=3\n");
    expect(formatConfiguration(withValues(new Map([["A", "1"]]), []))).toBe("A=1\n");
  });

  it.each([
    ["A=1\nB=2\n", undefined],
    ["A=1\n# note\n", { line: 1, fault: "not of the form NAME=VALUE" }],
    [
      `A=1\nB=${"x".repeat(2045)}\n`,
      { line: 1, fault: expect.stringContaining("longer than 2047 bytes") as string },
    ],
    [`A=1\nB=${"x".repeat(2044)}\n`, undefined],
    [`B=${"x".repeat(2045)}`, undefined],
  ])("of %j cannot be used because of %j", (text, fault) =>
    expect(configurationFault(SourceText.fromString(text))).toEqual(fault),
  );

  it("never throws, and its ranges lie in the text", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("A", "=", "\n", "\r", "ü", " ")), (parts) => {
        const text = SourceText.fromString(parts.join(""));
        const { entries, malformed } = parseConfiguration(text);
        for (const { range, nameRange, valueRange } of entries) {
          expect(range.start).toBe(nameRange.start);
          expect(nameRange.end).toBe(valueRange.start - 1);
          expect(valueRange.end).toBeLessThanOrEqual(range.end);
        }
        for (const range of malformed) expect(range.end).toBeLessThanOrEqual(text.length);
      }),
    );
  });

  it("of a tree is its bootstrap.cfg, if that names an architecture", async () => {
    const tree = treeAt("/t");
    const given = await treeConfiguration(workspaceOf({ "/t/steps/bootstrap.cfg": "ARCH=riscv64\n" }), tree);
    expect([architectureOf(given.configuration), given.path]).toEqual(["riscv64", "/t/steps/bootstrap.cfg"]);
    const empty = await treeConfiguration(workspaceOf({ "/t/steps/bootstrap.cfg": "" }), tree);
    expect([architectureOf(empty.configuration), empty.path]).toEqual(["x86", undefined]);
  });
});

const files = {
  "/t/steps/manifest":
    "build: one-1\ndefine: EXTRA = ( CHROOT == True )\nimprove: tidy ( EXTRA == True )\njump: away ( CHROOT == False )\n" +
    "build: bash-2\nbuild: one-1\nbuild: bare-1\nuninstall: one-1 /x\n",
  "/t/steps/one-1/pass1.kaem": "",
  "/t/steps/one-1/pass2.sh": "",
  "/t/steps/bare-1/sources": "",
  "/t/steps/bash-2/pass1.kaem": "",
  "/t/steps/improve/tidy.sh": "",
};

describe("makePlan", () => {
  it("numbers the active steps and finds their scripts", async () => {
    const plan = await makePlan(treeAt("/t"), workspaceOf(files), defaultConfiguration("x86"));
    const shown = plan.steps.map(
      ({ number, era, kind, name, pass, script }) =>
        `${number} ${era} ${kind} ${name} ${pass ?? "-"} ${script ?? "-"}`,
    );
    expect(shown).toEqual([
      "1 kaem build one-1 1 /t/steps/one-1/pass1.kaem",
      "2 kaem improve tidy - /t/steps/improve/tidy.sh",
      "3 kaem build bash-2 1 /t/steps/bash-2/pass1.kaem",
      "4 bash build one-1 2 /t/steps/one-1/pass2.sh",
      "5 bash build bare-1 1 -",
      "6 bash uninstall one-1 /x - -",
    ]);
    expect(plan.variables.get("EXTRA")).toBe("True");
    expect(plan.problems.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
      "warning manifest/missing-script",
    ]);
  });

  it("tells what is wrong, in the order of the text", async () => {
    const text = "build: two-2\nbuild one-1\nimprove:  tidy\n";
    const workspace = workspaceOf({ ...files, "/t/steps/manifest": text });
    const plan = await makePlan(treeAt("/t"), workspace, defaultConfiguration("x86"));
    expect(plan.problems.map(({ code }) => code)).toEqual([
      "manifest/unknown-package",
      "manifest/unknown-directive",
      "manifest/extra-space",
    ]);
    expect(plan.steps.map(({ name }) => name)).toEqual(["two-2", "tidy"]);
  });

  it("says so where there is no manifest", async () => {
    const plan = await makePlan(treeAt("/nowhere"), workspaceOf({}), defaultConfiguration("x86"));
    expect(plan.problems.map(({ code }) => code)).toEqual(["manifest/missing"]);
  });
});

describe("stepEnvironment", () => {
  const env = SourceText.fromString(
    '# where\n\nPREFIX=/usr\nBINDIR=${PREFIX}/bin\nPATH=${BINDIR}:/${ARCH_DIR}/bin # both\nLIBS="${BINDIR} ${NONE:-x}"\nGONE=${NONE}\n',
  );

  it("expands the env file behind the configuration, then names the package", async () => {
    const plan = await makePlan(treeAt("/t"), workspaceOf(files), defaultConfiguration("amd64"));
    const environment = stepEnvironment(plan, plan.steps[0]!, env);
    expect([...environment].slice(-7)).toEqual([
      ["EXTRA", "True"],
      ["PREFIX", "/usr"],
      ["BINDIR", "/usr/bin"],
      ["PATH", "/usr/bin:/AMD64/bin"],
      ["LIBS", "/usr/bin x"],
      ["GONE", ""],
      ["pkg", "one-1"],
    ]);
    expect(stepEnvironment(plan, plan.steps[1]!, undefined).has("pkg")).toBe(false);
  });

  it("takes the quotes off a configuration's values", async () => {
    const configuration = new Map([["MIRRORS", '"http://a http://b"']]);
    const plan = await makePlan(treeAt("/t"), workspaceOf(files), configuration);
    expect(stepEnvironment(plan, plan.steps[0]!, undefined).get("MIRRORS")).toBe("http://a http://b");
  });
});
