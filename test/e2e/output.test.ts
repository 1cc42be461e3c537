import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, programs } from "../support/build";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

/** Runs a line of shell in a folder; `$A` is `bootstrappable assemble`. */
function shell(cwd: string, line: string) {
  const env = { ...process.env, A: `${process.execPath} ${programs.cli} assemble` };
  return spawnSync("sh", ["-c", line], { cwd, env, encoding: "utf8", timeout: 100_000 });
}

describe("where assembled bytes go", () => {
  it("writes into what a link names when that is no file", () => {
    const cwd = folderWith({ "a.hex0": "48 69 0A" });
    const { stdout } = shell(cwd, "mkfifo pipe; ln -s pipe link; cat pipe & $A a.hex0 -o link >&2; wait");
    expect(stdout).toBe("Hi\n");
    expect(lstatSync(path.join(cwd, "link")).isSymbolicLink()).toBe(true);
  });

  it.each(["/proc/self/fd/1", "/dev/fd/1", "stdout"])(
    "writes into its own descriptor (%s) when that is a file, and replaces no link to it",
    (target) => {
      const cwd = folderWith({ "a.hex0": "41 42\n" });
      // As /dev/stdout, which root could replace for the whole machine.
      symlinkSync("/proc/self/fd/1", path.join(cwd, "stdout"));
      symlinkSync(target, path.join(cwd, "link"));
      shell(cwd, "{ printf 'before '; $A a.hex0 -o link; printf ' behind'; } > out");
      expect(readFileSync(path.join(cwd, "out"), "latin1")).toBe("before AB behind");
      expect(lstatSync(path.join(cwd, "link")).isSymbolicLink()).toBe(true);
      const { status } = shell(cwd, "$A a.hex0 -o /proc/self/fd/3 3> third");
      expect([status, readFileSync(path.join(cwd, "third"), "latin1")]).toEqual([0, "AB"]);
    },
  );

  it("replaces a link to a file and leaves the file alone", () => {
    const cwd = folderWith({ "a.hex0": "41", precious: "precious" });
    symlinkSync("precious", path.join(cwd, "out"));
    expect(shell(cwd, "$A a.hex0 -o out").status).toBe(0);
    expect(readFileSync(path.join(cwd, "precious"), "utf8")).toBe("precious");
    expect(readFileSync(path.join(cwd, "out"), "utf8")).toBe("A");
  });

  it("refuses the file that standard input is read from", () => {
    const cwd = folderWith({ "a.hex0": "41" });
    const { status, stderr } = shell(cwd, "$A - -o a.hex0 < a.hex0");
    expect([status, stderr]).toEqual([
      1,
      "bootstrappable: error: a.hex0: is an input, too; nothing was written\n",
    ]);
    expect(readFileSync(path.join(cwd, "a.hex0"), "utf8")).toBe("41");
  });

  it.runIf(process.platform === "linux")("refuses a name that Node has not read right, and no other", () => {
    const cwd = folderWith({ "a.hex0": "41" });
    const bytes = shell(cwd, `$A a.hex0 -o "$(printf 'a\\377')"`);
    expect([bytes.status, bytes.stderr]).toEqual([
      2,
      "bootstrappable: error: a\ufffd: an argument that is not UTF-8 cannot be used: give the file or folder another name\n",
    ]);
    expect(shell(cwd, "$A a.hex0 -o a\ufffd").status).toBe(0);
    expect(readdirSync(cwd).sort()).toEqual(["a.hex0", "a\ufffd"]);
  });

  it.each([
    ["a new program is as the umask says", undefined, "", "077", 0o700],
    ["new bytes that are no program", undefined, "--non-executable", "022", 0o644],
    ["who may read the old one may run the new one", 0o640, "", "022", 0o750],
    ["what was there keeps its mode", 0o600, "--non-executable", "022", 0o600],
  ])("%s", (_, before, options, umask, after) => {
    const cwd = folderWith({ "a.hex0": "41" });
    const out = path.join(cwd, "out");
    if (before !== undefined) {
      writeFileSync(out, "");
      chmodSync(out, before);
    }
    expect(shell(cwd, `umask ${umask}; $A a.hex0 -o out ${options}`).status).toBe(0);
    expect(statSync(out).mode & 0o777).toBe(after);
  });

  it("says what an architecture's G does, and nothing of pairs that it completes", () => {
    const cwd = folderWith({ "a.hex0": "4G\n" });
    const { status, stderr } = shell(cwd, "$A -A x86 a.hex0 -o out");
    expect([status, stderr.match(/\[[a-z0-9/-]+\]/g)]).toEqual([0, ["[hex0/digit-g]"]]);
    expect(readFileSync(path.join(cwd, "out"), "latin1")).toBe("P");
  });
});
