import type { ComparedNode, FileDifference } from "@bootstrappable/core/runs/compare/compareFolders";
import { isSame, type RunComparison } from "@bootstrappable/core/runs/compare/compareRuns";
import { stepTitle } from "@bootstrappable/core/runs/steps";

/** Files that are told one by one. */
const most = 50;

/** A comparison for people, line by line. */
export function comparisonLines(comparison: RunComparison): readonly string[] {
  const { compared, circumstances, steps, checksums, first, files, lookedAt } = comparison;
  const around = circumstances.map(({ name, a, b }) => `  ${name}: ${a || "-"} | ${b || "-"}`);
  const lines = around.length === 0 ? [] : ["Around them was different:", ...around];
  if (isSame(comparison)) return [...lines, `Both made the same${scope[lookedAt ?? "none"]}.`];
  if (first !== undefined) {
    const number = first.number === 0 ? "" : `Step ${first.number}, `;
    lines.push(
      `${number}${capital(number, stepTitle(first))}${number && ","} is the first whose output differs.`,
    );
  }
  lines.push(...steps.map(({ step, a, b }) => `  ${stepTitle(step)}: ${outcome(a)} | ${outcome(b)}`));
  for (const { step, name, a, b, file, line } of checksums) {
    const place = file === undefined ? "" : `  (${file}${line === undefined ? "" : `:${line}`})`;
    lines.push(`  ${stepTitle(step)}: ${name}  ${a} | ${b}${place}`);
  }
  for (const file of files.slice(0, most)) lines.push(...fileLines(file));
  if (files.length > most) lines.push(`  … and ${files.length - most} files more`);
  if (compared === 0) lines.push("No step began in both: there is nothing that could be compared.");
  else if (lookedAt === undefined)
    lines.push("Not both have left their files here: only their records were compared.");
  return lines;
}

/** `not-reached` as people say it. */
function outcome(status: string): string {
  return status.replaceAll("-", " ");
}

const scope = {
  layers: ", file by file",
  roots: ", file by file",
  none: " as far as their records tell",
} as const;

function fileLines({ path, a, b, bytes }: FileDifference): readonly string[] {
  const line = `  ${path}  ${nodeWords(a)} | ${nodeWords(b)}`;
  if (bytes === undefined) return [line];
  const { offset } = bytes;
  const from = (text: string) => (text === "" ? "(its end)" : text);
  return [
    line,
    `    from byte 0x${offset.toString(16).toUpperCase()} (${offset}) on: ${from(bytes.a)} | ${from(bytes.b)}`,
  ];
}

function nodeWords(node: ComparedNode | undefined): string {
  if (node === undefined) return "not there";
  const { kind, size, sha256, target, mode } = node;
  if (kind === "file") return `${size} bytes ${sha256} mode ${mode.toString(8)}`;
  if (kind === "link") return `-> ${target}`;
  return kind === "whiteout" ? "removed" : `${kind} mode ${mode.toString(8)}`;
}

function capital(before: string, text: string): string {
  return before === "" ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}
