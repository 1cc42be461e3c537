import fc from "fast-check";
import { expect, it } from "vitest";
import { SourceText } from "../../../text/sourceText";
import { hexImage } from "../../hex/image";
import type { Document } from "../../language";
import { situationOf } from "../situation";
import { constantsBefore } from "./before";
import { codeAt } from "./codeAt";

const plain = ["set", "add", "push", "pop", "clear", "copy"] as const;

/** What a line does to the registers and the stack; a jump goes so many lines on where `taken` says so. */
type Line =
  | { readonly does: (typeof plain)[number]; readonly value: number }
  | { readonly does: "jump" | "branch"; readonly over: number };

const small = fc.integer({ min: 1, max: 3 });
const anyLine: fc.Arbitrary<Line> = fc.oneof(
  fc.record({ does: fc.constantFrom(...plain), value: small }),
  fc.record({ does: fc.constantFrom("jump", "branch"), over: fc.integer({ min: -3, max: 6 }) }),
);

const byte = (value: number) => (value & 255).toString(16).padStart(2, "0").toUpperCase();
const sizes = { set: 5, add: 3, push: 2, pop: 1, clear: 2, copy: 2, jump: 2, branch: 2 } as const;

/** In hex0 for x86, a line each. */
function written(lines: readonly Line[]): string {
  const starts = [0];
  for (const { does } of lines) starts.push(starts.at(-1)! + sizes[does]);
  const one = (line: Line, at: number): string => {
    switch (line.does) {
      case "set":
        return `B8 ${byte(line.value)}000000`;
      case "add":
        return `83C0 ${byte(line.value)}`;
      case "push":
        return `6A ${byte(line.value)}`;
      case "pop":
        return "58";
      case "clear":
        return "31C0";
      case "copy":
        return "89D8";
      case "jump":
      case "branch": {
        const to = starts[targetOf(lines, line.over, at)]!;
        return `${line.does === "jump" ? "EB" : "74"} ${byte(to - starts[at + 1]!)}`;
      }
    }
  };
  return `${lines.map(one).join("\n")}\nCD80\n`;
}

/** Inside of the program, and never the line itself. */
function targetOf(lines: readonly Line[], over: number, at: number): number {
  const to = Math.max(0, Math.min(lines.length, at + 1 + over));
  return to === at ? at + 1 : to;
}

/** What is in eax where control reaches the end; undefined where it does not within some steps. */
function ran(lines: readonly Line[], taken: readonly boolean[]): number | undefined {
  const unknown = 1_000_000;
  let eax = unknown;
  const stack: number[] = [];
  let branches = 0;
  for (let at = 0, steps = 0; at < lines.length; at++) {
    if (++steps > 200) return undefined;
    const line = lines[at]!;
    if ("over" in line) {
      if (line.does === "jump" || taken[branches++ % taken.length]!) at = targetOf(lines, line.over, at) - 1;
    } else if (line.does === "set") eax = line.value;
    else if (line.does === "add") eax += line.value;
    else if (line.does === "push") stack.push(line.value);
    else if (line.does === "pop") eax = stack.pop() ?? unknown;
    else if (line.does === "clear") eax = 0;
    else eax = 2 * unknown;
  }
  return eax;
}

it("what is known in front of a system call is so on every way there", async () => {
  let known = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyLine, { minLength: 1, maxLength: 14 }),
      fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), { minLength: 8, maxLength: 8 }),
      async (lines, ways) => {
        const text = new SourceText(Buffer.from(written(lines)));
        const document: Document = { language: "hex0", path: "/x86/a.hex0", text, workspace: undefined };
        const situation = await situationOf(document);
        const code = { document, situation, image: hexImage(situation) };
        const { start } = code.image.bytesOfLine(lines.length);
        const found = await codeAt(code, start, lines.length);
        const eax = (await constantsBefore(code, found!, lines.length)).valueOf("eax");
        if (eax === undefined) return;
        const ends = ways.map((taken) => ran(lines, taken)).filter((value) => value !== undefined);
        if (ends.length > 0) known++;
        for (const end of ends) expect(eax).toBe(BigInt(end));
      },
    ),
    { seed: 1, numRuns: 2000 },
  );
  expect(known).toBeGreaterThan(200);
});
