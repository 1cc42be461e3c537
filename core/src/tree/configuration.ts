import type { Range } from "../text/range";
import type { SourceText } from "../text/sourceText";

/** bootstrap.cfg as variables and values, in the file's order. Values are as they stand there, quotes included. */
export type Configuration = ReadonlyMap<string, string>;

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
  const configuration = new Map<string, string>();
  for (let number = 0; number < text.lineCount; number++) {
    const range = text.line(number);
    const last = number === text.lineCount - 1;
    if (last && range.start === range.end) break;
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
    if (!configuration.has(name)) configuration.set(name, value);
  }
  return { entries, configuration, malformed };
}

/** A configuration as the text of bootstrap.cfg. */
export function formatConfiguration(configuration: Configuration): string {
  return [...configuration].map(([name, value]) => `${name}=${value}\n`).join("");
}
