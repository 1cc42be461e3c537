import type { ListedLine, Listing } from "../../../audit/listing";
import type { Decoder, Instruction, Mode } from "../../../isa/decoder";
import { loadDecoder } from "../../../isa/loadDecoder";
import type { Document } from "../../language";
import type { Jump } from "../../services";
import { listingOf } from "../listing";
import { situationOf } from "../situation";
import { locate } from "./located";
import { lineOfByte, offsetOf } from "./places";

/** Where control goes within a document: every direct jump, branch and call whose target is there, too, in order. */
export async function jumps(document: Document): Promise<readonly Jump[]> {
  if (document.language === "m1") return jumpsOfM1(document);
  const { listing, references } = await locate(document);
  return references.flatMap(({ line, kind, place }) => jump(listing, line, kind, place));
}

function jump(
  listing: Listing,
  line: ListedLine,
  kind: Jump["kind"] | "address",
  place: bigint,
): readonly Jump[] {
  if (kind === "address") return [];
  const offset = offsetOf(listing, place);
  const target = offset === undefined ? undefined : lineOfByte(listing, offset);
  return target === undefined ? [] : [{ from: line.code.start, to: target.code.start, kind }];
}

const reference = /[%!@~$&]([^\s>]+)/g;

/**
 * The jumps of M1: lines that name a label and whose bytes are instructions, to the end of the line, of which one goes to
 * that label. What macros are called says nothing.
 */
async function jumpsOfM1(document: Document): Promise<readonly Jump[]> {
  const listing = listingOf(await situationOf(document));
  const decoders: (readonly [Mode, Decoder])[] = [];
  for (const mode of listing.machine.modes) decoders.push([mode, await loadDecoder(mode)]);
  const { latin1 } = listing.text;
  return listing.lines.flatMap((line): readonly Jump[] => {
    const named = [...latin1.slice(line.code.start, line.code.end).matchAll(reference)];
    if (named.length === 0) return [];
    const places = named.flatMap(([, name]) => listing.addressesOf(name!));
    for (const [, decoder] of decoders) {
      const found = decodeLine(listing, line, decoder).find(
        ({ target }) => target !== undefined && places.includes(target),
      );
      if (found === undefined) continue;
      const { flow, target } = found;
      if (flow === "jump" || flow === "branch" || flow === "call") return jump(listing, line, flow, target!);
    }
    return [];
  });
}

/** The instructions of a line; none where they do not end where the line does. */
function decodeLine(listing: Listing, line: ListedLine, decoder: Decoder): readonly Instruction[] {
  const found: Instruction[] = [];
  for (let at = line.bytes.start; at < line.bytes.end;) {
    const instruction = decoder.decode(listing.bytes, at, listing.addressOf(at));
    if (instruction === undefined) return [];
    found.push(instruction);
    at += instruction.length;
    if (at > line.bytes.end) return [];
  }
  return found;
}
