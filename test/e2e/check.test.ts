import { chmodSync, mkdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

function check(files: Readonly<Record<string, string | Uint8Array>>, ...args: readonly string[]) {
  return bootstrappable(["check", ...args], { cwd: folderWith(files) });
}

const ODD = "error: The number of digits is odd: hex0 drops this last `4`. [hex0/odd-nibble]";
const OPEN = "info: The file ends inside a comment. [hex0/comment-at-end]";

describe("what is found", () => {
  it.each<
    [
      what: string,
      files: Readonly<Record<string, string>>,
      args: readonly string[],
      status: number,
      lines: readonly string[],
    ]
  >([
    ["nothing", { "a.hex0": "41\n" }, ["a.hex0"], 0, []],
    ["nothing in an empty file", { "a.hex0": "" }, ["a.hex0"], 0, []],
    ["an error", { "a.hex0": "41\n\n 4\n" }, ["a.hex0"], 1, [`a.hex0:3:2: ${ODD}`]],
    ["no error", { "a.hex0": "41 # é" }, ["a.hex0"], 0, [`a.hex0:1:4: ${OPEN}`]],
    [
      "in the order of the arguments",
      { "a.hex0": "4", "b.hex0": "# x" },
      ["b.hex0", "a.hex0"],
      1,
      [`b.hex0:1:1: ${OPEN}`, `a.hex0:1:1: ${ODD}`],
    ],
    [
      "in a folder, by name",
      { "d/b.hex0": "4", "d/a/c.hex0": "4", "d/x.txt": "4" },
      ["d"],
      1,
      [`d/a/c.hex0:1:1: ${ODD}`, `d/b.hex0:1:1: ${ODD}`],
    ],
    ["not in what is no source", { ".git/a.hex0": "4", "node_modules/m/a.hex0": "4" }, ["."], 0, []],
    [
      "in a file as it is called",
      { "d/a.hex0": "4" },
      ["./d/../d/a.hex0"],
      1,
      [`./d/../d/a.hex0:1:1: ${ODD}`],
    ],
    [
      "in code points beyond the plane as two columns",
      { "a.hex0": "# 😀\n4 # 😀\n" },
      ["a.hex0"],
      1,
      [`a.hex0:2:1: ${ODD}`],
    ],
  ])("%s", (_, files, args, status, lines) => {
    const ended = check(files, ...args);
    expect(ended.stdout.split("\n").filter((line) => line !== "")).toEqual(lines);
    expect([ended.status, ended.stderr]).toEqual([status, ""]);
  });

  it("counts columns of malformed bytes as an editor shows them", () => {
    const bytes = Buffer.concat([Buffer.from([0xe9, 0x20, 0xff, 0xfe, 0x20]), Buffer.from("4\n")]);
    const lines = check({ "a.hex0": bytes }, "a.hex0").stdout.split("\n");
    expect(lines.at(-2)).toBe(`a.hex0:1:6: ${ODD}`);
  });

  it("is an object a line in JSON, with the fields that scripts rely on", () => {
    const { status, stdout, stderr } = check(
      { "a.hex0": "41\n4", "b.hex0": "4 1\n" },
      "--format",
      "json",
      ".",
    );
    expect([status, stderr]).toEqual([1, ""]);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([
      {
        ...{ file: "a.hex0", line: 2, column: 1, endLine: 2, endColumn: 2 },
        ...{ severity: "error", code: "hex0/odd-nibble" },
        message: "The number of digits is odd: hex0 drops this last `4`.",
      },
      {
        ...{ file: "b.hex0", line: 1, column: 1, endLine: 1, endColumn: 2 },
        ...{ severity: "warning", code: "hex0/split-byte" },
        message: "This digit and the next one, further on in this line, make one byte: 41.",
      },
    ]);
  });

  it("the project's own example is clean", () => {
    const { status, stdout, stderr } = bootstrappable(["check", "examples/mini-bootstrap"], {
      cwd: path.join(import.meta.dirname, "../.."),
    });
    expect([stdout, stderr, status]).toEqual(["", "", 0]);
  });
});

describe("what cannot be checked", () => {
  it("is an error when it is not there, and the rest is checked", () => {
    const { status, stdout, stderr } = check({ "a.hex0": "4" }, "no.hex0", "a.hex0");
    expect(status).toBe(1);
    expect(stderr).toBe("bootstrappable: error: no.hex0: no such file or folder\n");
    expect(stdout).toBe(`a.hex0:1:1: ${ODD}\n`);
  });

  it("is named when nothing is known of its language", () => {
    const { status, stderr } = check({ "a.txt": "4" }, "a.txt");
    expect([status, stderr]).toEqual([
      0,
      "bootstrappable: warning: a.txt: of no language that can be checked; skipped\n",
    ]);
  });

  it.runIf(process.platform !== "win32")("is an error when it may not be read", () => {
    const cwd = folderWith({ "a.hex0": "41\n" });
    chmodSync(path.join(cwd, "a.hex0"), 0o000);
    const options = process.getuid?.() === 0 ? { cwd, uid: 65534 } : { cwd };
    const { status, stderr } = bootstrappable(["check", "."], options);
    expect([status, stderr]).toEqual([1, "bootstrappable: error: a.hex0: cannot be read\n"]);
  });

  it("an empty folder has nothing wrong in it", () => {
    const cwd = folderWith();
    mkdirSync(path.join(cwd, "empty"));
    expect(bootstrappable(["check", "empty"], { cwd })).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });
});

describe("usage", () => {
  it.each([
    [["check"], 2, /missing required argument 'path'/],
    [["check", "--colour", "."], 2, /unknown option '--colour'/],
    [["check", "--format", "xml", "."], 2, /Allowed choices are/],
    [["chekc", "."], 2, /unknown command 'chekc'.*\n.*Did you mean check\?/],
    [[], 2, /Usage: bootstrappable/],
  ])("%j", (args, status, message) => {
    const ended = bootstrappable(args, { cwd: folderWith() });
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(message);
    expect(ended.stdout).toBe("");
  });

  it("an error stays in sight: it names the help, and does not print it", () => {
    const { stderr } = bootstrappable(["distfiles", "fetch", "--xyzzy"], { cwd: folderWith() });
    expect(stderr).toBe(
      "bootstrappable: error: unknown option '--xyzzy'\n“bootstrappable distfiles fetch --help” tells how it is used.\n",
    );
  });

  it.each([[["--help"]], [["check", "--help"]], [["help", "check"]], [["--version"]]])(
    "%j is answered on standard output",
    (args) => {
      const { status, stdout, stderr } = bootstrappable(args, { cwd: folderWith() });
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^(Usage: bootstrappable|\d+\.\d+\.\d+\n$)/);
    },
  );
});

describe("a tree without its manifest", () => {
  const tree = { "t/steps/a-1/pass1.kaem": "", "t/seed/x": "" };
  const said = "There is steps/ and seed/, but no file steps/manifest: nothing says what is built.";

  it.each([
    ["t", tree],
    ["t/steps", tree],
    ["t", { ...tree, "t/steps/manifest/x": "" }],
  ])("is told where %s is checked", (given, files) => {
    const { status, stdout } = check(files, given);
    expect([status, stdout]).toEqual([1, `t/steps/manifest:1:1: error: ${said} [manifest/missing]\n`]);
  });

  it("and where it is planned", () => {
    const { status, stdout, stderr } = bootstrappable(["plan", "t"], { cwd: folderWith(tree) });
    expect([status, stdout, stderr.trim()]).toEqual([2, "", expect.stringContaining(said)]);
  });

  it.each([
    ["no seed", { "t/steps/a-1/pass1.kaem": "" }],
    ["a manifest", { ...tree, "t/steps/manifest": "" }],
  ])("nothing with %s", (_, files) => expect(check(files, "t").stdout).toBe(""));
});
