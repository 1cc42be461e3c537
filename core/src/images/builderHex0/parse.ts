import type { Region } from "../../platform/bulkFiles";
import { absolutePath, type ShellCommand } from "./command";
import { inputSector, sectorSize } from "./stages";

/** A command of an image with its place. Offsets and sizes in bytes. */
export interface FoundCommand {
  readonly command: ShellCommand;
  /** Where the command begins. */
  readonly at: number;
  /** Where what it brings begins: of `src` the file's bytes, else what is behind it. */
  readonly contentsAt: number;
}

/** What an image holds, as far as it can be read. */
export interface ParsedImage {
  /** What lies between the boot sector and the commands: stage2's source, or a kernel that was assembled before. */
  readonly kernel: { readonly kind: "source" | "program"; readonly size: number };
  /** Where the commands begin. */
  readonly inputAt: number;
  readonly commands: readonly FoundCommand[];
  /** Behind the last command: nothing but padding, where the image is whole. */
  readonly end: number;
  /** Why it cannot be read on from there; undefined where a zero byte ends it, as it should. */
  readonly fault: string | undefined;
}

/** A kernel that boots from an image takes no more: stage1 loads it into the 640 KiB of a PC, with its comments. */
const largestKernel = 4 << 20;

/** No bootstrap comes near so many: an image may be made to have nothing else. */
const mostCommands = 1 << 20;

/** Longer lines cannot be commands: two paths, or a program and its argument, and a number. */
const longestLine = 2200;

/**
 * Reads an image that boots with builder-hex0 or its like; undefined where it is none. Takes any bytes. Behind the source
 * of a kernel there have to be commands: where there are none, the image counts as damaged there.
 */
export async function parseImage(region: Region): Promise<ParsedImage | undefined> {
  const head = await region.read(0, largestKernel);
  if (!isBootSector(head)) return undefined;
  const found = findInput(head);
  const behind = head.subarray(sectorSize, found);
  const size = sourceSize(behind);
  const inputAt = found ?? sectorSize * inputSector(size);
  if (found === undefined && (size === 0 || inputAt > head.length)) return undefined;
  const isSource = size > 0 && behind.subarray(size, inputAt - sectorSize).every((byte) => byte === 0);
  if (found === undefined && !isSource) return undefined;
  const kernel: ParsedImage["kernel"] = isSource
    ? { kind: "source", size }
    : { kind: "program", size: behind.length };
  if (found !== undefined) return { kernel, inputAt, ...(await new Reader(region).commands(inputAt)) };
  return { kernel, inputAt, commands: [], end: inputAt, fault: "no src command begins here" };
}

/** Whether a PC's firmware would boot from it: 55 AA ends its first sector. */
export function isBootSector(head: Uint8Array): boolean {
  return head.length >= sectorSize && head[sectorSize - 2] === 0x55 && head[sectorSize - 1] === 0xaa;
}

/** Bytes of the text that something begins with, up to a zero byte; none where it is no text. */
function sourceSize(bytes: Uint8Array): number {
  const end = bytes.indexOf(0);
  const source = bytes.subarray(0, end < 0 ? undefined : end);
  return source.every((byte) => byte >= 0x20 || byte === 0x0a || byte === 0x09) ? source.length : 0;
}

/** Where the first sector begins that holds a command; what is before it has ended by then. */
function findInput(head: Uint8Array): number | undefined {
  for (let at = sectorSize; at < head.length; at += sectorSize) {
    const before = head[at - 1];
    if (head[at] !== 0x73 || (at > sectorSize && before !== 0 && before !== 0x0a)) continue;
    if (/^src \d{1,10} [^\n]{1,1023}\n/.test(textOf(head.subarray(at, at + longestLine)))) return at;
  }
  return undefined;
}

/** Bytes read at a time: most files of a bootstrap's image are shorter. */
const WINDOW = 1 << 18;

class Reader {
  #window: Uint8Array = new Uint8Array(0);
  #windowAt = 0;

  constructor(private readonly region: Region) {}

  async commands(from: number): Promise<Pick<ParsedImage, "commands" | "end" | "fault">> {
    const commands: FoundCommand[] = [];
    for (let at = from; ;) {
      const bytes = await this.#bytes(at);
      if (bytes[0] === 0) return { commands, end: at, fault: undefined };
      if (commands.length >= mostCommands) return { commands, end: at, fault: "there are too many commands" };
      const lineEnd = bytes.indexOf(0x0a);
      const command = lineEnd < 0 ? undefined : commandOf(textOf(bytes.subarray(0, lineEnd)));
      if (command === undefined)
        return {
          commands,
          end: at,
          fault: bytes.length === 0 ? "no zero byte ends it" : "this is no command",
        };
      const contentsAt = at + lineEnd + 1;
      commands.push({ command, at, contentsAt });
      at = contentsAt + (command.kind === "src" ? command.size : 0);
      if (at > this.region.size)
        return { commands, end: this.region.size, fault: "it ends in the middle of a file" };
    }
  }

  /** Bytes from an offset on, enough for a command where there are so many. */
  async #bytes(at: number): Promise<Uint8Array> {
    const inside = at - this.#windowAt;
    if (inside < 0 || inside + longestLine > this.#window.length) {
      this.#window = await this.region.read(at, WINDOW);
      this.#windowAt = at;
    }
    return this.#window.subarray(at - this.#windowAt, at - this.#windowAt + longestLine);
  }
}

function commandOf(line: string): ShellCommand | undefined {
  const [, size, path] = /^src (\d{1,10}) (.+)$/.exec(line) ?? [];
  if (size !== undefined && path !== undefined) return { kind: "src", path, size: Number(size) };
  const [, input, output] = /^hex0 (\S+) (.+)$/.exec(line) ?? [];
  if (input !== undefined && output !== undefined) return { kind: "hex0", input, output };
  if (line === "f") return { kind: "flush" };
  const [, program, argument] = /^([^shf\0 ][^ ]*) (.+)$/.exec(line) ?? [];
  if (program === undefined || argument === undefined) return undefined;
  return { kind: "program", program, argument };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The file of a path: of several `src` of one path the last, as the kernel takes it. Undefined where there is none. */
export function fileOfImage({ commands }: ParsedImage, path: string): FoundCommand | undefined {
  const wanted = absolutePath(path);
  return commands.findLast(({ command }) => command.kind === "src" && absolutePath(command.path) === wanted);
}
