import { parseManifest } from "../../languages/manifest/parser";
import {
  architectures,
  architectureDirectory,
  configurationOf,
  defaultConfiguration,
  withValues,
  type Architecture,
  type Configuration,
  type ConfigurationLine,
} from "../../tree/configuration";
import type { Tree } from "../../tree/tree";
import type { Workspace } from "../../tree/workspace";
import { readLogLine } from "./forms";
import { LogLines } from "./lines";

/** Bytes in which the beginning of a log is looked for; a run through QEMU prints some 90 kB before the manifest. */
const LONGEST = 8 << 20;

/** What the beginning of a log tells of the bootstrap that wrote it. */
interface Head {
  architecture: Architecture | undefined;
  /** Whether a BIOS has booted the machine. */
  booted: boolean;
  /** The variables that `/steps/0.sh` sets first, as the shell prints them: those of bootstrap.cfg, then others. */
  lines: ConfigurationLine[];
  complete: boolean;
}

/** A log whose beginning was read: its bytes, all of them, and the configuration that they tell of. */
export interface OpenedLog {
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly head: Readonly<Head>;
}

/**
 * Reads the beginning of a log, up to where it tells its configuration.
 *
 * @param whole whether the log is all there; of one that is still being written no more is waited for than the first
 *   command, which tells the architecture
 */
export async function openLog(log: AsyncIterable<Uint8Array>, whole: boolean): Promise<OpenedLog> {
  const iterator = log[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  const reader = new HeadReader();
  let length = 0;
  while (length < LONGEST && !(whole ? reader.head.complete : reader.head.architecture)) {
    const next = await iterator.next();
    if (next.done === true) break;
    read.push(next.value);
    length += next.value.length;
    reader.push(next.value);
  }
  async function* pieces() {
    yield* read;
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { pieces: pieces(), head: reader.head };
}

class HeadReader {
  readonly head: Head = { architecture: undefined, booted: false, lines: [], complete: false };
  readonly #lines = new LogLines("auto");
  #inside = false;

  push(piece: Uint8Array): void {
    for (const { text } of this.#lines.each(piece)) {
      if (this.head.complete) return;
      this.#line(text);
    }
  }

  #line(text: string): void {
    const { head } = this;
    if (text.startsWith("SeaBIOS") || text === "src") head.booted = true;
    const line = readLogLine(text);
    if (line.kind === "build-begins") head.complete = true;
    if (line.kind !== "command") return;
    head.architecture ??= architectures.find((name) =>
      line.words.some((word) => word.includes(`/${architectureDirectory(name)}/`)),
    );
    const assignment = /^([A-Za-z_]\w*)=(.*)$/.exec(line.text);
    // What goes through the manifest begins with `cd /steps`, then the variables.
    if (this.#inside && assignment !== null) head.lines.push([assignment[1]!, assignment[2]!]);
    else if (this.#inside) head.complete = head.lines.length > 0;
    this.#inside = head.complete ? false : assignment !== null ? this.#inside : line.text === "cd /steps";
  }
}

/**
 * The configuration of a log: what it says itself, else rootfs.py's values for the way in which it was made.
 *
 * @param architecture where somebody knows better
 */
export async function configurationOfLog(
  { architecture: seen, booted, lines }: OpenedLog["head"],
  tree: Tree,
  workspace: Workspace,
  architecture = seen,
): Promise<Configuration> {
  const defaults = defaultConfiguration(architecture ?? "x86");
  if (lines.length === 0) {
    if (!booted) return defaults;
    const machine = { CHROOT: "False", QEMU: "True", DISK: "sda", KERNEL_BOOTSTRAP: "True" };
    return withValues(defaults, Object.entries(machine));
  }
  // Behind bootstrap.cfg come the variables that the manifest defines, then those of steps/env.
  const manifest = await workspace.text(tree.manifest);
  const defined = new Set(
    (manifest === undefined ? [] : parseManifest(manifest).directives).flatMap((directive) =>
      directive.kind === "define" && directive.name !== undefined ? [directive.name.text] : [],
    ),
  );
  const env = /^([A-Za-z_]\w*)=/m.exec((await workspace.text(`${tree.steps}/env`))?.latin1 ?? "")?.[1];
  const own: ConfigurationLine[] = [];
  for (const line of lines) {
    if (line[0] === env || (defined.has(line[0]) && !defaults.has(line[0]))) break;
    own.push(line);
  }
  return configurationOf(own);
}
