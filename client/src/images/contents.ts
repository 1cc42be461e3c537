import type { ImagePart } from "@bootstrappable/core/images/part";

/** A name in an image, with the names below it. */
export interface ImageEntry {
  /** The last part of the path; of the top folder, nothing. */
  readonly name: string;
  /** Absolute, without `.` and `..`: as the kernel keeps it. */
  readonly path: string;
  /** The `src` commands that made it, in order: the last counts. None of a folder that no command makes. */
  readonly parts: readonly ImagePart[];
  readonly children: ReadonlyMap<string, ImageEntry>;
}

interface Growing extends ImageEntry {
  readonly parts: ImagePart[];
  readonly children: Map<string, Growing>;
}

/** The files, folders and links of an image. Of several file systems, each has a folder of its own. */
export function contentsOf(parts: readonly ImagePart[]): ImageEntry {
  const top = entry("", "/");
  const systems = parts.filter(({ kind }) => kind === "ext3");
  const names = new Map(systems.length > 1 ? systems.map(({ offset, name }) => [offset, name]) : []);
  for (const name of names.values()) placeOf(top, [name]);
  for (const part of parts) {
    if (!placed.has(part.kind)) continue;
    const system = part.ext3 && names.get(part.ext3.at);
    placeOf(top, [...(system === undefined ? [] : [system]), ...namesIn(part.name)]).parts.push(part);
  }
  return top;
}

/** The kinds of parts that have names. */
const placed: ReadonlySet<ImagePart["kind"]> = new Set(["file", "folder", "link", "other"]);

/** What is at a path; undefined where nothing is. */
export function entryAt(top: ImageEntry, path: string): ImageEntry | undefined {
  let at: ImageEntry | undefined = top;
  for (const name of namesIn(path)) at = at?.children.get(name);
  return at;
}

/** The file that a name stands for in the end; undefined for a folder. */
export function fileOf({ parts }: ImageEntry): ImagePart | undefined {
  const last = parts.at(-1);
  return last?.kind === "file" ? last : undefined;
}

/** Why a name stands for nothing that could be read: a link (which is not followed), or a device. */
export function unreadableOf({ parts }: ImageEntry): string | undefined {
  const last = parts.at(-1);
  if (last?.kind === "link") return `a link to ${shownName(last.target ?? "?")}`;
  return last?.kind === "other" ? "a device or the like" : undefined;
}

/** What a link leads to within the image, links on the way followed; undefined where that is nothing. */
export function followed(top: ImageEntry, link: ImageEntry): ImageEntry | undefined {
  let at: ImageEntry | undefined = link;
  for (let left = 40; left > 0 && at !== undefined; left--) {
    const last: ImagePart | undefined = at.parts.at(-1);
    if (last?.kind !== "link") return at;
    const { target = "" } = last;
    const above = at.path.slice(0, at.path.lastIndexOf("/"));
    at = entryAt(top, target.startsWith("/") ? target : `${above}/${target}`);
  }
  return undefined;
}

/** Everything below an entry, folders before what is in them. */
export function* below(entry: ImageEntry): Generator<ImageEntry> {
  for (const child of entry.children.values()) {
    yield child;
    yield* below(child);
  }
}

/** Folders first, then files and links, each by name. */
export function sorted({ children }: ImageEntry): readonly ImageEntry[] {
  const rank = (each: ImageEntry) => (fileOf(each) === undefined && unreadableOf(each) === undefined ? 0 : 1);
  return [...children.values()].sort(
    (one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1),
  );
}

/** The names of a path one by one, `.` and `..` followed as the kernel does: never out of the top folder. */
function namesIn(path: string): readonly string[] {
  const names: string[] = [];
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names;
}

function placeOf(top: Growing, names: readonly string[]): Growing {
  let at = top;
  for (const name of names) {
    let child = at.children.get(name);
    if (child === undefined) {
      child = entry(name, at === top ? `/${name}` : `${at.path}/${name}`);
      at.children.set(name, child);
    }
    at = child;
  }
  return at;
}

function entry(name: string, path: string): Growing {
  return { name, path, parts: [], children: new Map() };
}

/** What would move text about or cannot be seen. */
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A name out of an image as a person can read it: control characters are escaped. */
export function shownName(name: string): string {
  return name.replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** What Windows takes for something other than a name. */
const notOnWindows =
  /[<>:"\\|?*\u0000-\u001f]|[. ]$|^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\.|$)/i;

/** Why a name cannot be one of a file here; undefined where it can. */
export function unusableName(name: string, windows: boolean): string | undefined {
  if (
    name === "" ||
    name === "." ||
    name === ".." ||
    /[/\0]/.test(name) ||
    (windows && notOnWindows.test(name))
  )
    return "no name of a file on this system";
  return undefined;
}
