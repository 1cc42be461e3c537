import { createHash } from "node:crypto";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import type { Finding } from "../support/finding";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

describe("verify", () => {
  it("finds the example in agreement", () => {
    const { status, stdout, stderr } = bootstrappable(["verify", "examples/mini-bootstrap"], {
      cwd: repository,
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^seeds +0 equal to their sources, 0 not, 4 as source only$/m);
    expect(stdout).toMatch(/^distfiles +2 right, 0 wrong, 0 not there$/m);
  });

  it("says at which line what differs, from any folder of the tree", () => {
    const cwd = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": `f http://example.org/a ${hash("a")}\nf http://example.org/b ${hash("b")}\n`,
      "distfiles/a": "a",
      "distfiles/b": "half of b",
    });
    const { status, stdout, stderr } = bootstrappable(["verify"], { cwd: path.join(cwd, "steps/p-1") });
    expect(stderr).toBe("");
    expect(stdout.split("\n")[0]).toBe(
      `sources:2:24: error: distfiles/b (9 bytes) has SHA-256 ${hash("half of b")}. [sources/other-distfile]`,
    );
    expect([status, /^distfiles .*/m.exec(stdout)?.[0]]).toEqual([
      1,
      "distfiles       1 right, 1 wrong, 0 not there",
    ]);
  });

  it("prints objects in JSON, the counts last", () => {
    const cwd = folderWith({
      "t/steps/manifest": "build: bash-1\nbuild: p-1 ( A == 1 )\n",
      "t/steps/SHA256SUMS.pkgs": `${hash("")}  q-1_0.tar.bz2\n`,
    });
    const { status, stdout } = bootstrappable(["verify", "t", "--set", "A=1", "--format", "json"], { cwd });
    const objects = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Finding & { verified?: unknown });
    expect(status).toBe(1);
    expect(objects.map(({ file, line, code }) => `${file}:${line} ${code}`).slice(0, -1)).toEqual([
      "t/steps/SHA256SUMS.pkgs:1 checksums/stale-package",
      "t/steps/manifest:2 checksums/missing-package",
    ]);
    expect(objects.at(-1)?.verified).toMatchObject({ packages: { expected: 1, missing: 1, stale: 1 } });
    expect(bootstrappable(["verify", "t"], { cwd }).status).toBe(0);
  });

  it.each([
    [["verify", "."], 2, /\.: no steps\/manifest here or in a folder above/],
    [["verify", "--arch", "vax"], 2, /Allowed choices/],
  ])("%j", (args, status, message) => {
    const ended = bootstrappable(args, { cwd: folderWith() });
    expect(ended.status).toBe(status);
    expect(ended.stderr).toMatch(message);
  });
});
