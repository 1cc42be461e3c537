import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { parseChecksums } from "../../languages/checksums/parser";
import type { Language } from "../../languages/language";
import { missingParts } from "../../languages/manifest/missingParts";
import { evaluate } from "../../languages/manifest/model";
import { parseManifest } from "../../languages/manifest/parser";
import { languageOfPath } from "../../languages/registry";
import { parseSources } from "../../languages/sources/parser";
import type { HashFile } from "../../platform/fileHash";
import { SourceText } from "../../text/sourceText";
import type { Configuration } from "../configuration";
import { stepFiles } from "../stepFiles";
import type { Tree } from "../tree";
import type { Workspace } from "../workspace";
import { distfilesOf, inspectDistfiles, type InspectedDistfile } from "./distfiles";
import { packageChecksums } from "./packages";
import { inspectSeed, seedsOf, type Seed } from "./seeds";

/** What was looked at. Counts of things that were compared and found equal are under `good`. */
export interface VerifyCounts {
  readonly seeds: { readonly good: number; readonly bad: number; readonly sourceOnly: number };
  readonly checksums: { readonly files: number; readonly lines: number };
  readonly sources: { readonly files: number; readonly lines: number };
  readonly artifacts: { readonly good: number; readonly bad: number };
  readonly distfiles: { readonly good: number; readonly bad: number; readonly missing: number };
  readonly packages: { readonly expected: number; readonly missing: number; readonly stale: number };
}

/** Findings of a tree whose files should agree with each other. */
export interface Verification {
  /** A file's findings stand together, in the order of its text. Paths are absolute. */
  readonly findings: readonly { readonly path: string; readonly diagnostic: Diagnostic }[];
  readonly counts: VerifyCounts;
}

/**
 * Compares what a tree says twice: seeds with their sources, built programs with `<arch>.answers`, distfiles with
 * `sources`, SHA256SUMS.pkgs with the manifest; and reads every file of checksums and sources for its form.
 */
export async function verifyTree(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  hash: HashFile,
): Promise<Verification> {
  const findings: { path: string; diagnostic: Diagnostic }[] = [];
  const add = (path: string, diagnostic: Diagnostic) => findings.push({ path, diagnostic });
  const seeds = await verifySeeds(tree, workspace, add);
  const files = await formedFiles(tree, workspace);
  const forms = await verifyForms(files, workspace, add);
  const answers = files.filter(({ path }) => path.endsWith(".answers")).map(({ path }) => path);
  const artifacts = await verifyArtifacts(tree, answers, workspace, hash, add);
  const distfiles = await verifyDistfiles(tree, workspace, hash, add);
  const packages = await verifyPackages(tree, workspace, configuration, add);
  for (const diagnostic of await partsMissing(tree, workspace, configuration)) add(tree.manifest, diagnostic);
  findings.sort((a, b) =>
    a.path === b.path ? a.diagnostic.range.start - b.diagnostic.range.start : a.path < b.path ? -1 : 1,
  );
  return { findings, counts: { seeds, ...forms, artifacts, distfiles, packages } };
}

/** What the manifest's steps read and the tree does not have. */
async function partsMissing(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
): Promise<Diagnostic[]> {
  const text = await workspace.text(tree.manifest);
  if (text === undefined) return [];
  const { directives } = evaluate(parseManifest(text), configuration);
  return missingParts(directives, tree, workspace, await stepFiles(workspace, tree));
}

type Add = (path: string, diagnostic: Diagnostic) => void;

async function verifySeeds(tree: Tree, workspace: Workspace, add: Add): Promise<VerifyCounts["seeds"]> {
  const counts = { good: 0, bad: 0, sourceOnly: 0 };
  for (const seed of await seedsOf(tree, workspace)) {
    const state = await inspectSeed(seed, workspace);
    if (state.kind === "equal") counts.good++;
    else if (state.kind === "source-only") counts.sourceOnly++;
    else if (state.kind === "different") {
      counts.bad++;
      add(seed.source, diagnose("verify/seed-differs", state.range, differenceText(seed, state)));
    } else if (state.kind === "binary-only") {
      counts.bad++;
      add(
        seed.binary,
        diagnose(
          "verify/seed-unexplained",
          { start: 0, end: 0 },
          `There is no ${seed.source.slice(tree.root.length + 1)}.`,
        ),
      );
    }
  }
  return counts;
}

/** Where a seed and its source first part. */
export function differenceText(
  { binary }: Seed,
  state: {
    offset: number;
    shipped: number | undefined;
    assembled: number | undefined;
    shippedSize: number;
    assembledSize: number;
  },
): string {
  const name = baseName(binary);
  const { offset, shipped, assembled, shippedSize, assembledSize } = state;
  if (shipped === undefined || assembled === undefined) {
    return `${name} has ${shippedSize} bytes, its source makes ${assembledSize}.`;
  }
  return `Byte ${offset} of ${name} is ${hex(shipped)}, its source makes ${hex(assembled)} there.`;
}

interface FormedFile {
  readonly path: string;
  readonly language: Language;
}

const formed: ReadonlySet<string> = new Set(["bootstrap-checksums", "bootstrap-sources"]);

/** Every file of checksums, answers and sources, by the places where trees have them. */
async function formedFiles(tree: Tree, workspace: Workspace): Promise<FormedFile[]> {
  const found: FormedFile[] = [];
  const look = async (folder: string) => {
    for (const { name, kind } of await workspace.files.list(folder)) {
      const path = `${folder}/${name}`;
      const language = kind === "file" ? languageOfPath(path) : undefined;
      if (language !== undefined && formed.has(language.id)) found.push({ path, language });
    }
  };
  for (const folder of [tree.stage0, tree.seed, tree.steps]) await look(folder);
  for (const { name, kind } of await workspace.files.list(tree.steps)) {
    if (kind === "directory") await look(`${tree.steps}/${name}`);
  }
  return found;
}

/** Reads every file for its form, and counts the lines that have it. */
async function verifyForms(
  files: readonly FormedFile[],
  workspace: Workspace,
  add: Add,
): Promise<Pick<VerifyCounts, "checksums" | "sources">> {
  const counts = { checksums: { files: 0, lines: 0 }, sources: { files: 0, lines: 0 } };
  for (const { path, language } of files) {
    const text = await workspace.text(path);
    if (text === undefined) continue;
    const isSources = language.id === "bootstrap-sources";
    const count = isSources ? counts.sources : counts.checksums;
    count.files++;
    count.lines += (isSources ? parseSources(text) : parseChecksums(text)).lines.length;
    // Without its surroundings a file is told its form alone: what is around it is compared here, once and as a whole.
    const document = { language: language.id, path, text, workspace: undefined };
    const found = await language.diagnostics?.(document);
    for (const diagnostic of found ?? []) add(path, diagnostic);
  }
  return counts;
}

/** Programs that somebody built within the tree; a fresh checkout has none. */
async function verifyArtifacts(
  tree: Tree,
  answers: readonly string[],
  workspace: Workspace,
  hash: HashFile,
  add: Add,
): Promise<VerifyCounts["artifacts"]> {
  const counts = { good: 0, bad: 0 };
  for (const path of answers) {
    const text = (await workspace.text(path)) ?? SourceText.fromString("");
    for (const line of parseChecksums(text).lines) {
      if (line.name.startsWith("/") || line.name.split("/").includes("..")) continue;
      const built = await hash(`${tree.stage0}/${line.name}`);
      if (built === undefined) continue;
      if (built.sha256 === line.hash.toLowerCase()) counts.good++;
      else {
        counts.bad++;
        const message = `${line.name} has SHA-256 ${built.sha256}.`;
        add(path, diagnose("verify/artifact-differs", line.hashRange, message));
      }
    }
  }
  return counts;
}

async function verifyDistfiles(
  tree: Tree,
  workspace: Workspace,
  hash: HashFile,
  add: Add,
): Promise<VerifyCounts["distfiles"]> {
  const folders = (await workspace.files.list(tree.steps)).filter(({ kind }) => kind === "directory");
  const all = (await Promise.all(folders.map(({ name }) => distfilesOf(tree, workspace, name)))).flat();
  const inspected = await inspectDistfiles(tree, all, hash);
  for (const { distfile, state } of inspected) {
    if (state.kind !== "bad") continue;
    const message = `distfiles/${distfile.name} (${state.size} bytes) has SHA-256 ${state.sha256}.`;
    add(distfile.sources, diagnose("sources/other-distfile", distfile.hashRange, message));
  }
  const count = (kind: string) => namesOf(inspected.filter(({ state }) => state.kind === kind)).size;
  return { good: count("have"), bad: count("bad"), missing: count("missing") };
}

function namesOf(inspected: readonly InspectedDistfile[]): Set<string> {
  return new Set(inspected.map(({ distfile }) => distfile.name));
}

async function verifyPackages(
  tree: Tree,
  workspace: Workspace,
  configuration: Configuration,
  add: Add,
): Promise<VerifyCounts["packages"]> {
  const packages = await packageChecksums(tree, workspace, configuration);
  if (packages === undefined) return { expected: 0, missing: 0, stale: 0 };
  const { path, expected, missing, stale } = packages;
  for (const { file, range } of missing) {
    add(
      tree.manifest,
      diagnose("checksums/missing-package", range, `SHA256SUMS.pkgs has no line for ${file}.`),
    );
  }
  for (const { name, range } of stale) {
    add(path, diagnose("checksums/stale-package", range, `No build of the manifest makes ${name}.`));
  }
  return { expected, missing: missing.length, stale: stale.length };
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
