import { cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

interface Check {
  readonly check: string;
  readonly status: string;
  readonly reason: string;
  readonly remedy: string | null;
  readonly details: readonly string[];
}

function examined(args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = bootstrappable(["doctor", ...args, "--format", "json"], { cwd });
  const checks = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Check);
  return { status, stderr, checks, of: (name: string) => checks.find(({ check }) => check === name) };
}

describe("doctor", () => {
  it("finds nothing wrong with the example", () => {
    const { status, stderr, checks } = examined(["examples/mini-bootstrap"], repository);
    expect(stderr).toBe("");
    expect(checks.map(({ check }) => check).slice(0, 12)).toEqual([
      ...["submodules", "stage0-files", "encodings", "seeds", "configuration", "manifest", "distfiles"],
      ...["sandbox", "programs", "disk", "kernel", "bwrap"],
    ]);
    // Whether git knows the example, and what this machine can do, is not the example's doing.
    for (const name of ["submodules", "encodings", "seeds", "configuration", "manifest", "distfiles"]) {
      expect(checks.find(({ check }) => check === name)).toMatchObject({ status: "good", remedy: null });
    }
    expect(status).toBe(checks.some((each) => each.status === "bad") ? 1 : 0);
    for (const each of checks) if (each.status === "bad") expect(each.remedy).not.toBeNull();
  });

  it("says what stands in the way, and what to do", () => {
    const cwd = folderWith();
    cpSync(path.join(repository, "examples/mini-bootstrap"), path.join(cwd, "t"), { recursive: true });
    writeFileSync(path.join(cwd, "t/distfiles/greet-1.0_x86.hex0"), "half\n");
    writeFileSync(path.join(cwd, "t/steps/greet-1.0/pass1.kaem"), "set -ex\r\n");
    const { status, of } = examined(["t", "--arch", "x86", "--target", "run"], cwd);
    expect(status).toBe(1);
    expect(of("distfiles")).toMatchObject({ status: "bad", details: ["distfiles/greet-1.0_x86.hex0"] });
    expect(of("encodings")).toMatchObject({
      status: "bad",
      details: ["steps/greet-1.0/pass1.kaem:1 has CRLF line ends"],
    });
    const text = bootstrappable(["doctor", "t", "--arch", "x86"], { cwd }).stdout;
    expect(text).toMatch(/^bad {6}distfiles {6}1 distfile does not have the hash/m);
    expect(text).toMatch(/^ {24}→ remove them and fetch them again$/m);
  });

  it.each([
    [["doctor", "."], 2, /no steps\/manifest here/],
    [["doctor", "--arch", "vax"], 2, /Allowed choices/],
  ])("%j", (args, status, message) => {
    const ended = bootstrappable(args, { cwd: folderWith() });
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(message);
  });
});
