import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { processorTime } from "../../testing/processorTime";
import { BlameFinder } from "./blame";
import { ChecksumReader, type ChecksumResult } from "./checksums";
import { readLogLine } from "./forms";
import { LogLines } from "./lines";
import { Tail } from "./tail";

const bytes = (text: string) => new TextEncoder().encode(text);
const H = "8f87dbceb7f5295fdfac9e4ef7846b871288887bef11e216aa6201b5756bf462";
const G = "6d03c9afe828db8f7c152998da3ac13645db5be8fa25444e3f1361dfb8947119";

/** Everything that the readers make of a log that comes in these pieces. */
function readAll(pieces: readonly Uint8Array[], limit?: number) {
  const splitter = new LogLines("pipe", limit);
  const checksums = new ChecksumReader();
  const blame = new BlameFinder<string>();
  const results: ChecksumResult[] = [];
  const lines = [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()].map(
    ({ text }) => text,
  );
  for (const text of lines) {
    const line = readLogLine(text);
    results.push(...checksums.push(line));
    blame.push(line, line.kind === "command" ? line.text : undefined);
  }
  results.push(...checksums.end());
  return { lines, results, failed: blame.failed, blame: blame.blame };
}

const read = (text: string) => readAll([bytes(text)]);

/** Lines of the kinds that logs have, and any others. */
const logText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        " +> sha256sum -c x86.answers ",
        "x86/bin/cp: OK",
        "x86/bin/cp: FAILED",
        `Wanted:   ${H}`,
        `Received: ${G}`,
        "Subprocess error 1",
        "ABORTING HARD",
        "WHILE EXECUTING x NOT FOUND!",
        "bash-2.05b: beginning build using script pass1.sh",
      ),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((lines) => lines.join("\n"));

describe("a log in pieces", () => {
  it("says the same however it is cut", () => {
    fc.assert(
      fc.property(logText, fc.array(fc.nat(40)), fc.integer({ min: 1, max: 50 }), (text, sizes, limit) => {
        const whole = bytes(text);
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const size of sizes) {
          pieces.push(whole.subarray(at, at + size));
          at += size;
        }
        pieces.push(whole.subarray(at));
        expect(readAll(pieces, limit)).toEqual(readAll([whole], limit));
      }),
      { numRuns: 500 },
    );
  });

  it("takes any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (piece) => void readAll([piece], 64)));
  });

  it("gives an overlong line in pieces, and no empty line behind a full one", () => {
    expect(readAll([bytes("abcdefg\nabcd\n")], 4).lines).toEqual(["abcd", "efg", "abcd"]);
  });

  it("drops CR before LF and keeps a last line without LF", () => {
    expect(read("a\r\nb\rc").lines).toEqual(["a", "b\rc"]);
  });

  it("reads a long line in a moment, whatever form it begins like", () => {
    const took = processorTime(() => {
      for (const start of ["", "a: OK", "/a:1", "The file: ", "WHILE EXECUTING ", "Wanted: "]) {
        readLogLine(start + "a:1 ".repeat(4000));
        readLogLine(start + " ".repeat(16_000));
      }
    });
    expect(took).toBeLessThan(500);
  });
});

describe("lines of a log", () => {
  it.each([
    [" +> hex2 --file a ", { kind: "command", text: "hex2 --file a", words: ["hex2", "--file", "a"] }],
    ["AMD64/bin/cp: OK", { kind: "checksum-ok", name: "AMD64/bin/cp" }],
    ["mes_1.tar.bz2: FAILED", { kind: "checksum-failed", name: "mes_1.tar.bz2" }],
    [`Received: ${G}`, { kind: "received", hash: G }],
    ["sha256sum: WARNING: 1 computed checksum did NOT match", { kind: "checksum-summary" }],
    ["x: no properly formatted SHA256 checksum lines found", { kind: "no-checksum-lines", file: "x" }],
    [
      "/external/distfiles/a.tar.gz: No such file or directory",
      { kind: "missing-file", file: "/external/distfiles/a.tar.gz" },
    ],
    ["WHILE EXECUTING uninstall NOT FOUND!", { kind: "not-found", program: "uninstall" }],
    ["cd failed!", { kind: "cd-failed" }],
    ["Target label main is not valid", { kind: "undefined-label", label: "main" }],
    ["Subprocess error 256", { kind: "subprocess-error", status: 256 }],
    ["Subprocess error", { kind: "subprocess-error", status: undefined }],
    ["ABORTING HARD", { kind: "aborting" }],
    [
      "foo.c:12:error in expression",
      { kind: "message", file: "foo.c", line: 12, message: "error in expression" },
    ],
    [
      "foo.M1:7 :Received invalid other; bar",
      { kind: "message", file: "foo.M1", line: 7, message: "Received invalid other; bar" },
    ],
    [
      "bash-2.05b: beginning build using script pass1.sh",
      { kind: "build-begins", name: "bash-2.05b", script: "pass1.sh" },
    ],
    ["bash-2.05b: build successful", { kind: "build-ends", name: "bash-2.05b" }],
    ["Hello, world!", { kind: "other" }],
  ])("%s", (text, line) => {
    expect(readLogLine(text)).toEqual(line);
  });
});

describe("checksums", () => {
  it("come with both hashes where they are printed", () => {
    expect(read(`a: OK\nb: FAILED\nWanted:   ${H}\nReceived: ${G}\nc: FAILED\nd: OK\n`).results).toEqual([
      { name: "a", ok: true },
      { name: "b", ok: false, expected: H, received: G },
      { name: "c", ok: false },
      { name: "d", ok: true },
    ]);
  });
});

describe("blame", () => {
  it("falls on the innermost command, not on those that pass the failure on", () => {
    const log = ` +> kaem --file pass1.kaem \n +> hex2 -f a \nTarget label x is not valid\n${"Subprocess error 1\nABORTING HARD\n".repeat(3)}`;
    expect(read(log)).toMatchObject({
      failed: true,
      blame: { command: "hex2 -f a", status: 1, depth: 3, cause: { kind: "undefined-label", label: "x" } },
    });
  });

  it("forgets what a later command shows to have been harmless", () => {
    expect(read(" +> rm a \nSubprocess error 1\n +> echo b \nb\n").failed).toBe(false);
  });

  it("sees a cd that fails, which kaem says nothing more about", () => {
    expect(read(" +> cd nowhere \ncd failed!\n")).toMatchObject({
      failed: true,
      blame: { command: "cd nowhere" },
    });
  });
});

describe("the tail", () => {
  it("keeps the last few, the oldest first", () => {
    const tail = new Tail<string>(3, 100, (text) => text);
    for (let number = 1; number <= 7; number++) tail.push(`${number}`);
    expect(tail.items).toEqual(["5", "6", "7"]);
  });

  it("keeps fewer of long ones, and the last one always", () => {
    const tail = new Tail<string>(3, 5, (text) => text);
    for (const text of ["aa", "bb", "cc"]) tail.push(text);
    expect(tail.items).toEqual(["bb", "cc"]);
    tail.push("endless");
    expect(tail.items).toEqual(["endless"]);
    tail.push("d");
    expect(tail.items).toEqual(["d"]);
    for (const text of ["e", "f", "g"]) tail.push(text);
    expect(tail.items).toEqual(["e", "f", "g"]);
  });
});
