import type { Decoder, Instruction, Mode } from "../isa/decoder";
import { bytesOfFields } from "../isa/headers/headers";
import { loadDecoder } from "../isa/loadDecoder";
import { checkEncoding } from "./checks/encoding";
import type { Claim, ReadClaim } from "./claim";
import { readAarch64Comment } from "./comments/aarch64Comments";
import { readKnightComment } from "./comments/knightComments";
import { readRiscvComment } from "./comments/riscvComments";
import { firstSegment } from "./comments/segments";
import { readX86Comment } from "./comments/x86Comments";
import { compare, type Comparison } from "./compare";
import type { ListedLine, Listing } from "./listing";
import { likeliestModes } from "./modes";
import type { Pace } from "./pace";
import { remembered } from "./remembered";
import { withUncommented } from "./uncommented";
import type { AuditedLine } from "./verdict";

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
      return readRiscvComment;
    case "aarch64":
      return readAarch64Comment;
    case "knight":
      return readKnightComment;
    case "arm":
      return () => undefined;
  }
}

/** What the comment of a line says that its bytes are, in the dialects of a processor. */
export function claimOf({ text }: Listing, { comment }: ListedLine, mode: Mode): ReadClaim {
  const words = comment && firstSegment(text.latin1.slice(comment.start, comment.end));
  return words === undefined || words === "" ? undefined : readerOf(mode)(words);
}

/** The same of a comment that a line might have. */
function claimOfComment(comment: string, mode: Mode): ReadClaim {
  const words = firstSegment(comment);
  return words === "" ? undefined : dialectOf(mode)(words);
}

export type Decoders = ReadonlyMap<Mode, Decoder>;

/** The decoders of a listing's modes, loaded where they are not yet. */
export async function decodersOf({ machine }: Listing): Promise<Decoders> {
  const decoders = new Map<Mode, Decoder>();
  for (const mode of machine.modes) decoders.set(mode, await loadDecoder(mode));
  return decoders;
}

/** So many lines are looked at between two questions to the pace. */
const step = 32;

/** Looks at every line of a listing: does its comment say what its bytes do? */
export async function audit(listing: Listing, pace?: Pace): Promise<readonly AuditedLine[]> {
  const decoders = await decodersOf(listing);
  if (decoders.size === 0) return listing.lines.map((line) => ({ line, mode: undefined, verdict: "data" }));
  const headers = bytesOfFields(listing.headers, listing.bytes.length);
  const tried: AuditedLine[][] = [];
  for (const [mode, decoder] of decoders) {
    const lines: AuditedLine[] = [];
    tried.push(lines);
    for (const line of listing.lines) {
      if (pace !== undefined && lines.length % step === 0) await pace();
      lines.push(new LineAudit(listing, line, mode, decoder, headers).run());
    }
  }
  const chosen = tried.length === 1 ? [] : likeliestModes(tried);
  const lines = listing.lines.map((_, index) => tried[chosen[index] ?? 0]![index]!);
  return withUncommented(listing, lines, decoders);
}

/** What is found of a line of code in a mode; `comment`: what is to be taken for its comment. */
export function auditLine(
  listing: Listing,
  line: ListedLine,
  mode: Mode,
  decoder: Decoder,
  comment?: string,
): AuditedLine {
  return new LineAudit(listing, line, mode, decoder, noHeaders, comment).run();
}

const noHeaders = new Uint8Array();

class LineAudit {
  constructor(
    readonly listing: Listing,
    readonly line: ListedLine,
    readonly mode: Mode,
    readonly decoder: Decoder,
    /** 1 for every byte that belongs to a header. */
    readonly headers: Uint8Array,
    readonly comment?: string,
  ) {}

  run(): AuditedLine {
    const { listing, line, mode } = this;
    if (this.headers[line.bytes.start] === 1) return { line, mode, verdict: "header" };
    const said =
      this.comment === undefined ? claimOf(listing, line, mode) : claimOfComment(this.comment, mode);
    if (said === undefined) return { line, mode, verdict: this.#withoutClaim() };
    if ("unclear" in said) return this.#cannotTell(said.unclear);
    if (line.unresolved !== undefined) return this.#cannotTell(`no known file defines ${line.unresolved}`);
    const { start, end } = line.bytes;
    const instruction = this.decoder.decode(listing.bytes, start, listing.addressOf(start));
    if (instruction === undefined)
      return this.#result({ verdict: "disagrees", reason: "the bytes are no instruction" });
    return this.#result(this.#compared(said, instruction, end - start), instruction);
  }

  #compared(claim: Claim, instruction: Instruction, length: number): Comparison {
    const compared = this.#comparedAlone(claim, instruction, length);
    if (compared.verdict === "agrees" || claim.alternative === undefined) return compared;
    const other = this.#comparedAlone(claim.alternative, instruction, length);
    return other.verdict === "agrees" ? other : compared;
  }

  #comparedAlone(claim: Claim, instruction: Instruction, length: number): Comparison {
    const { mode, listing } = this;
    if (instruction.length > length)
      return {
        verdict: "disagrees",
        reason: `the bytes are “${instruction.text}”, which runs on behind the line`,
      };
    const compared = compare(claim, instruction, mode, listing);
    if (compared.verdict !== "agrees") return compared;
    if (instruction.length < length)
      return {
        verdict: "cannot tell",
        reason: `the line has ${byteCount(length - instruction.length)} more than the instruction`,
      };
    const { decoder } = this;
    return checkEncoding(claim, { instruction, mode, decoder, bytes: listing.bytes, labels: listing });
  }

  #withoutClaim(): AuditedLine["verdict"] {
    const { bytes } = this.listing;
    const { start, end } = this.line.bytes;
    return bytes.subarray(start, end).every((byte) => byte === 0) && end - start > 1 ? "padding" : "data";
  }

  #cannotTell(reason: string): AuditedLine {
    return { line: this.line, mode: this.mode, verdict: "cannot tell", reason };
  }

  #result(comparison: Comparison, instruction?: Instruction): AuditedLine {
    return { line: this.line, mode: this.mode, ...comparison, ...(instruction && { instruction }) };
  }
}

function byteCount(count: number): string {
  return count === 1 ? "one byte" : `${count} bytes`;
}
