import { mkdirSync, cpSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const example = path.join(repository, "examples/mini-bootstrap");

describe("build-seeds", () => {
  it.each(["x86", "amd64"])("builds the example for %s as it is published", (arch) => {
    const run = bootstrappable(["build-seeds", example, "--arch", arch], { cwd: repository });
    expect([run.status, run.stderr]).toEqual([0, ""]);
    expect(run.stdout).toMatch(
      new RegExp(`\\d+  [0-9a-f]{64}  /\\S+/bin/kaem  as in /${arch}\\.answers:8\\n`),
    );
    expect(run.stdout).toMatch(/greet-1\.0\/pass1\.kaem:25: not executed: greet\n/);
    expect(run.stdout).toMatch(/\n26 files built, 15 as published, 1 equal to a seed, 0 different; .*\n$/);
  });

  it("gives a JSON object a line", () => {
    const { stdout, status } = bootstrappable(["build-seeds", example, "--format", "json"], {
      cwd: repository,
    });
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string });
    expect(status).toBe(0);
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(
      new Set(["seed", "artifact", "check", "not-executed", "end"]),
    );
    expect(lines.at(-1)).toEqual({ kind: "end", good: true, complete: true, compiler: null, missing: [] });
  });

  it("fails where a file is not what the tree says", () => {
    const cwd = folderWith();
    mkdirSync(path.join(cwd, "tree"));
    cpSync(example, path.join(cwd, "tree"), { recursive: true });
    const list = path.join(cwd, "tree/seed/stage0-posix/x86.answers");
    writeFileSync(list, `${"0".repeat(64)}  x86/bin/match\n`);
    const run = bootstrappable(["build-seeds", "tree"], { cwd });
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(/ {2}\/x86\/bin\/match {2}DIFFERENT from \/x86\.answers:1\n/);
  });

  it("says where there is no tree", () => {
    const run = bootstrappable(["build-seeds", "."], { cwd: folderWith() });
    expect([run.status, run.stdout]).toEqual([2, ""]);
    expect(run.stderr).toContain("no steps/manifest");
  });
});
