import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const example = path.join(repository, "examples/mini-bootstrap");

/** A copy of the example, with `more` in it. */
function copied(more: Readonly<Record<string, string>> = {}): string {
  const cwd = folderWith(more);
  cpSync(example, cwd, { recursive: true });
  return cwd;
}

/** Every file below a folder with its content. */
function snapshot(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(files.map((file) => [path.relative(folder, file), readFileSync(file, "latin1")]));
}

const url = "https://example.org/wave-2.0.hex0";

describe("new-step", () => {
  it("makes a step that the plan has, and says what is left to do", () => {
    const cwd = copied({
      "distfiles/wave-2.0.hex0": "41\n",
      "parts.rst": "greet 1.0\n=========\n\nGreets.\n",
    });
    const args = [
      "new-step",
      "wave-2.0",
      "--after",
      "greet-1.0:1",
      "--url",
      url,
      "--author",
      "Ada <ada@example.org>",
    ];
    const { status, stdout, stderr } = bootstrappable(args, { cwd });
    expect([status, stderr]).toEqual([0, ""]);
    const [done = "", left = ""] = stdout.split("\nLeft to do:\n");
    expect(done.split("\n").filter((line) => line !== "")).toEqual([
      "new      steps/wave-2.0/sources",
      "new      steps/wave-2.0/pass1.kaem",
      expect.stringMatching(/^changed {2}steps\/manifest:\d+$/),
      "new      steps/wave-2.0/wave-2.0.x86.checksums",
      "changed  parts.rst:6",
    ]);
    expect(left).not.toContain("Fetch");
    const hash = createHash("sha256").update("41\n").digest("hex");
    expect(readFileSync(path.join(cwd, "steps/wave-2.0/sources"), "utf8")).toBe(`f ${url} ${hash}\n`);
    const script = readFileSync(path.join(cwd, "steps/wave-2.0/pass1.kaem"), "utf8");
    expect(script).toMatch(
      /SPDX-FileCopyrightText: \d{4} Ada <ada@example\.org>\n#\n# SPDX-License-Identifier: MIT\n/,
    );
    const plan = bootstrappable(["plan"], { cwd });
    expect([plan.status, plan.stderr]).toEqual([0, ""]);
    expect(plan.stdout).toMatch(/greet-1\.0 +1 .*\n.*wave-2\.0 +1 +steps\/wave-2\.0\/pass1\.kaem\n/);
    const check = bootstrappable(["check", "."], { cwd });
    expect([check.status, check.stdout.includes("wave-2.0")]).toEqual([0, false]);
    const lint = bootstrappable(["new-step", "--lint", "wave-2.0"], { cwd });
    expect([
      lint.status,
      lint.stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ").at(-1)),
    ]).toEqual([1, ["[step/undescribed]", "[step/placeholder-hash]"]]);
  });

  it("does nothing in a dry run but tell", () => {
    const cwd = copied();
    const before = snapshot(cwd);
    const { status, stdout } = bootstrappable(["new-step", "wave-2.0", "--dry-run", "--format", "json"], {
      cwd,
    });
    const objects = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).toBe(0);
    expect(objects[0]).toEqual({ file: "steps/wave-2.0/sources", line: 1, outcome: "new", written: false });
    expect(objects.at(-1)).toHaveProperty("todo");
    expect(snapshot(cwd)).toEqual(before);
  });

  it.each([
    [["greet-1.0"], 1, "steps/greet-1.0 exists already; nothing was written"],
    [["wave-2.0", "--after", "nothing"], 1, "the manifest has no step nothing"],
    [["wave-2.0", "--era", "bash"], 1, "the manifest builds no bash"],
    [["../wave-2.0"], 2, "letters, digits"],
    [["wave/-2.0"], 2, "letters, digits"],
    [["wave 2-0"], 2, "letters, digits"],
    [["wave"], 2, "NAME-VERSION"],
    [["..-1"], 2, "letter or digit first"],
    [[`${"w".repeat(62)}-2`], 2, "room for 63 characters"],
    [["wave-2.0", "--url", "file:///etc/passwd"], 2, "http, https or ftp"],
    [["wave-2.0", "--url", "https://example.org/a b"], 2, "http, https or ftp"],
    [["wave-2.0", "--url", "https://example.org/#a/b"], 2, "http, https or ftp"],
    [["wave-2.0", "--sha256", "12"], 2, "64 hex digits"],
    [["wave-2.0", "--licence", "a\nb"], 2, "SPDX"],
    [["wave-2.0", "--author", "a\nb"], 2, "one line"],
    [["--lint", "nothing-1"], 1, "there is no folder steps/nothing-1"],
  ])("%j is refused", (args, status, message) => {
    const cwd = copied();
    const before = snapshot(cwd);
    const ended = bootstrappable(["new-step", ...args], { cwd });
    expect([ended.status, ended.stdout]).toEqual([status, ""]);
    expect(ended.stderr).toContain(message);
    expect(snapshot(cwd)).toEqual(before);
  });

  it.skipIf(process.platform === "win32")(
    "does not replace a link by a file, and then makes nothing at all",
    () => {
      const cwd = copied();
      mkdirSync(path.join(cwd, "elsewhere"));
      renameSync(path.join(cwd, "steps/manifest"), path.join(cwd, "elsewhere/manifest"));
      symlinkSync("../elsewhere/manifest", path.join(cwd, "steps/manifest"));
      const { status, stderr } = bootstrappable(["new-step", "wave-2.0"], { cwd });
      expect([status, stderr]).toEqual([1, expect.stringContaining("steps/manifest is no plain file")]);
      expect(existsSync(path.join(cwd, "steps/wave-2.0"))).toBe(false);
    },
  );

  it("finds that the example's steps lack nothing", () => {
    const steps = readdirSync(path.join(example, "steps")).filter((name) => /-\d/.test(name));
    for (const step of steps) {
      const { status, stdout } = bootstrappable(["new-step", "--lint", step, example], { cwd: repository });
      expect([step, status, stdout]).toEqual([step, 0, ""]);
    }
  });
});
