import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built } from "../support/build";
import { bootstrappable } from "../support/cli";
import type { Finding } from "../support/finding";

/** A live-bootstrap checkout with its submodules. Nothing of it is part of this project, so the tests need one named. */
const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"] ?? "";

beforeAll(built, 120_000);

/** Every hex0 file of the checkout, as paths within it. */
function hex0Files(): readonly string[] {
  return readdirSync(upstream, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".hex0"),
  );
}

/** The bytes that `sed` and `xxd` make of a file. */
function asToolsDo(file: string): Buffer {
  const script = `sed 's/[;#].*$//g' "$1" | xxd -r -p`;
  const env = { PATH: process.env["PATH"], LC_ALL: "C" };
  return spawnSync("sh", ["-c", script, "sh", path.join(upstream, file)], { env }).stdout;
}

describe.skipIf(upstream === "")("a live-bootstrap checkout named by BOOTSTRAPPABLE_UPSTREAM", () => {
  it("is assembled as sed and xxd do", () => {
    const files = hex0Files();
    expect(files.length).toBeGreaterThan(40);
    const sums = (bytesOf: (file: string) => Buffer) =>
      files.map((file) => `${file} ${createHash("sha256").update(bytesOf(file)).digest("hex")}`);
    expect(sums((file) => bootstrappable(["assemble", file, "-o", "-"], { cwd: upstream }).output)).toEqual(
      sums(asToolsDo),
    );
  }, 120_000);

  it("has nothing wrong in its hex0 files but sizes in headers, and old programs without the right to run", () => {
    const { stdout } = bootstrappable(["check", "--format", "json", ...hex0Files()], { cwd: upstream });
    const all = stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Finding);
    // Three programs of Legacy_pieces load their code as data: today's kernels end them at once.
    const legacy = all.filter(({ code }) => code === "elf/entry-point");
    expect(
      legacy.every(({ file, message }) => /Legacy_pieces\/.*No segment may/.test(`${file} ${message}`)),
    ).toBe(true);
    const findings = all.filter((finding) => !legacy.includes(finding));
    expect(findings.filter(({ code }) => code !== "elf/file-size")).toEqual([]);
    // Those are wrong: what the file holds is not what its header says, as its own length shows.
    for (const { file, message } of findings) {
      const said = /p_filesz is 0x[0-9A-F]+ \((\d+)\), but the file holds 0x[0-9A-F]+ \((\d+)\)/.exec(
        message,
      );
      expect(Number(said?.[2])).toBe(asToolsDo(file).length);
      expect(said?.[1]).not.toBe(said?.[2]);
    }
  }, 120_000);
});
