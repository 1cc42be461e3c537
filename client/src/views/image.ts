import path from "node:path";
import type { ImagePart, Inspection } from "@bootstrappable/core/images/inspection";
import type { Origin } from "@bootstrappable/core/images/origins";
import type { Command } from "vscode";
import { imageUri, type ImageAddress } from "../images/address";
import type { ImageBook, KnownImage } from "../images/book";
import { fileOf, shownName, sorted, type ImageEntry } from "../images/contents";
import { byteCount } from "../runs/words";
import { colouredIcon, NodeView, type Node } from "./nodes";

/** A line of the view *Image*, as menus hand it to commands. */
export interface ImageSubject {
  /** The image's absolute path. */
  readonly image: string;
  /** What of it: all of it where both are left out. */
  readonly part?: ImagePart;
  readonly entry?: ImageEntry;
}

/** The view *Image*: what is inside of disk images. */
export class ImageView extends NodeView {
  constructor(private readonly book: ImageBook) {
    super();
    this.subscriptions.push(book.onChanged(() => this.refresh()));
  }

  async nodes(): Promise<readonly Node[]> {
    const images = this.book.shown.map(async (file) => {
      const known = await this.book.known(file);
      return known === undefined ? goneNode(file) : new Lines(known).top();
    });
    return Promise.all(images);
  }
}

function goneNode(file: string): Node {
  return {
    id: file,
    label: shownName(path.basename(file)),
    description: "cannot be read any more",
    tooltip: file,
    icon: colouredIcon("error", "list.errorForeground"),
    context: "image",
    subject: { image: file } satisfies ImageSubject,
  };
}

/** How a part compares with the tree: words, and the colour of its icon. */
interface Compared {
  readonly words: string;
  readonly state: "same" | "differs" | "other" | "unknown";
}

/** The lines of one image. */
class Lines {
  readonly #file: string;
  readonly #answer: KnownImage["answer"];
  readonly #origins: ReadonlyMap<string, Origin> | undefined;

  constructor(private readonly image: KnownImage) {
    this.#file = image.file;
    this.#answer = image.answer;
    const { origins } = image;
    this.#origins =
      origins && new Map(origins.answer.origins.map((each) => [placeOf(each.kind, each.offset), each]));
  }

  top(): Node {
    const { boots, is, size, parts, faults, left } = this.#answer;
    const files = parts.filter(({ kind }) => kind === "file");
    const bytes = files.reduce((sum, part) => sum + part.size, 0);
    const damaged = faults.some(({ code }) => code === "image/malformed");
    return {
      id: this.#file,
      label: shownName(path.basename(this.#file)),
      description: boots
        ? described(damaged ? "damaged" : "", counted(files.length, "file"), byteCount(bytes))
        : byteCount(size),
      tooltip: `${this.#file}\n${size.toLocaleString("en")} bytes`,
      icon: colouredIcon("vm"),
      context: boots ? "image.boots" : "image",
      subject: { image: this.#file } satisfies ImageSubject,
      open: true,
      children: [
        ...(boots ? [] : [this.#note(`It ${is ?? ""}.`)]),
        ...this.#comparison(),
        ...this.#faultLines(),
        ...parts.flatMap((part) => this.#boot(part)),
        ...(boots ? [this.#files(files.length, bytes), ...this.#commands()] : []),
        ...(left > 0 ? [this.#note(`${left.toLocaleString("en")} more commands are not shown.`)] : []),
        ...(boots ? [this.#uses(), this.#padding()] : []),
      ],
    };
  }

  #note(label: string): Node {
    return { id: `${this.#file} ${label}`, label, tooltip: label, icon: colouredIcon("info") };
  }

  #comparison(): readonly Node[] {
    const { origins } = this.image;
    if (origins === undefined) return [];
    const { answer, root } = origins;
    const differing = answer.origins.filter(({ same }) => !same).length;
    const others = answer.others.length;
    const tree = shownName(path.basename(root));
    return [
      {
        id: `${this.#file} comparison`,
        label: differing > 0 ? `${differing.toLocaleString("en")} not as in ${tree}` : `As in ${tree}`,
        description: described(
          `${(answer.origins.length - differing).toLocaleString("en")} the same`,
          others > 0 ? `${others.toLocaleString("en")} not there` : "",
        ),
        tooltip: `Compared with ${root}, boot sector and stage2 included.\nFiles that only the tree has are not looked for.`,
        icon:
          differing > 0
            ? colouredIcon("diff-modified", "list.warningForeground")
            : colouredIcon("pass", "testing.iconPassed"),
      },
    ];
  }

  #faultLines(): readonly Node[] {
    const lines = this.#faults();
    if (lines.length <= 3) return lines;
    const icon = colouredIcon("error", "list.errorForeground");
    const label = counted(lines.length, "problem");
    return [{ id: `${this.#file} faults`, label, icon, children: lines }];
  }

  #faults(): readonly Node[] {
    return this.#answer.faults.map(({ code, message, command, offset }, index) => ({
      id: `${this.#file} fault ${index}`,
      label: shownName(message),
      description: `command ${command}`,
      tooltip: `${shownName(message)}\n${code}, at byte ${offset.toLocaleString("en")} (0x${offset.toString(16).toUpperCase()})`,
      icon: colouredIcon("error", "list.errorForeground"),
      command: this.#opening({ image: this.#file, of: "bytes", offset }),
      context: "image.fault",
    }));
  }

  #boot(part: ImagePart): readonly Node[] {
    const { kind, offset, size } = part;
    if (kind !== "stage1" && kind !== "stage2" && kind !== "kernel") return [];
    const compared = this.#comparedWith(part);
    const what = { stage1: "boot sector", stage2: "source", kernel: "assembled" }[kind];
    return [
      {
        id: `${this.#file} ${kind}`,
        label: kind,
        description: described(what, byteCount(size), compared.words),
        tooltip: placeWords(offset, size),
        icon: iconOf(kind === "stage2" ? "file-code" : "file-binary", compared),
        command: this.#opening({ image: this.#file, of: kind === "stage2" ? "stage2" : "stage1" }),
        context: kind === "kernel" ? "image.part" : "image.part.source",
        subject: { image: this.#file, part } satisfies ImageSubject,
      },
    ];
  }

  #files(count: number, bytes: number): Node {
    const { contents } = this.image;
    return {
      id: `${this.#file} files`,
      label: "Files",
      description: described(count.toLocaleString("en"), byteCount(bytes)),
      tooltip: "What the src commands bring, as the kernel has it in the end.",
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
    if (file === undefined)
      return {
        ...shared,
        description: children.size === 0 ? "empty" : "",
        tooltip: shownName(its),
        icon: colouredIcon("folder"),
        context: "image.folder",
      };
    const compared = this.#comparedWith(file);
    const earlier = parts.filter(({ kind }) => kind === "file").length - 1;
    const there = Math.min(file.size, this.#answer.size - file.offset);
    return {
      ...shared,
      description: described(
        byteCount(file.size),
        there < file.size ? `${byteCount(there)} there` : "",
        earlier > 0 ? `replaces ${counted(earlier, "file")} of that name` : "",
        compared.words,
      ),
      tooltip: `${shownName(its)}\n${placeWords(file.offset, file.size)}`,
      icon: iconOf("file", compared),
      command: this.#opening({ image: this.#file, of: "files", path: its }),
      context: "image.file",
    };
  }

  #commands(): readonly Node[] {
    const commands = this.#answer.parts.filter(({ kind }) => words[kind] !== undefined);
    if (commands.length === 0) return [];
    return [
      {
        id: `${this.#file} commands`,
        label: "Commands",
        description: commands.length.toLocaleString("en"),
        tooltip: "What builder-hex0's shell does beside making files, in order.",
        icon: colouredIcon("terminal"),
        open: commands.length <= 30,
        children: commands.map((part, index) => ({
          id: `${this.#file} command ${index}`,
          label: shownName(part.name),
          description: words[part.kind],
          tooltip: `${shownName(part.name)}\n${placeWords(part.offset, part.size)}`,
          icon: colouredIcon(part.kind === "program" ? "play" : part.kind === "hex0" ? "gear" : "save"),
          command: this.#opening({ image: this.#file, of: "bytes", offset: part.offset }),
        })),
      },
    ];
  }

  #uses(): Node {
    const { uses } = this.#answer;
    const fullest = Math.max(...uses.map(({ used, limit }) => used / limit));
    return {
      id: `${this.#file} limits`,
      label: "Limits of builder-hex0",
      description: `${percentage(fullest)} at most`,
      icon: fullest > 0.9 ? colouredIcon("warning", "list.warningForeground") : colouredIcon("dashboard"),
      tooltip: "What is above them is not told when it boots: it overwrites something else.",
      children: uses.map(({ of, used, limit }) => ({
        id: `${this.#file} limit ${of}`,
        label: limitWords[of],
        description: `${used.toLocaleString("en")} of ${limit.toLocaleString("en")} · ${percentage(used / limit)}`,
        icon: colouredIcon(used > limit ? "error" : used > 0.9 * limit ? "warning" : "pass"),
      })),
    };
  }

  #padding(): Node {
    const { offset, size } = this.#answer.parts.at(-1)!;
    return {
      id: `${this.#file} padding`,
      label: "padding",
      description: byteCount(size),
      tooltip: `${placeWords(offset, size)}\nIt is not read.`,
      icon: colouredIcon("dash"),
    };
  }

  #comparedWith({ kind, offset }: ImagePart): Compared {
    if (this.#origins === undefined || kind === "kernel") return { words: "", state: "unknown" };
    const origin = this.#origins.get(placeOf(kind, offset));
    if (origin === undefined) return { words: "not in the tree", state: "other" };
    return origin.same ? { words: "", state: "same" } : { words: "differs", state: "differs" };
  }

  #opening(address: ImageAddress): Command {
    const options = address.of === "bytes" ? { selection: rowOf(address.offset) } : {};
    return { title: "Open", command: "vscode.open", arguments: [imageUri(address), options] };
  }
}

/** Commands that make no file of the image, by what they do. */
const words: Readonly<Partial<Record<ImagePart["kind"], string>>> = {
  hex0: "assembles",
  program: "runs",
  flush: "writes /dev/hda to the disk",
};

const limitWords: Readonly<Record<Inspection["uses"][number]["of"], string>> = {
  names: "names of files",
  bytes: "bytes of all files",
  path: "bytes of the longest path",
};

function iconOf(name: string, { state }: Compared) {
  if (state === "same") return colouredIcon("pass", "testing.iconPassed");
  if (state === "differs") return colouredIcon("diff-modified", "list.warningForeground");
  return colouredIcon(name);
}

/** Where a dump shows an offset: the server writes at most 32 rows of 16 bytes before its row. */
function rowOf(offset: number) {
  const place = { line: Math.min(32, Math.floor(offset / 16)), character: 0 };
  return { start: place, end: place };
}

function placeOf(kind: string, offset: number): string {
  return `${kind} ${offset}`;
}

function placeWords(offset: number, size: number): string {
  return `${size.toLocaleString("en")} bytes from byte ${offset.toLocaleString("en")} (0x${offset.toString(16).toUpperCase()}) on`;
}

function described(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en")} ${what}${count === 1 ? "" : "s"}`;
}

function percentage(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
