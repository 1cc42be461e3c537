import { auditLine } from "../../../audit/audit";
import type { Listing } from "../../../audit/listing";
import type { Decoder, Instruction, Mode } from "../../../isa/decoder";
import { decodedInLine, holding } from "../../../isa/holding";
import { loadDecoder } from "../../../isa/loadDecoder";
import type { Document } from "../../language";
import { codeAt as bootCodeAt } from "../instructionAt";
import { listedLine } from "../listing";
import { definitionsOf } from "../names";
import type { Situation } from "../situation";
import type { Image } from "./image";
import { reachedFrom } from "./reach";

/** An instruction that a byte belongs to, and what speaks for its being one. */
export interface FoundCode {
  readonly instruction: Instruction;
  readonly mode: Mode;
  readonly decoder: Decoder;
  /**
   * `comment`: its line's comment says the same; `reached`: control comes there from the entry point; `line`: the line decodes as
   * instructions; `unreached`: it does, but nothing is seen to come there.
   */
  readonly by: "comment" | "reached" | "line" | "unreached";
  /** Why it is taken for code, where more is known of that. */
  readonly why?: string;
}

/** Programs of more bytes are not gone through from their entry point: a hover must not take that long. */
const mostReached = 1 << 17;

/** What is known of the code in a document. */
export interface Code {
  readonly document: Document;
  readonly situation: Situation;
  readonly image: Image;
}

/** The instruction that the byte at a file offset, which a line (zero-based) gives, belongs to; undefined where it is none. */
export async function codeAt(code: Code, offset: number, line: number): Promise<FoundCode | undefined> {
  const { image } = code;
  if (image.machine.modes.length > 1) return inBootCode(code, offset);
  const audited = await auditedLine(code, line);
  const mode = audited?.mode ?? image.machine.modes[0];
  if (mode === undefined) return undefined;
  const decoder = await loadDecoder(mode);
  const inLine = decodedInLine(decoder, image.bytes, image.bytesOfLine(line), offset, (at) =>
    image.addressOf(at),
  );
  if (inLine !== undefined && audited?.verdict === "agrees")
    return { instruction: inLine, mode, decoder, by: "comment" };
  const reached = reachedAt(image, mode, decoder, offset);
  if (reached !== undefined && reached !== "nothing")
    return { instruction: reached, mode, decoder, by: "reached" };
  if (inLine === undefined) return undefined;
  const uncommented = audited?.verdict === "uncommented";
  return {
    instruction: inLine,
    mode,
    decoder,
    by: reached === "nothing" && !uncommented ? "unreached" : "line",
  };
}

/** Boot code is looked at as a whole: its modes are told by all of it. */
async function inBootCode({ document }: Code, offset: number): Promise<FoundCode | undefined> {
  const found = document.language === "m1" ? undefined : await bootCodeAt(document, offset);
  if (found?.instruction === undefined) return undefined;
  const { instruction, mode, isSure, why } = found;
  const decoder = await loadDecoder(mode);
  return { instruction, mode, decoder, by: isSure ? "reached" : "unreached", why: `${why}.` };
}

/** What the audit says of a line by itself. */
async function auditedLine({ situation, image }: Code, line: number) {
  if (situation.source.language === "m1") return undefined;
  const listed = listedLine(situation, line);
  if (listed === undefined) return undefined;
  const listing: Listing = {
    text: image.text,
    bytes: image.bytes,
    machine: image.machine,
    lines: [listed],
    notes: [],
    headers: [],
    addressOf: (offset) => image.addressOf(offset),
    addressesOf: (name) => addressesOf(situation, image, name),
    offsetOf: (address) => image.offsetOf(address),
    labels: new Set(),
    namesAt: () => [],
    digitsOf: () => undefined,
    isNoted: () => false,
  };
  const [mode] = image.machine.modes;
  return mode && auditLine(listing, listed, mode, await loadDecoder(mode));
}

/** Labels of the document's program by name. Label comments are found by what they stand at. */
function addressesOf(situation: Situation, image: Image, name: string): readonly bigint[] {
  const { map } = situation.program.assembly;
  return [
    ...definitionsOf(situation, "labels", name).map(({ file, range }) =>
      map.firstAfter(file.input, range.start),
    ),
    ...(image.commented?.(name) ?? []),
  ].map((offset) => image.addressOf(offset));
}

/** The instruction that control reaches; `nothing` where it reaches none, undefined where nobody knows. */
function reachedAt(
  image: Image,
  mode: Mode,
  decoder: Decoder,
  offset: number,
): Instruction | "nothing" | undefined {
  const { entry, bytes, machine } = image;
  if (entry === undefined || machine.modes.length > 1 || bytes.length > mostReached) return undefined;
  const reached = reachedFrom(bytes, mode, decoder, image, entry);
  return holding(reached, offset) ?? "nothing";
}
