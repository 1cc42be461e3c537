import type { Mode } from "../isa/decoder";
import type { ReadClaim } from "./claim";
import { readAarch64Comment } from "./comments/aarch64Comments";
import { readAarch64Gas } from "./comments/aarch64Gas";
import { readArmComment } from "./comments/armComments";
import { readKnightComment } from "./comments/knightComments";
import { readRiscvComment } from "./comments/riscvComments";
import { readRiscvGas } from "./comments/riscvGas";
import { firstSegment } from "./comments/segments";
import { readX86Comment } from "./comments/x86Comments";
import type { ListedLine, Listing } from "./listing";
import { remembered } from "./remembered";

/** So many comments of each mode are remembered: about those of a tree's sources for one processor. */
const mostComments = 10_000;

const readers = new Map<Mode, (text: string) => ReadClaim>();

/** What the part of a comment that may be an instruction says in the dialects of a processor. */
function readerOf(mode: Mode): (text: string) => ReadClaim {
  let reader = readers.get(mode);
  if (reader === undefined) readers.set(mode, (reader = remembered(dialectOf(mode), mostComments)));
  return reader;
}

function dialectOf(mode: Mode): (text: string) => ReadClaim {
  switch (mode) {
    case "x86-16":
    case "x86-32":
    case "x86-64":
      return readX86Comment;
    case "riscv32":
    case "riscv64":
      return (text) => readRiscvComment(text) ?? readRiscvGas(text);
    case "aarch64":
      return (text) => readAarch64Comment(text) ?? readAarch64Gas(text);
    case "knight":
      return readKnightComment;
    case "arm":
      return readArmComment;
  }
}

/** What the comment of a line says that its bytes are, in the dialects of a processor. */
export function claimOf({ text }: Listing, { comment }: ListedLine, mode: Mode): ReadClaim {
  const words = comment && firstSegment(text.latin1.slice(comment.start, comment.end));
  return words === undefined || words === "" ? undefined : readerOf(mode)(words);
}

/** The same of a comment that a line might have. */
export function claimOfComment(comment: string, mode: Mode): ReadClaim {
  const words = firstSegment(comment);
  return words === "" ? undefined : dialectOf(mode)(words);
}
