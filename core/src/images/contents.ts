import type { BulkFiles } from "../platform/bulkFiles";
import type { Finding } from "../runs/events";
import type { DiagnosticCode } from "../diagnostics/codes";
import { finding } from "../runs/findings";
import { startOf } from "../runs/locations";

/** A file that is to be in an image. */
export interface ImageFile {
  readonly kind: "file";
  /** In bytes. */
  readonly size: number;
  readonly executable: boolean;
  /** Absolute path of the file that it is a copy of, no link; or what is in it. */
  readonly source: string | Uint8Array;
}

/** A folder that is to be in an image. */
export interface ImageFolder {
  readonly kind: "folder";
  readonly entries: Map<string, ImageFile | ImageFolder>;
}

export function newFolder(): ImageFolder {
  return { kind: "folder", entries: new Map() };
}

export function fileOf(bytes: Uint8Array, executable = false): ImageFile {
  return { kind: "file", size: bytes.length, executable, source: bytes };
}

/** The folder at a relative path, made with those above it where it is not there yet. */
export function folderAt(top: ImageFolder, path: string): ImageFolder {
  let folder = top;
  for (const name of path.split("/")) {
    let next = folder.entries.get(name);
    if (next?.kind !== "folder") folder.entries.set(name, (next = newFolder()));
    folder = next;
  }
  return folder;
}

/** What is at a relative path; undefined where nothing is. */
export function entryAt(top: ImageFolder, path: string): ImageFile | ImageFolder | undefined {
  let entry: ImageFile | ImageFolder | undefined = top;
  for (const name of path.split("/")) {
    if (entry?.kind !== "folder") return undefined;
    entry = entry.entries.get(name);
  }
  return entry;
}

/** Something of an image with its path in it, relative to the top: `x86/hex0_x86.hex0`. */
export interface PlacedEntry {
  readonly path: string;
  readonly entry: ImageFile | ImageFolder;
}

/**
 * Everything in a folder as Python's os.walk goes through it when each folder's names are sorted: first the folders in
 * it, then its files, then what is in the first of the folders. The folder itself is left out.
 */
export function walk(top: ImageFolder): PlacedEntry[] {
  const found: PlacedEntry[] = [];
  const through = (folder: ImageFolder, prefix: string) => {
    const folders: [ImageFolder, string][] = [];
    const files: PlacedEntry[] = [];
    for (const name of [...folder.entries.keys()].sort(byCodePoint)) {
      const placed = { path: prefix + name, entry: folder.entries.get(name)! };
      if (placed.entry.kind === "file") files.push(placed);
      else {
        found.push(placed);
        folders.push([placed.entry, `${placed.path}/`]);
      }
    }
    for (const file of files) found.push(file);
    for (const [inner, path] of folders) through(inner, path);
  };
  through(top, "");
  return found;
}

/** As Python and UTF-8 order texts: UTF-16, in which JavaScript does, has another order above U+D7FF. */
export function byCodePoint(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one === other) continue;
    return rank(one) - rank(other);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/**
 * Whether an image that builder-hex0's shell reads leaves a name out: lib/generator.py of live-bootstrap (`output_tree`)
 * does with all that have `.git` in them, be it at their beginning or not.
 */
export function isLeftOut(name: string): boolean {
  return name.includes(".git");
}

/** Finds the file or folder that a link leads to, by its absolute path; throws where it leads out of the tree. */
export type FollowLink = (
  path: string,
) => Promise<
  { readonly path: string; readonly kind: string; readonly size: number; readonly mode: number } | undefined
>;

/** Gathers files of the machine for an image. Links become what they lead to, as in lib/generator.py. */
export class Gatherer {
  readonly problems: Finding[] = [];

  constructor(
    private readonly files: BulkFiles,
    private readonly follow: FollowLink,
    /** Which names are left out, wherever they are. */
    private readonly leavesOut: (name: string) => boolean,
  ) {}

  /** Puts what is in a folder of the machine into one of the image. `choose` is asked for its own entries. */
  async folder(
    from: string,
    into: ImageFolder,
    choose: (name: string, kind: string) => boolean = () => true,
    within: readonly string[] = [],
  ): Promise<void> {
    for (const entry of this.files.list(from)) {
      const path = `${from}/${entry.name}`;
      if (this.leavesOut(entry.name)) continue;
      const real = entry.kind === "link" ? await this.follow(path) : { ...entry, path };
      if (!choose(entry.name, real?.kind ?? "link")) continue;
      const problem = !entry.decodable
        ? "its name is no UTF-8"
        : entry.name.includes("\n")
          ? "a line feed in a name ends it"
          : real === undefined
            ? "it is a link that leads nowhere"
            : real.kind === "directory" && [...within, from].some((above) => isWithin(above, real.path))
              ? "it is a link to a folder that it lies in"
              : undefined;
      if (problem !== undefined) this.#tell("image/bad-name", path, `cannot be in an image: ${problem}`);
      else if (real?.kind === "file") {
        const { size, mode } = real;
        // Where a folder has the name already, shutil.copy2 of Python puts the file into it.
        const there = into.entries.get(entry.name);
        (there?.kind === "folder" ? there : into).entries.set(entry.name, {
          kind: "file",
          size,
          executable: (mode & 0o100) !== 0,
          source: real.path,
        });
      } else if (real?.kind === "directory")
        await this.folder(real.path, folderAt(into, entry.name), () => true, [...within, from]);
      else this.#tell("image/special-file", path, "is neither file nor folder");
    }
  }

  #tell(code: DiagnosticCode, path: string, message: string): void {
    this.problems.push(finding(code, startOf(path), `${path} ${message}`));
  }
}

function isWithin(inner: string, outer: string): boolean {
  return `${inner}/`.startsWith(`${outer}/`);
}
