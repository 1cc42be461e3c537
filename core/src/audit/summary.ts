import type { AuditedLine } from "./verdict";

/** How many bytes of each kind a source has, and what was found of its lines. */
export interface AuditSummary {
  readonly bytes: Readonly<Record<"code" | "header" | "data" | "padding", number>>;
  /** Lines of code: those with a comment on an instruction by verdict, and those without. */
  readonly lines: Readonly<Record<"verified" | "disagreeing" | "undecidable" | "uncommented", number>>;
}

const nothingAudited: AuditSummary = {
  bytes: { code: 0, header: 0, data: 0, padding: 0 },
  lines: { verified: 0, disagreeing: 0, undecidable: 0, uncommented: 0 },
};

const lineKind = {
  agrees: "verified",
  disagrees: "disagreeing",
  "cannot tell": "undecidable",
  uncommented: "uncommented",
} as const;

export function summarise(lines: readonly AuditedLine[]): AuditSummary {
  const bytes = { ...nothingAudited.bytes };
  const counts = { ...nothingAudited.lines };
  for (const { verdict, line } of lines) {
    const size = line.bytes.end - line.bytes.start;
    if (verdict === "header" || verdict === "data" || verdict === "padding") bytes[verdict] += size;
    else {
      bytes.code += size;
      counts[lineKind[verdict]]++;
    }
  }
  return { bytes, lines: counts };
}

export function sum(summaries: readonly AuditSummary[]): AuditSummary {
  const bytes = { ...nothingAudited.bytes };
  const lines = { ...nothingAudited.lines };
  for (const summary of summaries) {
    for (const kind of ["code", "header", "data", "padding"] as const) bytes[kind] += summary.bytes[kind];
    for (const kind of ["verified", "disagreeing", "undecidable", "uncommented"] as const)
      lines[kind] += summary.lines[kind];
  }
  return { bytes, lines };
}

/** The part of the lines whose comment speaks of an instruction that is verified, from 0 to 1; 1 where there are none. */
export function verifiedPart({ lines }: AuditSummary): number {
  const all = lines.verified + lines.disagreeing + lines.undecidable;
  return all === 0 ? 1 : lines.verified / all;
}

/** That part for people: in percent, never a hundred where something is left; a dash where no comment speaks of an instruction. */
export function shownPart(summary: AuditSummary): string {
  const { verified, disagreeing, undecidable } = summary.lines;
  return verified + disagreeing + undecidable === 0 ? "–" : percentage(verifiedPart(summary));
}

function percentage(part: number): string {
  return `${(Math.floor(part * 1000) / 10).toFixed(1)} %`;
}
