import type { MemoryOperand, Operand, Shift } from "./decoder";

/**
 * Reads the operands of Capstone's text. Its port to JavaScript has none of another form that can be relied on: its offsets into
 * the structures are those of another version.
 */
export function readOperands(text: string, riscv: boolean): readonly Operand[] {
  const operands: Operand[] = [];
  for (const piece of pieces(text)) {
    const shift = shiftOf(piece);
    const last = operands.at(-1);
    if (shift !== undefined && (last?.kind === "register" || last?.kind === "immediate")) {
      operands[operands.length - 1] = { ...last, shift };
    } else if (last?.kind === "memory" && last.update === undefined && !riscv) {
      operands.push(...behindMemory(last, piece, operands));
    } else operands.push(riscv ? riscvOperand(piece) : armOperand(piece));
  }
  return operands;
}

/** The text between commas that are in no bracket. */
function pieces(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let piece = "";
  for (const character of text) {
    if ("[{(".includes(character)) depth++;
    if ("]})".includes(character)) depth--;
    if (character === "," && depth === 0) {
      found.push(piece.trim());
      piece = "";
    } else piece += character;
  }
  if (piece.trim() !== "") found.push(piece.trim());
  return found;
}

const number = /^#?(-?)(0x[0-9a-f]+|\d+)$/i;

function numberOf(text: string): bigint | undefined {
  const match = number.exec(text);
  if (match === null) return undefined;
  const value = BigInt(match[2]!);
  // A negative offset is now and then printed as an unsigned number of 64 bits.
  return match[1] === "-" ? -value : BigInt.asIntN(64, value);
}

function shiftOf(piece: string): Shift | undefined {
  const match = /^(lsl|lsr|asr|ror|rrx|msl|[us]xt[bhwx])(?: +#?(\w+))?$/.exec(piece);
  if (match === null) return undefined;
  const amount = match[2] === undefined ? 0 : (numberOf(match[2]) ?? match[2]);
  return { kind: match[1]!, amount: typeof amount === "bigint" ? Number(amount) : amount };
}

function riscvOperand(piece: string): Operand {
  const memory = /^(-?\w*)\((\w+)\)$/.exec(piece);
  if (memory !== null)
    return { kind: "memory", base: memory[2]!, scale: 1, displacement: numberOf(memory[1]!) ?? 0n };
  return plain(piece, 64);
}

function plain(piece: string, bits: number): Operand {
  const value = numberOf(piece);
  if (value !== undefined) return { kind: "immediate", value, bits };
  return /^[a-z]\w*$/.test(piece) ? { kind: "register", name: piece } : { kind: "other", text: piece };
}

function armOperand(piece: string): Operand {
  const memory = /^\[([^\]]*)\](!?)$/.exec(piece);
  if (memory === null) return plain(piece, 64);
  const [base = "", second, third] = pieces(memory[1]!);
  const update = memory[2] === "!" ? ({ update: "before" } as const) : {};
  const start = { kind: "memory", base, ...update } as const;
  if (second === undefined) return { ...start, scale: 1, displacement: 0n };
  const displacement = numberOf(second);
  if (displacement !== undefined) return { ...start, scale: 1, displacement };
  const shift = third === undefined ? undefined : shiftOf(third);
  if (shift === undefined) return { ...start, index: second, scale: 1, displacement: 0n };
  if (shift.kind !== "lsl" || typeof shift.amount !== "number") return { kind: "other", text: piece };
  return { ...start, index: second, scale: 2 ** shift.amount, displacement: 0n };
}

/** `[x1], #8` is one operand; what else stands behind a memory operand is one of its own. */
function behindMemory(memory: MemoryOperand, piece: string, operands: Operand[]): readonly Operand[] {
  const displacement = numberOf(piece);
  if (displacement === undefined || memory.index !== undefined || memory.displacement !== 0n)
    return [armOperand(piece)];
  operands[operands.length - 1] = { ...memory, displacement, update: "after" };
  return [];
}
