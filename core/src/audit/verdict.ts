import type { Instruction, Mode } from "../isa/decoder";
import type { ListedLine } from "./listing";

/** What was found about a line with bytes. */
export interface AuditedLine {
  readonly line: ListedLine;
  /**
   * `agrees`, `disagrees` and `cannot tell` are said of lines whose comment speaks of an instruction; `header` of those in a
   * header; `uncommented` where the bytes are code without a comment on it; `data` where nothing says that they are code.
   */
  readonly verdict: "agrees" | "disagrees" | "cannot tell" | "uncommented" | "header" | "data" | "padding";
  /** What is wrong, or why nothing can be said. */
  readonly reason?: string;
  /** Undefined where the processor is not known: everything is data then. */
  readonly mode: Mode | undefined;
  /** What the bytes are, where they were decoded. */
  readonly instruction?: Instruction;
}
