import type { Assembly } from "./assembly";
import type { Architecture } from "./architectures";
import { Findings, quoted } from "./findings";
import { hex1DialectOf, type Hex1Dialect } from "./hex1Dialects";
import { upper, wordOf } from "./hex2Resolve";
import { sigil } from "./linker";
import { digitOf } from "./m1Numbers";
import { OriginMap } from "./originMap";
import { findLineEnd, findLineFeed, viewOf } from "./skip";
import { Sources, type AssemblyInput } from "./sources";

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const endOfInputByte = 0xfc;

/** What a byte means: 0..15 the value of a digit, or one of these. */
const BLANK = 16;
const COMMENT = 17;
const LABEL = 18;
const STRAY = 19;
/** And more: the size of what a sigil leaves room for. */
const REFERENCE = 32;

/**
 * Assembles hex1 as the stage tool of an architecture does: hex0 with labels and references of one byte. Architectures
 * without one are read as the C prototype reads (`%`, 4 bytes, from address 0). Inputs are joined as by catm.
 */
export function assembleHex1(
  inputs: readonly AssemblyInput[],
  architecture: Architecture,
  options: { readonly map?: boolean } = {},
): Assembly {
  const sources = new Sources(inputs);
  const hex1 = new Hex1(sources, hex1DialectOf(architecture), options.map === true);
  hex1.pass(true);
  hex1.pass(false);
  return hex1.assembly();
}

class Hex1 {
  readonly #findings: Findings;
  readonly #map: OriginMap | undefined;
  readonly #bytes: Uint8Array;
  #length = 0;
  /** Address of each label by its byte; a label that is nowhere defined counts 0. */
  readonly #targets = new Float64Array(256);
  readonly #definitions = new Int32Array(256).fill(-1);
  readonly #kinds: Uint8Array;
  readonly #view: DataView;
  /** The merging register: its lowest 32 bits, and those above. */
  #low = 0;
  #high = 0;
  #merged = 0;
  #mergedStart = 0;

  constructor(
    readonly sources: Sources,
    readonly dialect: Hex1Dialect,
    map: boolean,
  ) {
    this.#findings = new Findings(sources);
    this.#map = map ? new OriginMap(sources) : undefined;
    this.#bytes = new Uint8Array(sources.text.length * 2 + 4);
    this.#kinds = kindsOf(dialect);
    this.#view = viewOf(sources.text);
  }

  assembly(): Assembly {
    if (this.#map) this.#map.length = this.#length;
    return {
      bytes: this.#bytes.subarray(0, this.#length),
      findings: this.#findings.list,
      ...(this.#map ? { map: this.#map } : {}),
    };
  }

  /** Both passes read alike; the first one only counts, the second one writes and reports. */
  pass(first: boolean): void {
    const { text } = this.sources;
    const { dialect } = this;
    let address = dialect.base;
    let high = -1;
    let highAt = 0;
    const kinds = this.#kinds;
    for (let at = 0; at < text.length; at++) {
      const byte = text[at]!;
      const kind = kinds[byte]!;
      if (kind === BLANK) continue;
      if (kind < BLANK) {
        if (high < 0) {
          high = kind;
          highAt = at;
          if (first && dialect.countsFirstDigit) address++;
          continue;
        }
        if (!first) this.#literal(high, kind, highAt, at + 1);
        if (!first || !dialect.countsFirstDigit) address++;
        high = -1;
      } else if (kind === COMMENT) {
        at = this.#comment(at, first);
      } else if (kind === LABEL) {
        at++;
        if (first) this.#label(at, address, high >= 0);
      } else if (kind >= REFERENCE) {
        const size = kind - REFERENCE;
        at++;
        if (!first) this.#reference(byte, size, at, address);
        address += size;
      } else if (dialect.endsAtByte && byte === endOfInputByte) {
        if (!first) this.#findings.add("hex1/end-of-file-byte", at, at + 1, "The byte FC ends the input.");
        break;
      } else if (!first) this.#stray(at, byte);
    }
    if (!first && high >= 0)
      this.#findings.add(
        "hex1/odd-nibble",
        highAt,
        highAt + 1,
        "A lone digit at the end of the file is dropped.",
      );
    if (!first && this.#merged === 4) {
      const at = this.#mergedStart;
      this.#findings.add("hex1/unmerged-word", at, at + 2, "No byte comes behind this, so it is dropped.");
    }
  }

  #label(at: number, address: number, insideByte: boolean): void {
    const { text } = this.sources;
    if (!this.#isName(at)) return;
    const name = text[at]!;
    const before = this.#definitions[name]!;
    if (before >= 0)
      this.#findings.add(
        "hex1/duplicate-label",
        at - 1,
        at + 1,
        "Label is defined a second time; this definition counts.",
        {
          start: before,
          end: before + 2,
          message: "first defined here",
        },
      );
    if (insideByte)
      this.#findings.add(
        "hex1/label-inside-byte",
        at - 1,
        at + 1,
        "The label stands between the two digits of a byte.",
      );
    this.#definitions[name] = at - 1;
    this.#targets[name] = address;
  }

  /** Whether the byte behind a sigil can be a name; says why not, once (labels in the first pass, references in the second). */
  #isName(at: number): boolean {
    const { text } = this.sources;
    const findings = this.#findings;
    if (at >= text.length) findings.add("hex1/missing-name", at - 1, at, "The file ends before the name.");
    else if (text[at] === 0)
      findings.add("hex1/unusable-name", at - 1, at + 1, "The entry of NUL is the tool's buffer.");
    else if (this.dialect.signedBytes && text[at]! >= 0x80)
      findings.add(
        "hex1/unusable-name",
        at - 1,
        at + 1,
        "A name above 7F is looked up in front of the table.",
      );
    else return true;
    return false;
  }

  #reference(character: number, size: number, at: number, address: number): void {
    if (!this.#isName(at)) {
      if (size > 0) this.#map?.add(this.#length, at - 1, at + 1);
      this.#length += size;
      return;
    }
    const name = this.sources.text[at]!;
    if (this.#definitions[name]! < 0)
      this.#findings.add(
        "hex1/undefined-label",
        at - 1,
        at + 1,
        `No label ${quoted(this.sources.text, at, at + 1)}; it counts 0.`,
      );
    const target = this.#targets[name]!;
    if (size === 0) {
      this.#merge(character, target - address, at);
      return;
    }
    let value = target;
    if (character === sigil.percent) value = target - (address + 4);
    else if (character === sigil.tilde) value = Math.floor((target - address) / 4);
    this.#map?.add(this.#length, at - 1, at + 1);
    for (let index = 0; index < size; index++) this.#bytes[this.#length++] = value >> (8 * index);
  }

  /** On riscv64 the sum of the U format is sign-extended, and what is above 32 bits spoils the four bytes behind. */
  #merge(character: number, value: number, at: number): void {
    const word = wordOf(character, value | 0);
    const reach = character === sigil.at ? 0x1000 : character === sigil.dollar ? 0x100000 : Infinity;
    if (value < -reach || value >= reach || (reach < Infinity && value % 2 !== 0)) {
      const why = value % 2 !== 0 ? "is odd" : `is out of range (${-reach} to ${reach - 2})`;
      const message = `The displacement ${value} ${why} for ${character === sigil.at ? "a branch" : "a jump"}.`;
      this.#findings.add("hex1/displacement-out-of-range", at - 1, at + 1, message);
    }
    const extends64 =
      this.dialect.registerBits === 64 &&
      character === sigil.tilde &&
      (value & 0xfff) >= 0x800 &&
      upper(value | 0) < 0;
    this.#low ^= word;
    if (extends64) {
      this.#high ^= -1;
      this.#findings.add(
        "hex1/upper-immediate",
        at - 1,
        at + 1,
        "The four bytes behind the instruction are inverted.",
      );
    }
    if (this.#merged === 0) this.#mergedStart = at - 1;
    this.#merged = 4;
  }

  #literal(high: number, low: number, start: number, end: number): void {
    const mask = this.#low & 0xff;
    this.#low = (this.#low >>> 8) | (this.#high << 24);
    this.#high >>>= 8;
    if (this.#merged === 4) this.#map?.add(this.#length, this.#mergedStart, end);
    else if (this.#merged > 0) this.#map?.extend(end);
    else this.#map?.add(this.#length, start, end);
    if (this.#merged > 0) this.#merged--;
    // The register is merged into the low digit before the high one is added, so equal bits of that carry.
    this.#bytes[this.#length++] = (high << 4) + (low ^ mask);
  }

  #comment(from: number, first: boolean): number {
    const { text } = this.sources;
    const find = this.dialect.commentEndsAtCarriageReturn ? findLineEnd : findLineFeed;
    const at = find(this.#view, from, text.length);
    if (at < text.length) return at;
    if (!first)
      this.#findings.add("hex1/comment-at-end", from, text.length, "The file ends inside a comment.");
    return text.length;
  }

  #stray(at: number, byte: number): void {
    const { text } = this.sources;
    const isSigil = "!@$%&~^<.".includes(String.fromCharCode(byte));
    // AArch64's sources write `^~a` for people who read hex2; the `^` is known to mean nothing.
    if (byte === 0x5e && this.dialect.sizes[sigil.tilde] === 3) return;
    const shown = quoted(text, at, at + 1);
    if (isSigil)
      this.#findings.add(
        "hex1/unknown-sigil",
        at,
        at + 1,
        `${shown} means nothing here; the letter behind it is read as a digit.`,
      );
    else this.#findings.add("hex1/stray-character", at, at + 1, `${shown} is dropped.`);
  }
}

/** What each byte means. */
function kindsOf({ sizes }: Hex1Dialect): Uint8Array {
  const kinds = new Uint8Array(256).fill(STRAY);
  for (const blank of [0x20, 0x09, LF, CR]) kinds[blank] = BLANK;
  kinds[0x23] = kinds[0x3b] = COMMENT;
  for (let byte = 0; byte < 256; byte++) if (digitOf(byte) < 16) kinds[byte] = digitOf(byte);
  for (const [byte, size] of Object.entries(sizes)) kinds[Number(byte)] = REFERENCE + size;
  kinds[COLON] = LABEL;
  return kinds;
}
