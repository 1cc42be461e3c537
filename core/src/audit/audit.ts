import type { Decoder, Instruction, Mode } from "../isa/decoder";
import type { BootFlow } from "../isa/boot/bootFlow";
import type { HeaderField } from "../isa/headers/field";
import { bytesOfFields } from "../isa/headers/headers";
import { loadDecoder } from "../isa/loadDecoder";
import { checkEncoding } from "./checks/encoding";
import { followListing, knownModes, loadedFields } from "./bootCode";
import type { Claim, FarJump } from "./claim";
import { claimOf, claimOfComment } from "./claimOf";
import { compare, type Comparison } from "./compare";
import { farPairs, isFarJump } from "./farJump";
import type { ListedLine, Listing } from "./listing";
import { likeliestModes } from "./modes";
import type { Pace } from "./pace";
import { withUncommented } from "./uncommented";
import type { AuditedLine } from "./verdict";

/** What was found of a listing. */
export interface Audit {
  readonly lines: readonly AuditedLine[];
  /** Where control goes in boot code; undefined for programs of one mode. */
  readonly flow: BootFlow | undefined;
  /** The fields of every header, in the order of their bytes. */
  readonly fields: readonly HeaderField[];
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
export async function audit(listing: Listing, pace?: Pace): Promise<Audit> {
  const decoders = await decodersOf(listing);
  const flow = followListing(listing, decoders);
  const fields = [...listing.headers, ...loadedFields(listing, flow)].sort((a, b) => a.offset - b.offset);
  if (decoders.size === 0) {
    const lines = listing.lines.map((line) => ({ line, mode: undefined, verdict: "data" }) as const);
    return { lines, flow, fields };
  }
  const headers = bytesOfFields(fields, listing.bytes.length);
  const tried: AuditedLine[][] = [];
  for (const [mode, decoder] of decoders) {
    const lines: AuditedLine[] = [];
    tried.push(lines);
    for (const line of listing.lines) {
      if (pace !== undefined && lines.length % step === 0) await pace();
      lines.push(new LineAudit(listing, line, mode, decoder, headers).run());
    }
  }
  const chosen = tried.length === 1 ? [] : likeliestModes(tried, knownModes(listing, flow));
  const lines = listing.lines.map((_, index) => tried[chosen[index] ?? 0]![index]!);
  return { lines: withUncommented(listing, lines, decoders), flow, fields };
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
    const far = claim.far && this.#comparedFar(claim.far, instruction, length);
    if (far !== undefined) return far;
    const compared = this.#comparedAlone(claim, instruction, length);
    if (compared.verdict === "agrees" || claim.alternative === undefined) return compared;
    const other = this.#comparedAlone(claim.alternative, instruction, length);
    return other.verdict === "disagrees" ? compared : other;
  }

  /** A jump as two instructions; undefined where the line is none, or nobody knows where it goes. */
  #comparedFar(far: FarJump, first: Instruction, length: number): Comparison | undefined {
    const { listing, mode, decoder } = this;
    const at = first.offset + first.length;
    const second = decoder.decode(listing.bytes, at, listing.addressOf(at));
    if (second === undefined || first.length + second.length !== length) return undefined;
    // Who looks for references takes any label for right.
    if (!isFarJump(first, second, mode) || listing.meet !== undefined) return undefined;
    const pairs = farPairs(far, first, listing);
    if (pairs === undefined) return undefined;
    const compared = pairs.map(([one, other]) => {
      const upper = this.#comparedAlone(one, first, first.length);
      return upper.verdict === "agrees" ? this.#comparedAlone(other, second, second.length) : upper;
    });
    return compared.find(({ verdict }) => verdict === "agrees") ?? compared[0];
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
