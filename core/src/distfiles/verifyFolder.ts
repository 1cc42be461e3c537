import { diagnose } from "../diagnostics/diagnostic";
import type { HashFile } from "../platform/fileHash";
import type { Machine } from "../platform/machine";
import { BAD, PART } from "./name";
import type { PlacedFinding, WantedDistfile } from "./wanted";

/** How many files of a folder are what. Leftovers are unfinished and wrong downloads. */
export interface FolderCounts {
  readonly good: number;
  readonly bad: number;
  readonly missing: number;
  readonly unknown: number;
  readonly leftovers: number;
}

/** Holds everything in a folder against what is wanted. Links are told of and not followed. */
export async function verifyFolder(
  machine: Machine,
  hash: HashFile,
  folder: string,
  files: readonly WantedDistfile[],
): Promise<{ readonly findings: readonly PlacedFinding[]; readonly counts: FolderCounts }> {
  const findings: PlacedFinding[] = [];
  const counts = { good: 0, bad: 0, missing: 0, unknown: 0, leftovers: 0 };
  for (const file of files) {
    const { state, finding } = await inspect(machine, hash, folder, file);
    counts[state]++;
    if (finding !== undefined) findings.push(finding);
  }
  const wanted = new Set(files.map(({ name }) => name));
  for (const name of await machine.disk.names(folder)) {
    if (wanted.has(name) || name.startsWith(".")) continue;
    if (name.endsWith(PART) || name.endsWith(BAD)) {
      counts.leftovers++;
      continue;
    }
    counts.unknown++;
    const message = `No sources of the tree names ${name}.`;
    const diagnostic = diagnose("distfiles/unknown-file", { start: 0, end: 0 }, message);
    findings.push({ path: `${folder}/${name}`, diagnostic });
  }
  return { findings, counts };
}

async function inspect(
  machine: Machine,
  hash: HashFile,
  folder: string,
  { name, sha256, path, line }: WantedDistfile,
): Promise<{ state: "good" | "bad" | "missing"; finding?: PlacedFinding }> {
  const file = `${folder}/${name}`;
  const there = await machine.disk.status(file);
  if (there === undefined) return { state: "missing" };
  const bad = (code: "distfiles/in-the-way" | "sources/other-distfile", message: string) =>
    ({ state: "bad", finding: { path, diagnostic: diagnose(code, line.hash.range, message) } }) as const;
  if (there.kind !== "file") return bad("distfiles/in-the-way", `${file} is no file of its own.`);
  const found = await hash(file);
  if (found === undefined) return bad("sources/other-distfile", `${file} cannot be read.`);
  if (found.sha256 === sha256) return { state: "good" };
  return bad("sources/other-distfile", `${name} (${found.size} bytes) has SHA-256 ${found.sha256}.`);
}
