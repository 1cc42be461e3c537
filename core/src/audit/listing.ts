import type { Mode } from "../isa/decoder";
import type { HeaderField } from "../isa/headers/field";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import type { LabelPlaces } from "./compare";

/** A line of a source that has bytes. */
export interface ListedLine {
  /** Zero-based. */
  readonly line: number;
  /** Its bytes, as offsets into the listing's. */
  readonly bytes: Range;
  /** What is written before the comment, without blanks around it. */
  readonly code: Range;
  /** The comment that speaks of the bytes, comment character included: behind them, or alone on the line above (RISC-V). */
  readonly comment: Range | undefined;
  /** A reference among its bytes that no known file defines. */
  readonly unresolved: string | undefined;
}

/** What a comment says in numbers of a place or a distance, and where it says so. */
export type Note =
  /**
   * The address, or one of the addresses that it may mean, of the byte at a file offset, or of what the program has
   * behind its last byte `inMemory` only. It is written as it counts `from` an address, which is 0 where it says its own.
   */
  | {
      readonly kind: "address";
      readonly range: Range;
      readonly offset: number;
      readonly inMemory: boolean;
      readonly values: readonly bigint[];
      readonly from: bigint;
    }
  /** How far the instruction of the line with that index goes (`# +192B`). */
  | { readonly kind: "displacement"; readonly range: Range; readonly line: number; readonly value: bigint };

/** A source and all that its program says about it: what the audit looks at. */
export interface Listing extends LabelPlaces {
  readonly text: SourceText;
  readonly bytes: Uint8Array;
  readonly lines: readonly ListedLine[];
  readonly notes: readonly Note[];
  /** What the processor is, and why that is known. */
  readonly machine: Machine;
  /** The fields of the header that the program begins with, those of them that this source holds. */
  readonly headers: readonly HeaderField[];
  addressOf(offset: number): bigint;
  /** Every label and label comment that is at an address. */
  namesAt(address: bigint): readonly string[];
  /** Where the two digits of a byte are, as offsets into the text; undefined where it is not made of just them. */
  digitsOf(offset: number): readonly [high: number, low: number] | undefined;
  /** The byte at a virtual address; undefined where the program has none there. */
  offsetOf(address: bigint): number | undefined;
  /** File offsets that labels and label comments name. */
  readonly labels: ReadonlySet<number>;
  /** Whether a name stands for what is in memory only, at the address that its note gives it. */
  isNoted(name: string): boolean;
}

/** The modes that a source's code may be in: several for boot code, which changes them on its way. */
export interface Machine {
  readonly modes: readonly Mode[];
  readonly from:
    "header" | "modeline" | "boot sector" | "build" | "setting" | "defines" | "name" | "comments" | "nothing";
}
