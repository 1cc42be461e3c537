import path from "node:path";
import { cpSync, writeFileSync, mkdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

/** Moves the cursor, changes the colour, sets the title, turns the direction: what no terminal may get from a name. */
const evil = "\u001b[2J\u009b31m\u202e\u0007\u007f";
const hash = "0".repeat(64);

/** A tree in which everything that has a name has that one, and a file that is none of the tree. */
function hostile(): string {
  const cwd = folderWith();
  cpSync(path.join(repository, "examples/mini-bootstrap"), cwd, { recursive: true });
  const step = path.join(cwd, "steps", `${evil}-1`);
  mkdirSync(step);
  writeFileSync(path.join(step, "pass1.kaem"), `cp ${evil} /usr/bin/${evil}\n${evil} x`);
  writeFileSync(path.join(step, "sources"), `f http://h/${evil} ${hash} ${evil}\n${evil}\n`);
  writeFileSync(path.join(step, `${evil}.checksums`), `${hash}  /usr/bin/${evil}\n`);
  mkdirSync(path.join(cwd, "distfiles"), { recursive: true });
  writeFileSync(path.join(cwd, "distfiles", evil), evil);
  const manifest = `build: ${evil}-1\nimprove: ${evil}\n${evil}: x\nbuild: greet-1.0 ( ${evil} == 1 )\n`;
  writeFileSync(path.join(cwd, "steps/manifest"), manifest);
  writeFileSync(path.join(cwd, "steps/bootstrap.cfg"), `ARCH=${evil}\n${evil}=1\n`);
  writeFileSync(path.join(cwd, `${evil}.hex0`), `4${evil}`);
  return cwd;
}

describe.skipIf(process.platform === "win32")("a terminal gets nothing but text", () => {
  it.each([
    ["check", "."],
    ["check", "--format", "json", "."],
    ["check", `${evil}.hex0`, evil],
    ["plan", "."],
    ["plan", "--format", "json"],
    ["plan", "--scripts", evil],
    ["plan", "--config", "steps/bootstrap.cfg", "--set", `${evil}=1`],
    ["verify"],
    ["verify", "--format", "json"],
    ["doctor"],
    ["doctor", "--format", "json"],
    ["distfiles", "verify"],
    ["distfiles", "verify", "--format", "json"],
    ["new-step", "--lint", `${evil}-1`],
    ["new-step", evil],
    ["build-seeds"],
    ["provenance", "--of", evil],
    ["provenance", "--of", "/usr/bin/hex0", "--format", "dot"],
    ["assemble", `${evil}.hex0`, "-o", evil],
    ["assemble", evil],
    ["run", evil],
    ["run", ".", "--until", evil, "--target", `${evil}/x`],
    [evil],
    ["check", `--${evil}`],
    ["plan", ".", "--arch", evil],
  ])("from %j", (...args) => {
    const { stdout, stderr } = bootstrappable(args, { cwd: hostile() });
    const printed = stdout + stderr;
    expect(printed).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(printed).not.toBe("");
  });

  it("in columns that keep their places", () => {
    const cwd = folderWith({
      "steps/manifest": "build: a\u0007-1\nbuild: bc-1\nbuild: \u00fc-1\n",
      "steps/a\u0007-1/pass1.kaem": "true\n",
      "steps/bc-1/pass1.kaem": "true\n",
      "steps/\u00fc-1/pass1.kaem": "true\n",
    });
    const { stdout } = bootstrappable(["plan"], { cwd });
    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line) => line.lastIndexOf(" 1  "))).size).toBe(1);
    expect(lines[0]).toContain("a\\u0007-1 ");
  });
});
