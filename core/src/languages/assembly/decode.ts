import type { Decoder, Instruction } from "../../isa/decoder";
import { loadX86Decoder } from "../../isa/x86";
import type { Range } from "../../text/range";
import { codeAt } from "./instructionAt";
import { placeOf, resolve } from "./places";
import type { Situation } from "./situation";
import { kind } from "./tokens";

/** A line of more instructions is data, or not one thing to explain. */
const mostInstructions = 2;
const mostBytes = 15 * mostInstructions;

/**
 * The line under the cursor as instructions, where its bytes are just that, in the mode that the audit has found for it and with how
 * that is known where it changes; undefined for data and other processors.
 */
export async function decodedLine(situation: Situation, offset: number): Promise<string | undefined> {
  const { scope, source, program, input } = situation;
  const { architecture } = scope.reading;
  if (architecture !== "x86" && architecture !== "amd64") return undefined;
  const { text } = source;
  const line = text.line(text.lineAt(offset));
  const start = program.assembly.map.firstAfter(input, line.start);
  const end = program.assembly.map.firstAfter(input, line.end);
  if (end <= start || end - start > mostBytes) return undefined;
  const code = situation.document.language === "m1" ? undefined : await codeAt(situation.document, start);
  if (code !== undefined && !code.isSure && code.instruction === undefined) return `*${code.why}*`;
  if (code === undefined && scope.from === "nothing") return undefined;
  const mode = code?.mode ?? (architecture === "x86" ? "x86-32" : "x86-64");
  if (mode !== "x86-16" && mode !== "x86-32" && mode !== "x86-64") return undefined;
  const decoder = await loadX86Decoder(mode);
  if (!isResolved(situation, line)) return undefined;
  const address = placeOf(situation, input, line.start).address ?? start;
  const found = instructions(decoder, program.assembly.bytes, start, end, address);
  if (found === undefined) return undefined;
  const why = code !== undefined && code.isSure && !code.isObvious ? ["", `*${code.why}*`] : [];
  return ["```x86asm", ...found.map((each) => each.text), "```", ...why].join("\n");
}

/** Whether every reference of a line is filled in: a hole in an instruction would be decoded as a number. */
function isResolved(situation: Situation, line: Range): boolean {
  const { source, input, files } = situation;
  const file = files.find((each) => each.input === input);
  const { tokens } = source;
  for (let token = tokens.firstBehind(line.start); token < tokens.count; token++) {
    if (tokens.startOf(token) >= line.end) break;
    if (tokens.kindOf(token) !== kind.reference) continue;
    if (file === undefined || resolve(situation, file, tokens.rangeOf(token)) === undefined) return false;
  }
  return true;
}

function instructions(
  decoder: Decoder,
  bytes: Uint8Array,
  start: number,
  end: number,
  address: number,
): readonly Instruction[] | undefined {
  const found: Instruction[] = [];
  for (let at = start; at < end;) {
    const instruction = decoder.decode(bytes, at, BigInt(address + at - start));
    if (instruction === undefined || found.length === mostInstructions) return undefined;
    at += instruction.length;
    if (at > end) return undefined;
    found.push(instruction);
  }
  return found;
}
