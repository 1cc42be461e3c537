import { parseChecksums } from "../../languages/checksums/parser";
import type { Era } from "../../languages/manifest/model";
import { parseManifest } from "../../languages/manifest/parser";
import type { Disk } from "../../platform/disk";
import type { FileHash } from "../../platform/fileHash";
import { SourceText } from "../../text/sourceText";
import type { Configuration } from "../configuration";
import { packageFolder } from "../scripts";
import type { Tree } from "../tree";
import { packagesMade } from "../verify/packages";
import { writeTogether } from "../writeTogether";
import type { Workspace } from "../workspace";
import { placeInManifest, type ManifestPlace } from "./manifestPlace";
import { withSection } from "./parts";
import { bashScript, checksumsText, kaemScript, partsSection, sourcesText, unknownHash } from "./stepFiles";
import type { StepName } from "./stepName";

/** A step to be scaffolded. */
export interface NewStep {
  readonly step: StepName;
  /** Undefined: what the place in the manifest gives. */
  readonly era: Era | undefined;
  /** The step behind which it goes: `NAME` or `NAME:PASS`. */
  readonly after: string | undefined;
  readonly url: string | undefined;
  /** What the distfile has, where that is known. */
  readonly sha256: string | undefined;
  /** SPDX expression; undefined for that of the manifest. */
  readonly licence: string | undefined;
  /** Whose copyright it is, with the year: `2026 Ada <ada@example.org>`. */
  readonly copyright: string;
}

/** A file that is made or changed. */
export interface Change {
  /** Absolute path. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** What stands there now; undefined for a new file. */
  readonly before: Uint8Array | undefined;
  /** 1-based line of what was added. */
  readonly line: number;
}

/** What scaffolding comes to. */
export interface Scaffold {
  readonly changes: readonly Change[];
  /** What a person has to do behind it, a sentence each. */
  readonly todo: readonly string[];
}

/** What is to be known around a new step. */
export interface Surroundings {
  readonly tree: Tree;
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  /** The hash of a file in distfiles/, if it is there. */
  readonly distfileHash: (name: string) => Promise<FileHash | undefined>;
}

/**
 * Everything that a package needs in a tree, as changes that nobody has made yet: folder, sources, script, manifest
 * line, checksum, section in parts.rst. A text that says why where that cannot be.
 */
export async function scaffold(asked: NewStep, around: Surroundings): Promise<Scaffold | string> {
  const wanted = { ...asked, url: asked.url === undefined ? undefined : withoutFragment(asked.url) };
  const { tree, workspace, configuration } = around;
  const { step } = wanted;
  const folder = packageFolder(tree, step.full);
  if ((await workspace.files.kind(folder)) !== undefined) return `steps/${step.full} exists already`;
  const text = await workspace.text(tree.manifest);
  if (text === undefined) return `${tree.manifest} cannot be read`;
  const manifest = parseManifest(text);
  if (manifest.diagnostics.some(({ severity }) => severity === "error")) {
    return "the manifest has errors: correct them first";
  }
  const place = placeInManifest(manifest, configuration, wanted);
  if (typeof place === "string") return place;
  const distfile = distfileName(wanted);
  const hash = wanted.sha256 ?? (await around.distfileHash(distfile))?.sha256;
  const facts = { step, licence: wanted.licence ?? licenceOf(text), copyright: wanted.copyright, distfile };
  const script = place.era === "kaem" ? "pass1.kaem" : "pass1.sh";
  const inserted = insertLine(text, place.offset, `build: ${step.full}`);
  const made = (path: string, content: string): Change => ({
    path,
    bytes: new TextEncoder().encode(content),
    before: undefined,
    line: 1,
  });
  const changes: Change[] = [
    made(`${folder}/sources`, sourcesText(wanted.url, hash ?? unknownHash, distfile)),
    made(`${folder}/${script}`, place.era === "kaem" ? kaemScript(facts) : bashScript(facts)),
    { path: tree.manifest, before: text.bytes, bytes: inserted.bytes, line: inserted.line },
  ];
  const todo = [
    ...(hash === undefined ? [`Put the SHA-256 of ${distfile} into steps/${step.full}/sources.`] : []),
    ...(wanted.url === undefined
      ? [`Put the URL into steps/${step.full}/sources; _ is for what only a mirror or git has.`]
      : []),
    ...((await around.distfileHash(distfile)) === undefined ? [`Fetch distfiles/${distfile}.`] : []),
    `Write in steps/${step.full}/${script} how it is built.`,
  ];
  if (place.era === "kaem") {
    const name = `${step.full}.${configuration.get("ARCH") ?? "x86"}.checksums`;
    changes.push(made(`${folder}/${name}`, checksumsText(facts)));
    todo.push(
      `Name in ${name} every file that it installs; a run with UPDATE_CHECKSUMS=True gives the hashes.`,
    );
  } else {
    const packages = await packageLine(around, inserted);
    changes.push(...packages.changes);
    todo.push(...packages.todo);
  }
  const parts = await partsChange(around, step, place);
  if (parts !== undefined) {
    changes.push(parts);
    todo.push(`Say in parts.rst what ${step.name} is for.`);
  }
  const licence = await missingLicence(around, facts.licence);
  return { changes, todo: [...todo, ...licence] };
}

/** Makes the changes, all of them or none; a text that says what is in the way. Rejects where the disk fails. */
export async function applyScaffold(disk: Disk, { changes }: Scaffold): Promise<string | undefined> {
  const files = [];
  for (const { path, bytes, before } of changes) {
    const status = await disk.status(path);
    if (before === undefined && status !== undefined) return `${path} is there already`;
    if (before !== undefined) {
      // Written through a link it would no longer be one.
      if (status?.kind !== "file") return `${path} is no plain file`;
      const now = await disk.read(path, status.size + 1);
      if (now === undefined || !equal(now, before)) return `${path} was changed meanwhile`;
    }
    files.push({ path, bytes, mode: status?.mode ?? 0o644 });
  }
  await writeTogether(disk, files);
  return undefined;
}

/** The line of SHA256SUMS.pkgs, where the tree has that; and what else changes its name for the new build. */
async function packageLine(
  { tree, workspace, configuration }: Surroundings,
  inserted: { readonly bytes: Uint8Array; readonly start: number },
): Promise<Scaffold> {
  const path = `${tree.steps}/SHA256SUMS.pkgs`;
  const [text, manifest] = await Promise.all([workspace.text(path), workspace.text(tree.manifest)]);
  if (text === undefined || manifest === undefined) return { changes: [], todo: [] };
  const before = packagesMade(parseManifest(manifest), configuration, false).map(({ file }) => file);
  const made = packagesMade(parseManifest(new SourceText(inserted.bytes)), configuration, false);
  const file = made.find(({ range }) => range.start === inserted.start)?.file;
  if (file === undefined) return { changes: [], todo: [] };
  const after = new Set(made.map((each) => each.file));
  const gone = before.filter((each) => !after.has(each));
  const { lines } = parseChecksums(text);
  const next = lines.find(({ name }) => name.localeCompare(file, "en") > 0);
  const line = insertLine(text, next?.range.start ?? text.length, `${unknownHash}  ${file}`);
  return {
    changes: [{ path, before: text.bytes, bytes: line.bytes, line: line.line }],
    todo: [
      `Put the checksum of ${file} into steps/SHA256SUMS.pkgs; a run with UPDATE_CHECKSUMS=True gives it.`,
      ...gone.map((each) => `${each} gets another number behind this build: correct steps/SHA256SUMS.pkgs.`),
    ],
  };
}

async function partsChange(
  { tree, workspace }: Surroundings,
  step: StepName,
  place: ManifestPlace,
): Promise<Change | undefined> {
  const path = `${tree.root}/parts.rst`;
  const text = await workspace.text(path);
  if (text === undefined) return undefined;
  const section = partsSection(step);
  // A character for each byte: what is no UTF-8 stays as it is.
  const after = withSection(text.latin1, section, place.previous);
  const line = after.slice(0, after.lastIndexOf(section)).split("\n").length;
  return { path, bytes: Uint8Array.from(after, (each) => each.charCodeAt(0)), before: text.bytes, line };
}

/** REUSE wants the text of each licence in LICENSES/. */
async function missingLicence({ tree, workspace }: Surroundings, licence: string): Promise<string[]> {
  const folder = `${tree.root}/LICENSES`;
  if (!(await workspace.isDirectory(folder))) return [];
  const names = licence.split(/ (?:OR|AND|WITH) /);
  const there = await Promise.all(names.map((name) => workspace.isFile(`${folder}/${name}.txt`)));
  return names
    .filter((_, index) => there[index] !== true)
    .map((name) => `Put the text of ${name} into LICENSES/.`);
}

/**
 * What of a URL names a file to download. A fragment is for a reader's eyes: no server ever sees it, but helpers.sh, which
 * takes what stands behind the last `/`, would make it a part of the file's name.
 */
export function withoutFragment(url: string): string {
  const at = url.indexOf("#");
  return at < 0 ? url : url.slice(0, at);
}

/** The distfile's name: the end of its URL, else what most packages have. */
function distfileName({ url, step }: NewStep): string {
  const name = url === undefined ? "" : url.slice(url.lastIndexOf("/") + 1);
  return /^[A-Za-z0-9][A-Za-z0-9._+~-]*$/.test(name) ? name : `${step.full}.tar.gz`;
}

/** The licence that the manifest itself stands under. */
function licenceOf(manifest: SourceText): string {
  return /SPDX-License-Identifier:[ \t]*([^\s]+)/.exec(manifest.latin1)?.[1] ?? "GPL-3.0-or-later";
}

/** A text with a line put in before a byte offset that begins a line, or at its end. */
function insertLine(text: SourceText, offset: number, line: string) {
  const needsEnd = offset > 0 && text.bytes[offset - 1] !== 0x0a;
  const added = new TextEncoder().encode(`${needsEnd ? "\n" : ""}${line}\n`);
  const bytes = new Uint8Array(text.length + added.length);
  bytes.set(text.bytes.subarray(0, offset));
  bytes.set(added, offset);
  bytes.set(text.bytes.subarray(offset), offset + added.length);
  return { bytes, start: offset + (needsEnd ? 1 : 0), line: text.lineAt(offset) + (needsEnd ? 2 : 1) };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
