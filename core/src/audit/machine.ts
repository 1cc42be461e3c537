import { architectures, type Architecture } from "../assemble/architectures";
import { modeOfMachine, modes, type Mode } from "../isa/decoder";
import { parseElf } from "../isa/headers/elf";
import { parsePe } from "../isa/headers/pe";
import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import type { Machine } from "./listing";
import type { AuditedLine } from "./verdict";

export const modeOfArchitecture: Readonly<Partial<Record<Architecture, Mode>>> = {
  "knight-native": "knight",
  "knight-posix": "knight",
  x86: "x86-32",
  amd64: "x86-64",
  armv7l: "arm",
  aarch64: "aarch64",
  riscv32: "riscv32",
  riscv64: "riscv64",
};

/** What is known of a source when its machine is asked for. */
export interface Evidence {
  readonly text: SourceText;
  readonly bytes: Uint8Array;
  /** Whether the source's path tells of boot code. */
  readonly bootPath: boolean;
  readonly architecture: Architecture | undefined;
  readonly from: Machine["from"];
  /** Address of the first byte by the source's address notes. */
  readonly base: number | undefined;
}

/**
 * The processor of a source and how that is known: a modeline (`# isa: x86-16`), the header in its bytes, a boot sector's
 * signature or addresses, and what else tells its architecture. None: nothing can be decoded.
 */
export function machineOf({ text, bytes, bootPath, architecture, from, base }: Evidence): Machine {
  const line = modeline(text);
  if (line?.mode !== undefined) return { modes: [line.mode], from: "modeline" };
  const header = modesOfHeader(bytes);
  if (header !== undefined) return { modes: header, from: "header" };
  if ((architecture === undefined || architecture === "x86") && isBootCode(bytes, bootPath, base))
    return { modes: ["x86-16", "x86-32"], from: "boot sector" };
  const mode = architecture === undefined ? undefined : modeOfArchitecture[architecture];
  return { modes: mode === undefined ? [] : [mode], from };
}

/** The mode that a file's ELF or PE header tells, none where it is one of no decoder; undefined without such a header. */
export function modesOfHeader(bytes: Uint8Array): readonly Mode[] | undefined {
  const elf = parseElf(bytes);
  if (elf === undefined) {
    const pe = portableMachine(bytes);
    return pe && [pe];
  }
  const mode = modeOfMachine(elf.machine, elf.bits);
  return mode === undefined ? [] : [mode];
}

/** Lines of a source that a modeline may be in. */
const MODELINES = 20;

/** What a modeline may say: a mode, or an architecture as `--architecture` takes it, one that has a decoder. */
const modesByName: ReadonlyMap<string, Mode> = new Map([
  ...modes.map((mode) => [mode, mode] as const),
  ...architectures.flatMap((name) => {
    const mode = modeOfArchitecture[name];
    return mode === undefined ? [] : [[name, mode] as const];
  }),
]);

/** The names that a modeline may have. */
export const modelineNames: readonly string[] = [...modesByName.keys()];

/** A comment that names the processor. */
export interface Modeline {
  readonly name: string;
  /** Where the name stands. */
  readonly range: Range;
  /** Undefined where no processor is called so. */
  readonly mode: Mode | undefined;
}

/**
 * `# isa: x86-16` in a comment of the first twenty lines: the first whose name is known. Else the first that says nothing
 * but that, with a name that is not; prose may have the word, too.
 */
export function modeline(text: SourceText): Modeline | undefined {
  let unknown: Modeline | undefined;
  for (let line = 0; line < Math.min(MODELINES, text.lineCount); line++) {
    const { start, end } = text.line(line);
    const match = /^([ \t]*[#;].*?\bisa\s*[:=]\s*)([\w-]+)/i.exec(text.latin1.slice(start, end));
    if (match === null) continue;
    const [said, before, name] = match as unknown as [string, string, string];
    const mode = modesByName.get(name.toLowerCase());
    const range = { start: start + before.length, end: start + said.length };
    if (mode !== undefined) return { name, range, mode };
    const isAlone = /^[\s#;*-]*isa/i.test(before) && /^[\s*-]*$/.test(text.latin1.slice(range.end, end));
    if (isAlone) unknown ??= { name, range, mode };
  }
  return unknown;
}

/** The mode of a PE file by its Machine field. */
function portableMachine(bytes: Uint8Array): Mode | undefined {
  const machines: Readonly<Record<number, Mode>> = {
    0x14c: "x86-32",
    0x8664: "x86-64",
    0xaa64: "aarch64",
    0x1c0: "arm",
    0x5064: "riscv64",
    0x5032: "riscv32",
  };
  const pe = parsePe(bytes);
  return pe && machines[pe.machine];
}

/** A boot sector ends in 55 AA; the BIOS puts it at 0x7C00, and what it loads soon behind it. */
function isBootCode(bytes: Uint8Array, bootPath: boolean, base: number | undefined): boolean {
  if (bytes.length >= 512 && bytes[510] === 0x55 && bytes[511] === 0xaa) return true;
  if (base !== undefined) return base >= 0x500 && base < 0x100000;
  return bootPath;
}

/** Of fewer lines that disagree nothing can be told but what is wrong with each. */
const few = 20;

/** Where most comments are not what the bytes do, it is not the comments that are wrong, but what they are read as. */
export function isOfAnotherMachine(lines: readonly AuditedLine[]): boolean {
  const count = (wanted: AuditedLine["verdict"]) => lines.filter(({ verdict }) => verdict === wanted).length;
  const wrong = count("disagrees");
  return wrong >= few && wrong > count("agrees");
}
