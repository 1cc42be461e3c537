import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { isOwnPipe, isReadOnly } from "./inheritable";
import { openPipe } from "./namedPipe";

const folder = mkdtempSync(path.join(tmpdir(), "bootstrappable-descriptors-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(process.platform === "linux")("a descriptor", () => {
  it("is of a pipe of this process's own where both ends of it are here", () => {
    const name = path.join(folder, "pipe");
    execFileSync("mkfifo", [name]);
    const { reading, writing } = openPipe(name)!;
    expect([isOwnPipe(writing), isReadOnly(writing)]).toEqual([true, false]);
    expect(isReadOnly(reading)).toBe(true);
    closeSync(reading);
    expect(isOwnPipe(writing)).toBe(false);
    closeSync(writing);
  });

  it("is none where a device is open for reading and for writing", () => {
    const [reading, writing] = ["r", "w"].map((how) => openSync("/dev/null", how)) as [number, number];
    expect([reading, writing].map((each) => [isOwnPipe(each), isReadOnly(each)])).toEqual([
      [false, true],
      [false, false],
    ]);
    for (const each of [reading, writing]) closeSync(each);
  });
});
