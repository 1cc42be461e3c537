import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";
import { isUtf8 } from "../text/utf8";

/**
 * bootstrap.cfg as variables and values, in the file's order. Values are as they stand there, quotes included. Of a name
 * that stands there twice the first, which predicates see; {@link linesOf} tells all.
 */
export type Configuration = ReadonlyMap<string, string>;

/** A line of bootstrap.cfg. */
export type ConfigurationLine = readonly [name: string, value: string];

/** A configuration in which a name stands twice. */
class Repeated extends Map<string, string> {
  constructor(readonly lines: readonly ConfigurationLine[]) {
    super();
    for (const [name, value] of lines) if (!this.has(name)) this.set(name, value);
  }
}

/** A configuration of lines, in which a name may stand twice. */
export function configurationOf(lines: readonly ConfigurationLine[]): Configuration {
  const plain = new Map(lines);
  return plain.size === lines.length ? plain : new Repeated(lines);
}

/** All lines of a configuration, in the order of the file: a shell takes the last of a name, the generator the first. */
export function linesOf(configuration: Configuration): readonly ConfigurationLine[] {
  return configuration instanceof Repeated ? configuration.lines : [...configuration];
}

/** A configuration with other values. Variables that it has keep their places; all lines of a name get its new value. */
export function withValues(
  configuration: Configuration,
  changes: Iterable<ConfigurationLine>,
): Configuration {
  const values = new Map(changes);
  const lines = linesOf(configuration).map(([name, value]): ConfigurationLine => [
    name,
    values.get(name) ?? value,
  ]);
  for (const line of values) if (!configuration.has(line[0])) lines.push(line);
  return configurationOf(lines);
}

/** An architecture as live-bootstrap's rootfs.py names it (`--arch`, the value of ARCH). */
export type Architecture = "x86" | "amd64" | "aarch64" | "riscv32" | "riscv64";

/** Every architecture that stage0-posix starts from under a POSIX kernel. */
export const architectures: readonly Architecture[] = ["x86", "amd64", "aarch64", "riscv32", "riscv64"];

/**
 * stage0-posix's folder of an architecture, the value of ARCH_DIR. (rootfs.py itself writes `aarch64` for aarch64,
 * since its table, lib/generator.py `stage0_arch_map`, lacks that row; no such folder exists.)
 */
export function architectureDirectory(architecture: Architecture): string {
  if (architecture === "amd64") return "AMD64";
  return architecture === "aarch64" ? "AArch64" : architecture;
}

/**
 * What rootfs.py writes to bootstrap.cfg for `--chroot` and no other option: the same variables, order and values
 * (`create_configuration_file`). MIRRORS is missing, as it is there when no mirror is given.
 */
export function defaultConfiguration(architecture: Architecture): Configuration {
  return new Map([
    ["ARCH", architecture],
    ["ARCH_DIR", architectureDirectory(architecture)],
    ["FORCE_TIMESTAMPS", "False"],
    ["CHROOT", "True"],
    ["UPDATE_CHECKSUMS", "False"],
    ["JOBS", "2"],
    ["SWAP_SIZE", "0"],
    ["FINAL_JOBS", "2"],
    ["INTERNAL_CI", "False"],
    ["INTERACTIVE", "False"],
    ["QEMU", "False"],
    ["BARE_METAL", "False"],
    ["DISK", "sda1"],
    ["KERNEL_BOOTSTRAP", "False"],
    ["BUILD_KERNELS", "False"],
    ["CONFIGURATOR", "False"],
    ["MIRRORS_LEN", "0"],
  ]);
}

/** The architecture that a configuration is for; undefined where ARCH is missing or unknown. */
export function architectureOf(configuration: Configuration): Architecture | undefined {
  const name = configuration.get("ARCH");
  return architectures.find((architecture) => architecture === name);
}

/**
 * What a command that looks at a tree has to be told for this configuration's architecture, with a blank in front; nothing
 * for the one that it takes by itself.
 */
export function archOptionFor(configuration: Configuration): string {
  const architecture = architectureOf(configuration);
  return architecture === undefined || architecture === "x86" ? "" : ` --arch ${architecture}`;
}

/** A line `name=value` of bootstrap.cfg. Ranges in bytes; the value's is empty where it is. */
export interface ConfigurationEntry {
  readonly name: string;
  readonly value: string;
  readonly range: Range;
  readonly nameRange: Range;
  readonly valueRange: Range;
}

/** A parsed bootstrap.cfg. */
export interface ConfigurationFile {
  readonly entries: readonly ConfigurationEntry[];
  /** What predicates see: of a name that stands there twice, the first. */
  readonly configuration: Configuration;
  /** Lines without `=`. The script generator stops at such a line, be it empty or a comment. */
  readonly malformed: readonly Range[];
  /** Lines that the generator's buffer does not hold: it takes the rest, from there on, for another line. */
  readonly tooLong: readonly Range[];
  /** Lines that are no UTF-8: their text here is not what the generator would write. */
  readonly undecodable: readonly Range[];
}

/** So many bytes of a line, its LF among them, `fgets` reads at once into the generator's `MAX_STRING`. */
export const longestConfigurationLine = 2047;

/** Why a bootstrap.cfg cannot be used as it is: its first such line, zero-based, and what is wrong; undefined where it can. */
export function configurationFault(
  text: SourceText,
): { readonly line: number; readonly fault: string } | undefined {
  const { malformed, tooLong, undecodable } = parseConfiguration(text);
  const faults = [
    ...malformed.map(({ start }) => ({ start, fault: "not of the form NAME=VALUE" })),
    ...tooLong.map(({ start }) => ({
      start,
      fault: `longer than ${longestConfigurationLine} bytes, of which the script generator makes two lines`,
    })),
    ...undecodable.map(({ start }) => ({ start, fault: "no UTF-8" })),
  ].sort((a, b) => a.start - b.start);
  const first = faults[0];
  return first && { line: text.lineAt(first.start), fault: first.fault };
}

/**
 * Parses bootstrap.cfg as `load_config` of seed/script-generator.c does: every line is `name=value`, with no blanks,
 * comments or empty lines, and the last character is dropped where the file does not end with LF.
 */
export function parseConfiguration(text: SourceText): ConfigurationFile {
  let file = parsed.get(text);
  if (file === undefined) parsed.set(text, (file = parse(text)));
  return file;
}

/** A text never changes; the same one gives the same configuration, by which others remember what they made of it. */
const parsed = new WeakMap<SourceText, ConfigurationFile>();

function parse(text: SourceText): ConfigurationFile {
  const entries: ConfigurationEntry[] = [];
  const malformed: Range[] = [];
  const tooLong: Range[] = [];
  const undecodable: Range[] = [];
  for (let number = 0; number < text.lineCount; number++) {
    const range = text.line(number);
    const last = number === text.lineCount - 1;
    if (last && range.start === range.end) break;
    if (range.end - range.start + (last ? 0 : 1) > longestConfigurationLine) {
      tooLong.push({ start: range.start + longestConfigurationLine, end: range.end });
    }
    if (!isUtf8(text.bytes.subarray(range.start, range.end))) undecodable.push(range);
    const equals = text.latin1.slice(range.start, range.end).indexOf("=");
    if (equals < 0) {
      malformed.push(range);
      continue;
    }
    const nameRange = { start: range.start, end: range.start + equals };
    const valueStart = nameRange.end + 1;
    const valueRange = { start: valueStart, end: last ? Math.max(valueStart, range.end - 1) : range.end };
    const name = text.slice(nameRange);
    const value = text.slice(valueRange);
    entries.push({ name, value, range, nameRange, valueRange });
  }
  const configuration = configurationOf(entries.map(({ name, value }) => [name, value] as const));
  return { entries, configuration, malformed, tooLong, undecodable };
}

/** A configuration as the text of bootstrap.cfg. */
export function formatConfiguration(configuration: Configuration): string {
  return linesOf(configuration)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}
