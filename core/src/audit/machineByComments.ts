import { loadDecoder } from "../isa/loadDecoder";
import type { Mode } from "../isa/decoder";
import { auditLine } from "./audit";
import { claimOf } from "./claimOf";
import type { ListedLine, Listing } from "./listing";

/** Modes whose comments look alike; of those that fit as well as each other the first counts. */
const families: readonly (readonly Mode[])[] = [
  ["x86-32", "x86-64", "x86-16"],
  ["riscv64", "riscv32"],
  ["aarch64"],
  ["arm"],
  ["knight"],
];

/** So many lines with a comment that speaks of an instruction are looked at in each mode. */
const mostLines = 200;
/** What a mode must come to: lines that agree, and their share of those that could. */
const least = { lines: 8, share: 0.9 } as const;

/**
 * A listing whose machine nothing tells, with the one that its comments tell: where nearly all of them are what their bytes do on
 * one processor, and on no other. Otherwise as it was.
 */
export async function withMachineByComments(listing: Listing): Promise<Listing> {
  if (listing.machine.modes.length > 0) return listing;
  let best: { readonly mode: Mode; readonly agree: number; readonly share: number } | undefined;
  let second = 0;
  for (const family of families) {
    let own: typeof best;
    for (const mode of family) {
      const { agree, share } = await agreement(listing, mode);
      if (agree > (own?.agree ?? 0)) own = { mode, agree, share };
    }
    if (own === undefined) continue;
    if (own.agree > (best?.agree ?? 0)) {
      second = best?.agree ?? 0;
      best = own;
    } else second = Math.max(second, own.agree);
  }
  if (best === undefined || best.agree < least.lines || best.share < least.share) return listing;
  if (second * 4 > best.agree) return listing;
  return { ...listing, machine: { modes: [best.mode], from: "comments" } };
}

async function agreement(listing: Listing, mode: Mode): Promise<{ agree: number; share: number }> {
  const lines: ListedLine[] = [];
  for (const line of listing.lines) {
    if (claimOf(listing, line, mode) !== undefined) lines.push(line);
    if (lines.length === mostLines) break;
  }
  if (lines.length < least.lines) return { agree: 0, share: 0 };
  const decoder = await loadDecoder(mode);
  const agree = lines.filter((line) => auditLine(listing, line, mode, decoder).verdict === "agrees").length;
  return { agree, share: agree / lines.length };
}
