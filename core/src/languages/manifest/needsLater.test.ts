import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import { diagnostics } from "./diagnostics";

/** Helpers of our own, made as live-bootstrap's are. */
const helpers = `
build() {
    pkg=$1
    cd "/external/repo"
    build_stage=src_unpack
    call $build_stage
    build_stage=src_compile
    call $build_stage
    build_stage=src_install
    call $build_stage
    if sort --help | grep x; then
        tar -cf a --sort .
    else
        tar -cf a .
    fi
    bzip2 a
}
default_src_unpack() {
    tar -xf a
}
default_src_compile() {
    make
}
default_src_install() {
    make install DESTDIR="\${DESTDIR}"
}
`;

const files: Record<string, string> = {
  "steps/helpers.sh": helpers,
  "steps/env": "PREFIX=/usr\n",
  "steps/bootstrap.cfg": "ARCH=x86\nCHROOT=True\nJOBS=1\n",
  "steps/improve/repo.sh": "mkdir -p /external/repo\n",
  "steps/improve/env.sh": "cat >> /steps/env <<- 'EOF'\nDESTDIR=/tmp/destdir\nEOF\n. /steps/env\n",
  "steps/jump/linux.sh":
    'if [ "${CHROOT}" = True ]; then\n  kexec-linux x\nelse\n  kexec -l "/boot/vmlinuz"\nfi\n',
  "steps/linux-1/pass1.sh":
    'src_compile() { :; }\nsrc_install() {\n  install x "${DESTDIR}/boot/vmlinuz"\n}\n',
  "steps/mystery-1/pass1.sh": "src_install() {\n  install flex there\n}\n",
};

const start =
  "build: make-1\nbuild: tar-1.12\nbuild: bzip2-1\nbuild: bash-2\nimprove: repo\nimprove: env\n".split("\n");
start.pop();

/** The lines and messages of findings about steps that come too early, of a manifest behind `start`. */
async function check(
  lines: readonly string[],
  scripts: Readonly<Record<string, string>> = {},
  before: readonly string[] = start,
): Promise<string[]> {
  const all = [...before, ...lines];
  const manifest = all.map((line) => `${line}\n`).join("");
  const packages = all.flatMap((line) => /^build: (\S+)/.exec(line)?.[1] ?? []);
  const tree = new Map([
    ...packages.map((name): [string, string] => [`/t/steps/${name}/sources`, ""]),
    ...Object.entries({ ...files, ...scripts }).map(([path, text]): [string, string] => [`/t/${path}`, text]),
    ["/t/steps/manifest", manifest],
  ]);
  const workspace = new Workspace(new MemoryFileSystem(Object.fromEntries(tree)));
  const text = SourceText.fromString(manifest);
  const path = "/t/steps/manifest";
  const found = await diagnostics({ language: "bootstrap-manifest", path, text, workspace });
  return found
    .filter(({ code }) => code === "manifest/needs-later")
    .map(({ range, severity, message }) => `${text.slice(range)}: ${severity}: ${message}`);
}

const pass = (name: string, phase: string, number = 1) => ({
  [`steps/${name}/pass${number}.sh`]: `src_compile() {\n${phase}\n}\n`,
});

describe("finds", () => {
  it("a program that a later line builds, and counts the steps that need it", async () => {
    const scripts = { ...pass("a-1", "flex x"), ...pass("b-1", "flex y"), ...pass("c-1", "true") };
    expect(await check(["build: a-1", "build: b-1", "build: c-1", "build: flex-2.6"], scripts)).toEqual([
      "a-1: error: This step needs flex, which only line 10 (build: flex-2.6) builds. So does another step.",
    ]);
    expect(await check(["build: flex-2.6", "build: a-1", "build: b-1"], scripts)).toEqual([]);
  });

  it("a program of a line that is not active", async () => {
    const lines = ["build: flex-2.6 ( CHROOT == False )", "build: a-1"];
    expect(await check(lines, pass("a-1", "flex x"))).toEqual([
      "a-1: error: This step needs flex, which line 7 (build: flex-2.6) builds, which is not active under steps/bootstrap.cfg.",
    ]);
  });

  it("a program whose only package was removed", async () => {
    const lines = ["build: flex-2.6", "uninstall: flex-2.6", "build: a-1", "build: flex-2.7"];
    const found = await check(lines, pass("a-1", "flex x"));
    expect(found).toEqual(["a-1: error: This step needs flex, which only line 10 (build: flex-2.7) builds."]);
    const twice = ["build: flex-2.6", ...lines];
    expect(await check(twice, pass("a-1", "flex x"))).toEqual([]);
  });

  it("versions of the autotools, also where a variable names them", async () => {
    const scripts = pass("a-1", "ACLOCAL=aclocal-1.15 AUTOCONF='autoconf-2.69 -f' autoreconf-2.69 -fi");
    const lines = ["build: autoconf-2.6", "build: automake-1.1", "build: a-1"];
    expect(await check([...lines, "build: autoconf-2.69", "build: automake-1.15.1"], scripts)).toEqual([
      "a-1: error: This step needs aclocal-1.15, which only line 11 (build: automake-1.15.1) builds.",
      "a-1: error: This step needs autoconf-2.69, autoreconf-2.69, which only line 10 (build: autoconf-2.69) builds.",
    ]);
  });

  it("what the defaults of the helpers need, with no script and with `default`", async () => {
    const before = ["build: tar-1.12", "build: bzip2-1", "build: bash-2", "improve: repo", "improve: env"];
    const script = { "steps/a-1/pass1.sh": "src_compile() {\n  default\n}\nsrc_install() { :; }\n" };
    const message = (name: string) =>
      `${name}: error: This step needs make, which only line 7 (build: make-1) builds.`;
    expect(await check(["build: a-1", "build: make-1"], script, before)).toEqual([message("a-1")]);
    expect(await check(["build: b-1", "build: make-1"], {}, before)).toEqual([message("b-1")]);
    const own = { "steps/a-1/pass1.sh": "src_compile() { :; }\nsrc_install() { :; }\n" };
    expect(await check(["build: a-1", "build: make-1"], own, before)).toEqual([]);
  });

  it("a program that both branches of an if need", async () => {
    const before = ["build: make-1", "build: bzip2-1", "build: bash-2", "improve: repo", "improve: env"];
    const own = { "steps/a-1/pass1.sh": "src_unpack() { :; }\n" };
    expect(await check(["build: a-1", "build: tar-1.12"], own, before)).toEqual([
      "a-1: error: This step needs tar, which only line 7 (build: tar-1.12) builds.",
    ]);
  });

  it("a variable and a folder that a later improvement provides", async () => {
    const before = ["build: make-1", "build: tar-1.12", "build: bzip2-1", "build: bash-2", "build: a-1"];
    expect(await check(["improve: env", "improve: repo"], {}, before)).toEqual([
      "a-1: error: This step needs /external/repo, which only line 7 (improve: repo) makes.",
      "a-1: warning: This step needs DESTDIR, which only line 6 (improve: env) sets.",
    ]);
  });

  it("the kernel and the program of a jump, in the branch that the configuration takes", async () => {
    const kexec = ["build: kexec-tools-2", "build: kexec-linux-1"];
    const scripts = { ...pass("kexec-tools-2", "true"), ...pass("kexec-linux-1", "true") };
    expect(await check(["jump: linux", ...kexec, "build: linux-1"], scripts)).toEqual([
      "linux: error: This step needs kexec-linux, which only line 9 (build: kexec-linux-1) builds.",
    ]);
    const real = { ...scripts, "steps/bootstrap.cfg": "ARCH=x86\nCHROOT=False\n" };
    expect(await check(["jump: linux", ...kexec, "build: linux-1"], real)).toEqual([
      "linux: error: This step needs /boot/vmlinuz, which only line 10 (build: linux-1) installs.",
      "linux: error: This step needs kexec, which only line 8 (build: kexec-tools-2) builds.",
    ]);
    expect(await check([...kexec, "build: linux-1", "jump: linux"], real)).toEqual([]);
  });

  it("the start of a pipe, as a warning", async () => {
    expect(
      await check(["build: a-1", "build: findutils-4"], pass("a-1", "find . | while read f; do rm $f; done")),
    ).toEqual(["a-1: warning: This step needs find, which only line 8 (build: findutils-4) builds."]);
  });

  it("what a function of the script calls, in a loop over words", async () => {
    const script = "src_compile() {\n  for x in a b; do\n    own\n  done\n}\nown() {\n  flex x\n}\n";
    const found = await check(["build: a-1", "build: flex-2.6"], { "steps/a-1/pass1.sh": script });
    expect(found).toHaveLength(1);
  });
});

describe("is quiet", () => {
  it.each([
    ["behind another command", "true && flex x"],
    ["before an ||", "flex x || true"],
    ["in a pipe before an ||", "flex x | cat || true"],
    ["behind a !", "! flex x"],
    ["in one branch alone", "if test -e x; then flex x; fi"],
    ["in a condition", "if flex x; then true; fi"],
    ["in a branch that is not taken", 'if [ "${CHROOT}" = False ]; then flex x; fi'],
    ["in a loop that may not run", "for x in $(ls); do flex x; done"],
    ["in a while", "while read x; do flex x; done"],
    ["in a case", "case x in y) flex x ;; esac"],
    ["in a shell of its own", "(flex x)"],
    ["by its path", "./flex x"],
    ["as an argument", "echo flex"],
    ["where PATH is changed", 'PATH="${PWD}:${PATH}"\nflex x'],
    ["of a variable", "${FLEX} x"],
    ["where it is a function", "flex() { :; }\nflex x"],
  ])("%s", async (_name, phase) => {
    expect(await check(["build: a-1", "build: flex-2.6"], pass("a-1", phase))).toEqual([]);
  });

  it.each([
    ["that no line builds", ["build: a-1"]],
    ["that something of any content may have brought", ["build: busybox-1", "build: a-1", "build: flex-2.6"]],
    ["that an unknown package names", ["build: mystery-1", "build: a-1", "build: flex-2.6"]],
    ["that another package has, too", ["build: heirloom-devtools-1", "build: b-1", "build: bison-3"]],
    ["of the package itself", ["build: flex-2.6"]],
    ["of a step that is not active", ["build: a-1 ( CHROOT == False )", "build: flex-2.6"]],
  ])("about a program %s", async (_name, lines) => {
    const scripts = { ...pass("a-1", "flex x"), ...pass("b-1", "yacc x"), ...pass("flex-2.6", "flex x") };
    expect(await check(lines, scripts)).toEqual([]);
  });

  it("about a variable with a default, or one that the script sets", async () => {
    const scripts = { "steps/improve/env.sh": "echo OWN=1 >> /steps/env\n" };
    const lines = (phase: string) =>
      check(["build: a-1", "improve: env"], { ...scripts, ...pass("a-1", phase) }, [...start.slice(0, 5)]);
    expect(await lines("cat ${OWN:-x}")).toEqual([]);
    expect(await lines("cat ${OWN}")).toHaveLength(1);
  });
});

it("never throws, and points into the manifest", () =>
  fc.assert(
    fc.asyncProperty(fc.string(), fc.string(), fc.array(fc.string()), async (script, jump, lines) => {
      const clean = lines.map((line) => line.replace(/[\r\n]/g, ""));
      const found = await check(["build: a-1", ...clean, "jump: linux"], {
        "steps/a-1/pass1.sh": script,
        "steps/jump/linux.sh": jump,
      });
      expect(found.every((each) => each.length > 0)).toBe(true);
    }),
  ));
