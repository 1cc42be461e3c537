import type { Decoder, Instruction, X86Encoding } from "../decoder";
import { hexByte, hexBytes, shownDistance, shownNumber, type Piece } from "./piece";

/** Width of addresses and, without a prefix, of operands. */
type Bitness = 16 | 32 | 64;

const segments: Readonly<Record<number, string>> = {
  0x26: "es",
  0x2e: "cs",
  0x36: "ss",
  0x3e: "ds",
  0x64: "fs",
  0x65: "gs",
};
const others: readonly number[] = [0x66, 0x67, 0xf0, 0xf2, 0xf3];

/** The bytes of an x86 instruction by what they are (Intel SDM volume 2, chapter 2). */
export function x86Pieces(
  bytes: Uint8Array,
  instruction: Instruction,
  encoding: X86Encoding,
  decoder: Decoder,
  bitness: Bitness,
): readonly Piece[] {
  return new X86Pieces(bytes, instruction, encoding, decoder, bitness).all();
}

class X86Pieces {
  readonly #pieces: Piece[] = [];
  #at = 0;
  #rex: number | undefined;

  constructor(
    readonly bytes: Uint8Array,
    readonly instruction: Instruction,
    readonly encoding: X86Encoding,
    readonly decoder: Decoder,
    readonly bitness: Bitness,
  ) {}

  all(): readonly Piece[] {
    const { bytes, encoding, instruction } = this;
    this.#prefixes();
    if (encoding.kind === "legacy" || encoding.kind === "3DNow!") this.#opcode();
    else this.#vector(encoding.kind);
    const [firstConstant] = instruction.parts.filter(({ kind }) => kind !== "opcode");
    const end = firstConstant?.start ?? bytes.length;
    if (this.#at < end && encoding.opcodeLength === 1) this.#modRm();
    if (this.#at < end) this.#add("opcode", end - this.#at, "", `a part of the opcode of ${encoding.form}`);
    for (const { kind, start, size } of instruction.parts)
      if (kind !== "opcode" && start >= this.#at) this.#constant(kind, size);
    if (this.#at < bytes.length)
      this.#add("opcode", bytes.length - this.#at, "", `a part of the opcode of ${encoding.form}`);
    return this.#pieces;
  }

  #add(name: string, size: number, short: string, meaning: string, fields: readonly Piece[] = []): void {
    const start = this.#at;
    this.#at += size;
    const digits = hexBytes(this.bytes.subarray(start, this.#at));
    this.#pieces.push({ name, digits, short, meaning, fields, start, end: this.#at });
  }

  #prefixes(): void {
    const { bytes, bitness, encoding } = this;
    for (; this.#at < bytes.length;) {
      const byte = bytes[this.#at]!;
      const isRex = bitness === 64 && byte >= 0x40 && byte <= 0x4f;
      if (!isRex && segments[byte] === undefined && !others.includes(byte)) return;
      if (isRex) this.#rexPrefix(byte);
      else if (byte === encoding.mandatoryPrefix)
        this.#add("opcode", 1, "", `a prefix that is a part of the opcode \`${encoding.opcodeForm}\``);
      else this.#legacyPrefix(byte);
    }
  }

  #legacyPrefix(byte: number): void {
    const [short, meaning] = this.#prefixMeaning(byte);
    this.#add("prefix", 1, short, meaning + (this.#isIdle() ? "; it changes nothing here" : ""));
  }

  #prefixMeaning(byte: number): readonly [short: string, meaning: string] {
    const { bitness } = this;
    const { mnemonic, flow } = this.instruction;
    const segment = segments[byte];
    if (segment !== undefined) {
      const isHint = flow === "branch" && (byte === 0x2e || byte === 0x3e);
      if (isHint) return [segment, `a hint that the branch is ${byte === 0x3e ? "" : "not "}taken`];
      return [segment, `memory is that of the segment ${segment}`];
    }
    const compares = /^(cmps|scas)/.test(mnemonic);
    switch (byte) {
      case 0x66:
        return ["size", `operands of ${bitness === 16 ? 32 : 16} bits`];
      case 0x67:
        return ["address", `addresses of ${bitness === 32 ? 16 : 32} bits`];
      case 0xf0:
        return ["lock", "the memory is locked meanwhile"];
      case 0xf3:
        return compares
          ? ["repe", `repeats while equal, ${this.#counter()} times at most`]
          : ["rep", `repeats ${this.#counter()} times`];
      default:
        return ["repne", compares ? `repeats until equal, ${this.#counter()} times at most` : "repne"];
    }
  }

  #counter(): string {
    return { 16: "cx", 32: "ecx", 64: "rcx" }[this.bitness];
  }

  /** REX counts only right in front of the opcode (section 2.2.1). */
  #rexPrefix(byte: number): void {
    const next = this.bytes[this.#at + 1] ?? 0;
    const behind = segments[next] !== undefined || others.includes(next) || (next & 0xf0) === 0x40;
    if (behind) {
      this.#add("REX", 1, "", "counts for nothing: another prefix stands behind it");
      return;
    }
    this.#rex = byte;
    const names = ["W", "R", "X", "B"];
    const meanings = [
      "operands of 64 bits",
      "the highest bit of ModRM’s reg",
      "the highest bit of SIB’s index",
      "the highest bit of ModRM’s rm, SIB’s base or the opcode’s register",
    ];
    const set = names.filter((_, index) => ((byte >> (3 - index)) & 1) === 1);
    const fields = names.map((name, index): Piece => {
      const on = ((byte >> (3 - index)) & 1) === 1;
      const idle = on && this.#isIdle(1 << (3 - index)) ? ", which changes nothing here" : "";
      return this.#field(name, byte, 3 - index, 1, on ? meanings[index]! + idle : "not set");
    });
    const idle = this.#isIdle() ? ": it changes nothing here" : "";
    const what = set.length === 0 && idle === "" ? "with spl, bpl, sil and dil for ah, ch, dh and bh" : "";
    const name = set.length === 0 ? "REX" : `REX.${set.join("")}`;
    this.#add(name, 1, "", `prefix of 64-bit code${idle}${what === "" ? "" : `: ${what}`}`, fields);
  }

  #field(name: string, byte: number, low: number, width: number, meaning: string): Piece {
    const digits = ((byte >> low) % 2 ** width).toString(2).padStart(width, "0");
    return { name, digits, short: "", meaning, fields: [], start: this.#at, end: this.#at + 1 };
  }

  /** Whether the instruction is the same without the byte at this place or, of REX, without that bit of it. */
  #isIdle(bit?: number): boolean {
    const { bytes, instruction, decoder } = this;
    const other = bit === undefined ? [...bytes.filter((_, at) => at !== this.#at)] : [...bytes];
    if (bit !== undefined) other[this.#at]! &= ~bit;
    const { address, length } = instruction;
    const start = address + BigInt(length - other.length);
    const decoded = decoder.decode(Uint8Array.from(other), 0, start);
    return decoded?.text === instruction.text && decoded.length === other.length;
  }

  #opcode(): void {
    const { encoding, bytes } = this;
    const size = encoding.escapes + encoding.opcodeLength;
    const inOpcode = encoding.registers.find(({ field }) => field === "opcode");
    const form = `\`${encoding.form.toLowerCase()}\``;
    if (inOpcode === undefined) {
      this.#add("opcode", size, "", form);
      return;
    }
    const last = bytes[this.#at + size - 1]!;
    const name = inOpcode.name;
    const field = this.#field("register", last, 0, 3, withRex(name, this.#rex, "B"));
    this.#add("opcode", size, name, form, [field]);
  }

  #vector(kind: "VEX" | "EVEX" | "XOP"): void {
    const size = kind === "EVEX" ? 4 : this.bytes[this.#at] === 0xc5 ? 2 : 3;
    this.#add(kind, size, "", `prefix of vector instructions: \`${this.encoding.opcodeForm}\``);
    this.#add("opcode", 1, "", `\`${this.encoding.form.toLowerCase()}\``);
  }

  #modRm(): void {
    const { bytes, encoding } = this;
    const byte = bytes[this.#at]!;
    const mod = byte >> 6;
    const rm = byte & 7;
    const memory = mod !== 3 && this.#memory();
    const reg = encoding.registers.find(({ field }) => field === "reg");
    const fields = [
      this.#field("mod", byte, 6, 2, this.#modMeaning(mod, rm)),
      this.#field("reg", byte, 3, 3, this.#regMeaning((byte >> 3) & 7, reg?.name)),
      this.#field("rm", byte, 0, 3, this.#rmMeaning(mod, rm)),
    ];
    const digits = [byte >> 6, (byte >> 3) & 7, byte & 7].map((value, index) =>
      value.toString(2).padStart(index === 0 ? 2 : 3, "0"),
    );
    this.#add("ModRM", 1, "", `\`${digits.join(" ")}\``, fields);
    if (memory && rm === 4 && this.#addressBits() !== 16) this.#sib(mod);
  }

  #memory(): boolean {
    return this.encoding.registers.every(({ field }) => field !== "rm");
  }

  #regMeaning(value: number, name: string | undefined): string {
    if (name !== undefined) return withRex(name, this.#rex, "R");
    if (this.encoding.group !== undefined)
      return `/${value}: selects ${this.instruction.mnemonic} of the opcode’s group`;
    return "not used";
  }

  #modMeaning(mod: number, rm: number): string {
    if (mod === 3) return "a register";
    const wide = this.#addressBits() === 16 ? 16 : 32;
    if (mod === 1) return "memory, with a displacement of 8 bits";
    if (mod === 2) return `memory, with a displacement of ${wide} bits`;
    if (rm === (wide === 16 ? 6 : 5)) return `memory, with a displacement of ${wide} bits and no base`;
    return "memory, without a displacement";
  }

  #rmMeaning(mod: number, rm: number): string {
    if (mod === 3) {
      const register = this.encoding.registers.find(({ field }) => field === "rm");
      if (register !== undefined) return withRex(register.name, this.#rex, "B");
      return this.encoding.rmGroup === undefined ? "not used" : "a part of the opcode";
    }
    const bits = this.#addressBits();
    if (bits === 16) {
      if (rm === 6 && mod === 0) return "only the displacement";
      return ["bx + si", "bx + di", "bp + si", "bp + di", "si", "di", "bp", "bx"][rm]!;
    }
    if (rm === 4) return "a SIB byte follows";
    if (rm === 5 && mod === 0)
      return this.bitness === 64
        ? `${bits === 64 ? "rip" : "eip"}: from behind the instruction`
        : "only the displacement";
    return withRex(this.#addressRegister(rm, "B"), this.#rex, "B");
  }

  #sib(mod: number): void {
    const byte = this.bytes[this.#at]!;
    const index = ((byte >> 3) & 7) + this.#rexBit("X") * 8;
    const base = byte & 7;
    const fields = [
      this.#field("scale", byte, 6, 2, index === 4 ? "not used" : `the index times ${1 << (byte >> 6)}`),
      this.#field(
        "index",
        byte,
        3,
        3,
        index === 4 ? "no index" : withRex(this.#addressRegister((byte >> 3) & 7, "X"), this.#rex, "X"),
      ),
      this.#field(
        "base",
        byte,
        0,
        3,
        base === 5 && mod === 0
          ? "no base: a displacement of 32 bits"
          : withRex(this.#addressRegister(base, "B"), this.#rex, "B"),
      ),
    ];
    const digits = [byte >> 6, (byte >> 3) & 7, base].map((value, at) =>
      value.toString(2).padStart(at === 0 ? 2 : 3, "0"),
    );
    this.#add("SIB", 1, "", `\`${digits.join(" ")}\``, fields);
  }

  #rexBit(bit: "X" | "B"): number {
    return this.#rex === undefined ? 0 : (this.#rex >> (bit === "X" ? 1 : 0)) & 1;
  }

  #addressRegister(value: number, bit: "X" | "B"): string {
    const number = value + this.#rexBit(bit) * 8;
    const letter = this.#addressBits() === 64 ? "r" : "e";
    if (number > 7) return letter === "r" ? `r${number}` : `r${number}d`;
    return letter + ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"][number]!;
  }

  #addressBits(): number {
    const { bytes, bitness } = this;
    const prefixed = this.#pieces.some(({ start, name }) => name === "prefix" && bytes[start] === 0x67);
    if (!prefixed) return bitness;
    return bitness === 32 ? 16 : 32;
  }

  #constant(kind: "displacement" | "immediate", size: number): void {
    const { bytes, instruction, encoding } = this;
    const own = bytes.subarray(this.#at, this.#at + size);
    const unsigned = own.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    const value = BigInt.asIntN(size * 8, unsigned);
    const bits = size * 8;
    const { target, flow } = instruction;
    if (kind === "displacement") {
      const relative = target !== undefined && flow !== "next";
      if (relative) {
        const to = `0x${target.toString(16).toUpperCase()}`;
        const short = shownDistance(value);
        this.#add(`rel${bits}`, size, short, `${short} bytes from behind the instruction, to ${to}`);
        return;
      }
      const based = instruction.operands.some(
        (operand) => operand.kind === "memory" && (operand.base !== undefined || operand.index !== undefined),
      );
      const shown = based ? shownNumber(value) : `0x${unsigned.toString(16).toUpperCase()}`;
      const what = based ? `${shown} is added to the address` : `the address ${shown}`;
      this.#add(`disp${bits}`, size, based ? shortNumber(value) : shown, what);
      return;
    }
    const far = instruction.operands.some((operand) => operand.kind === "far");
    if (far && size === 2 && this.#at + size === bytes.length) {
      this.#add("segment", size, `0x${unsigned.toString(16)}`, `the segment 0x${unsigned.toString(16)}`);
      return;
    }
    if (far) {
      const offset = `0x${unsigned.toString(16).toUpperCase()}`;
      this.#add("offset", size, offset, `the offset ${offset} in the segment`);
      return;
    }
    const taken = instruction.operands.find((operand) => operand.kind === "immediate");
    const extended =
      taken?.kind === "immediate" && taken.bits > bits ? `, its sign extended to ${taken.bits} bits` : "";
    const isInterrupt = encoding.form.startsWith("INT ");
    const plain =
      value < 0n && extended === "" && !isInterrupt ? `, or ${shownNumber(unsigned)} without a sign` : "";
    const character =
      unsigned > 0x20n && unsigned < 0x7fn && !isInterrupt ? `, ${quoted(Number(unsigned))}` : "";
    const shown = isInterrupt ? `0x${hexByte(Number(unsigned))}` : shownNumber(value);
    this.#add(
      `imm${bits}`,
      size,
      shown.replace(/ \(.*/, ""),
      `the ${isInterrupt ? "interrupt" : "number"} ${shown}${extended}${plain}${character}`,
    );
  }
}

function shortNumber(value: bigint): string {
  return shownNumber(value).replace(/ \(.*/, "");
}

function quoted(code: number): string {
  const character = String.fromCharCode(code);
  return character === "`" ? "the character `` ` ``" : `the character \`${character}\``;
}

/** A register that a bit of REX helped to name says so. */
function withRex(name: string, rex: number | undefined, bit: "R" | "X" | "B"): string {
  const helped = rex !== undefined && ((rex >> { R: 2, X: 1, B: 0 }[bit]) & 1) === 1;
  return helped ? `${name}, with REX.${bit}` : name;
}
