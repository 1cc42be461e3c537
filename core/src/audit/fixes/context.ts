import type { Decoder, Instruction, Mode } from "../../isa/decoder";
import type { ListedLine, Listing } from "../listing";

/** A line whose comment is not what its bytes do. */
export interface Disagreement {
  readonly listing: Listing;
  readonly line: ListedLine;
  readonly mode: Mode;
  readonly decoder: Decoder;
  /** What the bytes are; undefined where they are no instruction. */
  readonly instruction: Instruction | undefined;
}
