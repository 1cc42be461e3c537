import type { ImagePart } from "@bootstrappable/core/images/part";
import type { KnownImage } from "../images/book";
import { fileOf, followed, shownName, sorted, unreadableOf, type ImageEntry } from "../images/contents";
import { byteCount } from "@bootstrappable/core/text/amounts";
import type { ImageSubject } from "./imageSubject";
import { iconOf, type Comparison } from "./imageCompared";
import { counted, described, opening, placeWords } from "./imageWords";
import { colouredIcon, type Node } from "./nodes";

/** The lines of an image's files. */
export class FileLines {
  readonly #file: string;

  constructor(
    private readonly image: KnownImage,
    private readonly comparison: Comparison,
  ) {
    this.#file = image.file;
  }

  top(tooltip: string): Node {
    const { contents, answer } = this.image;
    const files = answer.parts.filter(({ kind }) => kind === "file");
    const bytes = files.reduce((sum, part) => sum + part.size, 0);
    return {
      id: `${this.#file} files`,
      label: "Files",
      description: described(files.length.toLocaleString("en"), byteCount(bytes)),
      tooltip,
      icon: colouredIcon("root-folder"),
      context: "image.folder",
      subject: { image: this.#file, entry: contents } satisfies ImageSubject,
      children: this.#below(contents),
      open: contents.children.size <= 30,
    };
  }

  #below(entry: ImageEntry): readonly Node[] {
    return sorted(entry).map((child) => this.#entry(child));
  }

  #entry(entry: ImageEntry): Node {
    const file = fileOf(entry);
    const { name, path: its, parts, children } = entry;
    const below = children.size > 0 ? { children: this.#below(entry) } : {};
    const shared = {
      id: `${this.#file} file ${its}`,
      label: shownName(name),
      subject: {
        image: this.#file,
        entry,
        ...(file !== undefined && { part: file }),
      } satisfies ImageSubject,
      ...below,
    };
    const unreadable = unreadableOf(entry);
    if (unreadable !== undefined) return { ...shared, ...this.#unreadable(entry, unreadable) };
    if (file === undefined)
      return {
        ...shared,
        description: children.size === 0 ? "empty" : "",
        tooltip: shownName(its),
        icon: colouredIcon("folder"),
        context: "image.folder",
      };
    const compared = this.comparison.of(file);
    const earlier = parts.filter(({ kind }) => kind === "file").length - 1;
    const there =
      file.ext3 === undefined ? Math.min(file.size, this.image.answer.size - file.offset) : file.size;
    return {
      ...shared,
      description: described(
        byteCount(file.size),
        there < file.size ? `${byteCount(there)} there` : "",
        earlier > 0 ? `replaces ${counted(earlier, "file")} of that name` : "",
        compared.words,
      ),
      tooltip: `${shownName(its)}\n${this.#place(file)}`,
      icon: iconOf("file", compared),
      command: opening({ image: this.#file, of: "files", path: its }),
      context: "image.file",
    };
  }

  /** A link, which opens what it leads to where that is a file of the image, or a device. */
  #unreadable(entry: ImageEntry, why: string): Partial<Node> {
    const { path, parts } = entry;
    const link = parts.at(-1)?.kind === "link";
    const to = link ? followed(this.image.contents, entry) : undefined;
    const opens = to !== undefined && fileOf(to) !== undefined;
    return {
      description: link ? `→ ${why.replace(/^a link to /, "")}` : why,
      tooltip: `${shownName(path)}\n${why}`,
      icon: colouredIcon(link ? "file-symlink-file" : "circuit-board"),
      ...(opens && { command: opening({ image: this.#file, of: "files", path: to.path }) }),
    };
  }

  #place({ offset, size, ext3 }: ImagePart): string {
    if (ext3 === undefined) return placeWords(offset, size);
    const { inode, mode, owner, group, placed } = ext3;
    const where = placed
      ? `, the first at byte ${offset.toLocaleString("en")} (0x${offset.toString(16).toUpperCase()})`
      : "";
    return `${size.toLocaleString("en")} bytes${where}\ninode ${inode}, mode ${mode.toString(8)}, owner ${owner}:${group}`;
  }
}
