import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LogLines, type Line, type Origin } from "./lines";
import { LogClock, splitTime } from "./timestamps";

const bytes = (text: string) => new TextEncoder().encode(text);

function read(pieces: readonly Uint8Array[], origin: Origin = "auto"): Line[] {
  const lines = new LogLines(origin);
  return [...pieces.flatMap((piece) => lines.push(piece)), ...lines.end()];
}

const texts = (text: string, origin?: Origin) => read([bytes(text)], origin).map((line) => line.text);

/** What SeaBIOS sends for a text: at the 80th column it goes to the next line by itself, and a CR there does nothing. */
function onConsole(text: string): string {
  let sent = "";
  let column = 0;
  for (const character of text) {
    if (character === "\n") {
      sent += column === 0 && sent.endsWith("\r\n") && sent.length > 2 ? "\n" : "\r\n";
      column = 0;
      continue;
    }
    sent += character;
    if (++column < 80) continue;
    sent += "\r\n";
    column = 0;
  }
  return sent;
}

/** Lines of all lengths, many of them around one and two widths of the console. */
const consoleLines = fc.array(
  fc
    .oneof(fc.nat(12), fc.integer({ min: 76, max: 84 }), fc.integer({ min: 157, max: 163 }), fc.constant(80))
    .chain((length) =>
      fc.string({
        unit: fc.constantFrom("a", "b", " ", "+", ">", "/", "."),
        minLength: length,
        maxLength: length,
      }),
    ),
  { minLength: 1, maxLength: 12 },
);

const cuts = fc.array(fc.nat(60), { maxLength: 30 });

function cut(whole: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const size of sizes) {
    pieces.push(whole.subarray(at, at + size));
    at += size;
  }
  return [...pieces, whole.subarray(at)];
}

describe("a serial console", () => {
  it("gives the lines that were printed, however they were broken and cut", () => {
    const prologue = "\u001bc\u001b[?7l\u001b[2J\u001b[0mSeaBIOS\r\n";
    fc.assert(
      fc.property(consoleLines, cuts, (lines, sizes) => {
        const sent = bytes(prologue + onConsole(lines.map((line) => `${line}\n`).join("")));
        expect(read(cut(sent, sizes)).map(({ text }) => text)).toEqual(["SeaBIOS", ...lines]);
      }),
      { numRuns: 1000 },
    );
  });

  it("parts from the machine's line what QEMU says in the midst of it", () => {
    const said = "qemu-system-x86_64: terminating on signal 15 from pid 1 (timeout)";
    expect(texts(`\r\n +> ./x86/artifact/M1${said}\n`)).toEqual(["", " +> ./x86/artifact/M1", said]);
    expect(texts(`\r\n${said}\nnext\r\n`)).toEqual(["", said, "next"]);
  });

  it("keeps the blank that a line of 80 columns leaves alone on the next", () => {
    const command = ` +> ${"x".repeat(76)}`;
    expect(texts(`\r\n${command}\r\n \r\nnext\r\n`)).toEqual(["", `${command} `, "next"]);
  });

  it("breaks nothing any more once a kernel writes", () => {
    const full = "k".repeat(80);
    expect(texts(`a\r\n${full}x\r\n${full}\r\nb\r\n`)).toEqual(["a", `${full}x`, full, "b"]);
  });

  it("breaks again when the machine starts again", () => {
    const full = "k".repeat(80);
    expect(texts(`\u001bca\r\n${full}x\r\n${full}\r\n\u001bcb\r\n${full}\r\nc\r\n`)).toEqual([
      "a",
      `${full}x`,
      full,
      "b",
      `${full}c`,
    ]);
  });

  it("counts lines as an editor does", () => {
    expect(read([bytes(`a\r\n${"x".repeat(80)}\r\ny\r\n1%\r2%\r\nz`)]).map(({ number }) => number)).toEqual([
      1, 2, 4, 6,
    ]);
  });

  it("shows what has not ended yet", () => {
    const lines = new LogLines("console");
    lines.push(bytes(` +> ${"x".repeat(76)}\r\nrest`));
    expect(lines.pending).toBe(` +> ${"x".repeat(76)}rest`);
  });
});

describe("a pipe", () => {
  it("joins nothing and takes nothing away", () => {
    const full = "x".repeat(80);
    expect(texts(`${full}\ny\n\u001b[1mb\n12:00:00 c\n`, "pipe")).toEqual([
      full,
      "y",
      "\u001b[1mb",
      "12:00:00 c",
    ]);
    expect(texts(`${full}\ny\n`)).toEqual([full, "y"]);
  });
});

describe("any bytes", () => {
  it("are lines, and as many as an editor has", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (whole, sizes) => {
        for (const origin of ["pipe", "console", "auto"] as const) {
          const lines = read(cut(whole, sizes), origin);
          expect(lines).toEqual(read([whole], origin));
          const text = new TextDecoder().decode(whole);
          const last = text.split(/\r\n|\n|\r/).length;
          for (const { number } of lines) expect(number).toBeLessThanOrEqual(last);
        }
      }),
    );
  });
});

describe("times in front of lines", () => {
  it.each([
    ["2025-03-01T10:00:01.5000000Z  +> a ", " +> a ", Date.UTC(2025, 2, 1, 10, 0, 1, 500)],
    ["[2025-03-01 10:00:01] a", "a", Date.UTC(2025, 2, 1, 10, 0, 1)],
    ["2025-03-01T10:00:01+01:00 a", "a", Date.UTC(2025, 2, 1, 9, 0, 1)],
    ["Mar  1 10:00:01  +> a", " +> a", Date.UTC(2000, 2, 1, 10, 0, 1)],
    ["10:00:01 a", "a", 36_001_000],
    ["[10:00:01.250] a", "a", 36_001_250],
    ["1740823201.500000 a", "a", 1_740_823_201_500],
    ["10:00:01", "", 36_001_000],
  ])("%s", (line, text, time) => {
    expect(splitTime(line)).toEqual({ text, time });
  });

  it.each([
    "[    0.000000] Linux version 4.9.10",
    "2025 files",
    "Mar was here",
    "12:00 noon",
    "a 12:00:00 b",
  ])("leaves %s alone", (line) => {
    expect(splitTime(line)).toEqual({ text: line, time: undefined });
  });

  it("go on past midnight", () => {
    const clock = new LogClock();
    expect([undefined, 86_399_000, undefined, 1000].map((time) => clock.take(time))).toEqual([
      undefined,
      0,
      0,
      2000,
    ]);
  });
});

it("tells in bytes where each line begins, however it is cut", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "é", "\r", "\u001b[0m", " "), maxLength: 90 });
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 8 }),
      fc.constantFrom<Origin>("pipe", "auto", "console"),
      cuts,
      (all, origin, sizes) => {
        const whole = bytes(all.map((each) => `${each}\n`).join(""));
        const starts = new Set([
          0,
          ...[...whole.keys()].filter((at) => whole[at - 1] === 0x0a),
          whole.length,
        ]);
        for (const { offset, number } of read(cut(whole, sizes), origin)) {
          expect(starts.has(offset)).toBe(true);
          const before = new TextDecoder().decode(whole.subarray(0, offset));
          expect(number).toBe(before.split(/\r\n|\r|\n/).length);
        }
      },
    ),
  );
});
