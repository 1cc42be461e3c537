import path from "node:path";
import type { Inspection } from "@bootstrappable/core/images/inspection";
import type { ImagePart } from "@bootstrappable/core/images/part";
import type { KnownImage } from "../images/book";
import { shownName } from "../images/contents";
import { byteCount } from "@bootstrappable/core/text/amounts";
import type { ImageSubject } from "./imageSubject";
import { Comparison, iconOf } from "./imageCompared";
import { FileLines } from "./imageFiles";
import { counted, described, opening, percentage, placeWords } from "./imageWords";
import { colouredIcon, type Node } from "./nodes";

/** The lines of one image. */
export class ImageLines {
  readonly #file: string;
  readonly #answer: KnownImage["answer"];
  readonly #compared: Comparison;

  constructor(private readonly image: KnownImage) {
    this.#file = image.file;
    this.#answer = image.answer;
    this.#compared = new Comparison(image);
  }

  top(): Node {
    const { boots, is, size, parts, faults, left } = this.#answer;
    const files = parts.filter(({ kind }) => kind === "file");
    const bytes = files.reduce((sum, part) => sum + part.size, 0);
    const damaged = faults.some(({ code }) => code === "image/malformed");
    const has = boots || parts.some(({ kind }) => kind === "ext3");
    return {
      id: this.#file,
      label: shownName(path.basename(this.#file)),
      description: has
        ? described(damaged ? "damaged" : "", counted(files.length, "file"), byteCount(bytes))
        : byteCount(size),
      tooltip: `${this.#file}\n${size.toLocaleString("en")} bytes`,
      icon: colouredIcon("vm"),
      context: has ? "image.boots" : "image",
      subject: { image: this.#file } satisfies ImageSubject,
      open: true,
      children: [
        ...(boots ? [] : [this.#note(`It ${is ?? ""}.`)]),
        ...this.#comparison(),
        ...this.#faultLines(),
        ...parts.flatMap((part) => this.#boot(part)),
        ...(has ? [this.#files()] : []),
        ...(boots ? this.#commands() : []),
        ...(left > 0
          ? [this.#note(`${left.toLocaleString("en")} more ${boots ? "commands" : "files"} are not shown.`)]
          : []),
        ...(boots ? [this.#uses(), this.#padding()] : []),
      ],
    };
  }

  #note(label: string): Node {
    return { id: `${this.#file} ${label}`, label, tooltip: label, icon: colouredIcon("info") };
  }

  #files(): Node {
    const brings = this.#answer.boots
      ? "What the src commands bring, as the kernel has it in the end."
      : "What the file system has.";
    return new FileLines(this.image, this.#compared).top(brings);
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
      description: command === undefined ? "" : `command ${command}`,
      tooltip: `${shownName(message)}\n${code}, at byte ${offset.toLocaleString("en")} (0x${offset.toString(16).toUpperCase()})`,
      icon: colouredIcon("error", "list.errorForeground"),
      command: opening({ image: this.#file, of: "bytes", offset }),
      context: "image.fault",
    }));
  }

  #boot(part: ImagePart): readonly Node[] {
    const { kind, offset, size } = part;
    if (kind !== "stage1" && kind !== "stage2" && kind !== "kernel") return [];
    const compared = this.#compared.of(part);
    const what = { stage1: "boot sector", stage2: "source", kernel: "assembled" }[kind];
    return [
      {
        id: `${this.#file} ${kind}`,
        label: kind,
        description: described(what, byteCount(size), compared.words),
        tooltip: placeWords(offset, size),
        icon: iconOf(kind === "stage2" ? "file-code" : "file-binary", compared),
        command: opening({ image: this.#file, of: kind === "stage2" ? "stage2" : "stage1" }),
        context: kind === "kernel" ? "image.part" : "image.part.source",
        subject: { image: this.#file, part } satisfies ImageSubject,
      },
    ];
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
          command: opening({ image: this.#file, of: "bytes", offset: part.offset }),
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
