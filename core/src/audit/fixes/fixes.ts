import type { Fix } from "../../diagnostics/diagnostic";
import type { Decoders } from "../audit";
import { shownBytes } from "../checks/encoding";
import type { Listing } from "../listing";
import type { AuditedLine } from "../verdict";
import { correctedBytes } from "./correctBytes";
import { correctedComment } from "./correctComment";

/** So much of a comment fits into a menu. */
const longest = 60;

/**
 * What can be done about a line whose comment is not what its bytes do: the comment corrected, or the bytes. Each was tried: behind it
 * the line is in agreement. Which of both is meant only a person knows, so none is preferred.
 */
export function fixesOf(listing: Listing, decoders: Decoders, audited: AuditedLine): readonly Fix[] {
  const { line, mode, verdict, instruction } = audited;
  const decoder = mode && decoders.get(mode);
  if (verdict !== "disagrees" || mode === undefined || decoder === undefined) return [];
  const wrong = { listing, line, mode, decoder, instruction };
  const fixes: Fix[] = [];
  const comment = correctedComment(wrong);
  if (comment !== undefined)
    fixes.push({ title: `Correct the comment: ${shortened(comment.text)}`, edits: [comment.edit] });
  const bytes = correctedBytes(wrong);
  if (bytes !== undefined) {
    const what = bytes.placeOnly ? "displacement" : "bytes";
    fixes.push({ title: `Correct the ${what}: ${shownBytes(bytes.bytes)}`, edits: bytes.edits });
  }
  return fixes;
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
