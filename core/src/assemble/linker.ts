import { traitsOf, type Architecture, type Traits } from "./architectures";
import type { Findings } from "./findings";
import { IntList } from "./intList";
import { OriginMap } from "./originMap";
import { Symbols } from "./symbols";

/** What hex2 is told on its command line. */
export interface LinkOptions {
  readonly architecture: Architecture;
  /** Virtual address of the first byte, as a 32-bit integer. */
  readonly baseAddress: number;
  readonly bigEndian: boolean;
  readonly map: boolean;
  /** Whether the hex2-0 of stage0-posix reads, where the architecture has one. */
  readonly stage?: boolean;
  /** Whether some of the program is not there: a label that is nowhere defined may be in that. */
  readonly incomplete?: boolean;
}

/** Integers of a reference in {@link Linker.references}. */
export const reference = {
  stride: 7,
  /** File offset of its first byte; for one that goes to the shift register, where the next byte goes. */
  at: 0,
  /** Number of the symbol that it names. */
  symbol: 1,
  /** Number of the symbol behind `>`, or -1. */
  base: 2,
  /** Character code of its sigil. */
  sigil: 3,
  /** 1 when `^` stands before it; for the shift register: index into {@link Linker.merged}. */
  extra: 4,
  /** Its stretch of the sources' text; where `end` is not behind `start`, it runs to the next blank. */
  start: 5,
  end: 6,
} as const;

export const sigil = { bang: 0x21, dollar: 0x24, percent: 0x25, and: 0x26, at: 0x40, tilde: 0x7e } as const;

/** Bytes of a reference by the character code of its sigil (hex2_linker.c, Update_Pointer). */
export const sizeOfSigil = new Uint8Array(128);
sizeOfSigil[sigil.bang] = 1;
sizeOfSigil[sigil.at] = 2;
sizeOfSigil[sigil.dollar] = 2;
sizeOfSigil[sigil.tilde] = 3;
sizeOfSigil[sigil.percent] = 4;
sizeOfSigil[sigil.and] = 4;

/** Stands for the number of a symbol that is the text between the reference's sigil and its end. */
export const unnamed = -1;

/** A file offset that was never reached: a merged value's byte for which no byte came. */
export const nowhere = -1;

/**
 * The bytes of a program while they come, its labels and its references to them. The C tool reads its input twice;
 * here a reference leaves room, and is filled in at the end (hex2Resolve.ts), which gives the same bytes.
 */
export class Linker {
  readonly traits: Traits;
  readonly symbols: Symbols;
  readonly map: OriginMap | undefined;
  readonly references: IntList;
  /** Labels that are looked up at the end: start, end and address of each. */
  readonly #labels = new IntList();
  /** Four file offsets for each reference that went to the shift register: where its bytes are merged into. */
  readonly merged = new IntList();
  bytes: Uint8Array;
  /** What is merged into each byte, where the stage tool does not do that by exclusive or. */
  masks: Uint8Array | undefined;
  length = 0;
  /** The source that bytes come from at the moment, when it is not the text that is scanned: a macro's use. */
  originStart = -1;
  originEnd = -1;
  /** The value of the DEFINE that they come through, or 0, 0. */
  defineStart = 0;
  defineEnd = 0;
  /** `^` was met, and no reference since then that it is for. */
  #aligned = 0;
  #shiftRegister = 0;
  /** References in the shift register that have bytes left to merge: index into `merged` and how many are merged. */
  readonly #open: { at: number; taken: number }[] = [];
  /** Start of the first word or reference that was merged, and how many bytes of its group are still to come. */
  #groupStart = -1;
  #groupLeft = 0;

  constructor(
    readonly options: LinkOptions,
    readonly findings: Findings,
  ) {
    this.traits = traitsOf(options.architecture, options.stage);
    this.symbols = new Symbols(findings.sources.text);
    this.references = new IntList(findings.sources.text.length >>> 3);
    this.map = options.map ? new OriginMap(findings.sources) : undefined;
    this.bytes = new Uint8Array((findings.sources.text.length >>> 1) + 16);
    if (this.traits.stage?.carries === true) this.masks = new Uint8Array(this.bytes.length);
  }

  /** Virtual address of the next byte, a 32-bit integer as in the C tool. */
  get address(): number {
    return (this.options.baseAddress + this.length) | 0;
  }

  /** Defines a label here, or `ahead` bytes behind here. */
  define(symbol: number, start: number, end: number, ahead = 0): void {
    this.#defineAt(symbol, start, end, (this.address + ahead) | 0);
  }

  #defineAt(symbol: number, start: number, end: number, address: number): void {
    const { symbols, findings } = this;
    if (symbols.isDefined(symbol)) {
      const first = symbols.definitionOf(symbol);
      findings.add(
        "hex2/duplicate-label",
        start,
        end,
        "Label is defined a second time; this definition counts.",
        {
          start: first,
          end: first + 1 + symbols.lengthOf(symbol),
          message: "first defined here",
        },
      );
    }
    symbols.define(symbol, address, start);
  }

  /** Defines the label that stands at [start, end) of the text here, as {@link define} does, but when all are looked up. */
  defineLater(start: number, end: number, ahead = 0): void {
    const at = this.#labels.reserve(3);
    const { values } = this.#labels;
    values[at] = start;
    values[at + 1] = end;
    values[at + 2] = (this.address + ahead) | 0;
  }

  /**
   * Looks up the names that were put off. In loops that do nothing else the processor waits for many places of the table
   * at once, instead of for one after the other: of a large program that is half the time.
   */
  lookUp(): void {
    const { symbols, references } = this;
    const labels = this.#labels.values;
    for (let at = 0; at < this.#labels.length; at += 3) {
      const start = labels[at]!;
      const end = labels[at + 1]!;
      this.#defineAt(symbols.intern(start + 1, end), start, end, labels[at + 2]!);
    }
    this.#labels.length = 0;
    const { values } = references;
    for (let at = 0; at < references.length; at += reference.stride) {
      if (values[at + reference.symbol] !== unnamed) continue;
      values[at + reference.symbol] = symbols.intern(
        values[at + reference.start]! + 1,
        values[at + reference.end]!,
      );
    }
  }

  /** Adds a byte for which there is nothing to note or to merge. */
  byte(value: number): void {
    if (this.length === this.bytes.length) this.room(1);
    this.bytes[this.length++] = value;
  }

  /** Adds a byte that was written as digits: what is in the shift register is merged into it. */
  literal(value: number, start: number, end: number): void {
    if (this.length === this.bytes.length) this.room(1);
    if (this.traits.words) {
      this.#mergedLiteral(value, start, end);
      return;
    }
    this.map?.add(this.length, start, end, this.defineStart, this.defineEnd);
    this.bytes[this.length++] = value;
  }

  /** Adds digits' bytes that need no merging, from one stretch of the source. */
  literals(pool: Uint8Array, from: number, count: number, start: number, end: number): void {
    if (count === 0) return;
    if (this.traits.words) {
      for (let index = 0; index < count; index++) this.#mergedLiteral(pool[from + index]!, start, end);
      return;
    }
    this.room(count);
    this.map?.add(this.length, start, end, this.defineStart, this.defineEnd);
    const { bytes } = this;
    let { length } = this;
    for (let index = 0; index < count; index++) bytes[length++] = pool[from + index]!;
    this.length = length;
  }

  /** Merges a word into the shift register (hex2_word.c, UpdateShiftRegister). */
  shift(word: number, start: number): void {
    this.#shiftRegister ^= word;
    this.#openGroup(start);
  }

  /** Adds a reference: room for its bytes, or a claim on the bytes that follow it. */
  refer(character: number, symbol: number, base: number, start: number, end: number): void {
    const { references, traits } = this;
    const words = traits.words && character !== sigil.percent && character !== sigil.and;
    const at = references.reserve(reference.stride);
    const { values } = references;
    values[at + reference.at] = this.length;
    values[at + reference.symbol] = symbol;
    values[at + reference.base] = base;
    values[at + reference.sigil] = character;
    values[at + reference.start] = start;
    values[at + reference.end] = end;
    if (words) {
      const slot = this.merged.reserve(4);
      this.merged.values.fill(nowhere, slot, slot + 4);
      values[at + reference.extra] = slot;
      this.#open.push({ at: slot, taken: 0 });
      this.#openGroup(start);
      return;
    }
    values[at + reference.extra] = this.#aligned;
    // A reference that brings its own base does not ask the architecture, so `^` stays for the next one.
    if (base < 0 || traits.stage !== undefined) this.#aligned = 0;
    const size = sizeOfSigil[character]!;
    this.room(size);
    this.map?.add(this.length, start, end, this.defineStart, this.defineEnd);
    this.length += size;
  }

  /** `^`: the next reference counts from its instruction. */
  align(): void {
    if (this.traits.displacement !== "plain") this.#aligned = 1;
  }

  /** `<`: zeros up to the next multiple of four. */
  pad(start: number, end: number): void {
    const count = this.traits.pads ? -this.address & 3 : 0;
    if (count > 0) this.zeros(count, start, end);
  }

  zeros(count: number, start: number, end: number): void {
    this.room(count);
    this.map?.add(this.length, start, end, this.defineStart, this.defineEnd);
    this.length += count;
  }

  /** Whether the shift register still holds something that no byte took. */
  get unmerged(): boolean {
    return this.#groupStart >= 0 && this.#groupLeft === 4;
  }

  /** Where that stands that no byte took. */
  get unmergedStart(): number {
    return this.#groupStart;
  }

  room(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const bigger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + count));
    bigger.set(this.bytes.subarray(0, this.length));
    this.bytes = bigger;
    if (this.masks === undefined) return;
    const masks = new Uint8Array(bigger.length);
    masks.set(this.masks.subarray(0, this.length));
    this.masks = masks;
  }

  #openGroup(start: number): void {
    if (this.#groupStart < 0) this.#groupStart = start;
    this.#groupLeft = 4;
  }

  #mergedLiteral(value: number, start: number, end: number): void {
    const { length } = this;
    if (length === this.bytes.length) this.room(1);
    if (this.masks === undefined) this.bytes[length] = value ^ (this.#shiftRegister & 0xff);
    else {
      this.bytes[length] = value;
      this.masks[length] = this.#shiftRegister & 0xff;
    }
    this.#shiftRegister >>>= 8;
    if (this.#open.length > 0) {
      for (const open of this.#open) this.merged.values[open.at + open.taken++] = length;
      while (this.#open[0]?.taken === 4) this.#open.shift();
    }
    if (this.map) this.#mapMerged(start, end);
    this.#groupLeft--;
    if (this.#groupLeft <= 0) this.#groupStart = -1;
    this.length++;
  }

  /** The bytes that an instruction's words and references are merged into are one segment, from the first of them on. */
  #mapMerged(start: number, end: number): void {
    if (this.#groupStart < 0) this.map!.add(this.length, start, end, this.defineStart, this.defineEnd);
    else if (this.#groupLeft === 4)
      this.map!.add(this.length, this.#groupStart, end, this.defineStart, this.defineEnd);
    else this.map!.extend(end, this.defineStart, this.defineEnd);
  }
}
