import type { ListedLine } from "../../../audit/listing";
import type { Instruction, Mode } from "../../../isa/decoder";
import type { Field } from "../../../isa/fields";

/** What a comment says of where a reference goes. */
export type Named =
  /** To a label, or so many bytes behind it. */
  | { readonly kind: "label"; readonly name: string; readonly plus: bigint }
  /** So far, whatever is there: `SKIP_32_DATA`. */
  | { readonly kind: "distance" };

/** Bytes of a source that say where something is. */
export interface Reference {
  readonly line: ListedLine;
  readonly field: Field;
  /** Of a jump, branch or call, and of code that has an address; undefined of data. */
  readonly code: { readonly instruction: Instruction; readonly mode: Mode } | undefined;
  /** What it is for: control goes there, or something lies there. */
  readonly kind: "jump" | "branch" | "call" | "address";
  /** The virtual address that the bytes say. */
  readonly place: bigint;
  /** Undefined where no comment says it. */
  readonly named: Named | undefined;
  /** Whether the bytes stand in the source as digits; else a linker fills them in. */
  readonly written: boolean;
}
