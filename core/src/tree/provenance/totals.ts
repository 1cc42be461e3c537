import type { Workspace } from "../workspace";
import type { ProvenanceGraph, ProvenanceNode } from "./graph";

/** What one has to trust and to read. */
export interface Totals {
  /** Binaries that nothing made: the seeds, and files of the tree that are no text. Sizes in bytes. */
  readonly binaries: readonly { readonly path: string; readonly size: number | undefined }[];
  /** The sum of the sizes of the binaries. */
  readonly binaryBytes: number;
  /** Files of the tree, by language, most lines first. A last line without its end counts, too. */
  readonly sources: readonly { readonly language: string; readonly files: number; readonly lines: number }[];
  readonly lines: number;
  /** Archives that others wrote: their lines are not counted. */
  readonly distfiles: number;
  readonly commands: number;
  readonly artifacts: number;
  /** Steps that are followed as wholes. */
  readonly steps: number;
  /** Files that nothing of the tree is known to make. */
  readonly missing: readonly string[];
}

/** Deeper than any source folder is. */
const deepest = 12;
const LF = 0x0a;

export async function totalsOf(graph: Pick<ProvenanceGraph, "nodes">, workspace: Workspace): Promise<Totals> {
  const of = (kind: ProvenanceNode["kind"]) => graph.nodes.filter((node) => node.kind === kind);
  const binaries: { path: string; size: number | undefined }[] = of("seed").map(({ label, size }) => ({
    path: label,
    size,
  }));
  const languages = new Map<string, { files: number; lines: number }>();
  const seen = new Set<string>();
  const count = async (file: string, label: string): Promise<void> => {
    if (seen.has(file)) return;
    seen.add(file);
    const bytes = await workspace.files.read(file);
    if (bytes === undefined) return;
    if (bytes.includes(0)) {
      binaries.push({ path: label, size: bytes.length });
      return;
    }
    const name = languageName(file);
    const total = languages.get(name) ?? { files: 0, lines: 0 };
    total.files++;
    total.lines += lineCount(bytes);
    languages.set(name, total);
  };
  const countBelow = async (folder: string, label: string, depth: number): Promise<void> => {
    for (const { name, kind } of await workspace.files.list(folder)) {
      if (name.startsWith(".git")) continue;
      if (kind === "file") await count(`${folder}/${name}`, `${label}${name}`);
      else if (kind === "directory" && depth < deepest)
        await countBelow(`${folder}/${name}`, `${label}${name}/`, depth + 1);
    }
  };
  for (const { label, place } of of("source")) {
    if (place === undefined) continue;
    if (label.endsWith("/")) await countBelow(place.file, label, 0);
    else await count(place.file, label);
  }
  const sources = [...languages]
    .map(([language, total]) => ({ language, ...total }))
    .sort((a, b) => b.lines - a.lines || (a.language < b.language ? -1 : 1));
  const commands = new Set(
    graph.nodes.flatMap(({ kind, command, when }) =>
      command !== undefined && (kind === "artifact" || kind === "command")
        ? [`${Math.floor(when)} ${command}`]
        : [],
    ),
  );
  return {
    binaries,
    binaryBytes: binaries.reduce((sum, { size }) => sum + (size ?? 0), 0),
    sources,
    lines: sources.reduce((sum, { lines }) => sum + lines, 0),
    distfiles: of("distfile").length,
    commands: commands.size,
    artifacts: of("artifact").length,
    steps: of("step").filter(({ isWhole }) => isWhole === true).length,
    missing: of("missing").map(({ label }) => label),
  };
}

const languages: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["hex0", /\.hex0$/],
  ["hex1", /\.hex1$/],
  ["hex2", /\.hex2$/],
  ["M1", /\.M1$/],
  ["C", /\.[ch]$/],
  ["kaem", /\.kaem$|(^|\/)kaem\.[^/]*$/],
  ["shell", /\.sh$/],
  ["patch", /\.(patch|diff|before|after)$/],
  ["make", /\.mk$|(^|\/)[^/]*[Mm]akefile[^/]*$/],
];

function languageName(file: string): string {
  return languages.find(([, pattern]) => pattern.test(file))?.[0] ?? "other";
}

function lineCount(bytes: Uint8Array): number {
  let lines = 0;
  for (const byte of bytes) if (byte === LF) lines++;
  return bytes.length > 0 && bytes.at(-1) !== LF ? lines + 1 : lines;
}
