import path from "node:path";
import { machineDisks, type MachineDisks } from "@bootstrappable/core/images/disks";
import { stagePaths } from "@bootstrappable/core/images/builderHex0/stages";
import type { ImageTools } from "@bootstrappable/core/images/layout";
import { writeImages, type WriteProgress, type Writable } from "@bootstrappable/core/images/write";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeBulkFiles } from "@bootstrappable/core/platform/node/bulkFiles";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import type { Finding } from "@bootstrappable/core/runs/events";
import { findingOfProblem, placelessFinding } from "@bootstrappable/core/runs/findings";
import { startOf } from "@bootstrappable/core/runs/locations";
import { RunProblem } from "@bootstrappable/core/runs/problem";
import { architectureOf } from "@bootstrappable/core/tree/configuration";
import { rootfsConfiguration } from "@bootstrappable/core/tree/rootfsConfiguration";
import { byteCount } from "@bootstrappable/core/text/amounts";
import type { Tree } from "@bootstrappable/core/tree/tree";
import { chosenConfiguration, type ConfigurationOptions } from "../configuration";
import { descriptorOf } from "../descriptors";
import { exitStatus } from "../exitStatus";
import { progressLine } from "../progressLine";
import { complain, jsonLine, printable, report, type Format } from "../report";
import { rootfsOptionsOf, type RootfsFlags } from "../rootfsOptions";
import { abortOnSignals } from "../run/interruption";
import { openTree, shownPath } from "../tree";
import { absolutePath } from "../paths";

/** What an image is to be. */
export interface ImageOptions extends ConfigurationOptions, RootfsFlags {
  readonly kernel?: boolean;
  readonly bareMetal?: boolean;
  /** MiB. */
  readonly size?: number;
  readonly force?: boolean;
  readonly format: Format;
}

const tools: ImageTools = { machine: nodeMachine, files: nodeBulkFiles };

/** MiB of a disk where nobody names a size (rootfs.py: `--target-size`). */
const usualSize = 16 * 1024;

/** Makes the disks of a tree, and tells of them; the exit status. */
export async function makeImage(given: string, named: string, options: ImageOptions): Promise<number> {
  const opened = await openTree(given);
  const bareMetal = options.bareMetal === true;
  const kernel = options.kernel === true;
  const configuration = await chosenConfiguration(options, (architecture) =>
    rootfsConfiguration(architecture, rootfsOptionsOf(options, bareMetal ? "bare-metal" : "qemu", kernel)),
  );
  if (opened === undefined || configuration === undefined) return exitStatus.usage;
  const { signal, done } = abortOnSignals();
  try {
    const { tree } = opened;
    if (descriptorOf(named) !== undefined) {
      complain(`${named}: is no name of a file, which an image has to have; nothing was written`);
      return exitStatus.findings;
    }
    const folder = await inputAround(tree, named);
    if (folder !== undefined) {
      complain(`${named}: lies in ${shownPath(folder)}, which goes into the image; nothing was written`);
      return exitStatus.findings;
    }
    if (!kernel && architectureOf(configuration) !== "x86") {
      const message = `builder-hex0 boots x86 only, and ARCH is ${configuration.get("ARCH") ?? "missing"}`;
      return tell([placelessFinding("image/architecture", startOf(tree.manifest), message)], options.format);
    }
    const { first, second, problems } = await machineDisks(tools, {
      ...opened,
      configuration,
      kernel,
      allDistfiles: options.externalSources === true,
      ...(options.repo !== undefined && { repository: absolutePath(options.repo) }),
      size: options.size ?? (bareMetal ? 0 : usualSize),
    });
    const status = tell(problems, options.format);
    if (status !== exitStatus.good) return status;
    const disks = [{ name: named, image: first }];
    const all = second === undefined ? disks : [...disks, { name: secondName(named), image: second }];
    const there = await write(all, options.force === true, signal);
    if (there !== undefined) {
      complain(`${there}: exists; nothing was written (--force replaces it)`);
      return exitStatus.findings;
    }
    for (const { name, image } of all) tellOf(name, image, options.format);
    return exitStatus.good;
  } catch (error) {
    if (signal.aborted) return exitStatus.interrupted;
    if (error instanceof RunProblem) return tell([findingOfProblem(error, opened.tree)], options.format);
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
    return exitStatus.findings;
  } finally {
    done();
  }
}

/** The folder of the tree that a file to be written lies in, if images are made of it. */
async function inputAround(tree: Tree, named: string): Promise<string | undefined> {
  const real = (file: string) => nodeMachine.disk.realPath(file);
  const above = await real(path.posix.dirname(absolutePath(named)));
  for (const folder of [
    tree.steps,
    tree.seed,
    tree.distfiles,
    path.posix.dirname(stagePaths(tree.root).stage1),
  ]) {
    const input = await real(folder);
    if (input !== undefined && above !== undefined && `${above}/`.startsWith(`${input}/`)) return folder;
  }
  return undefined;
}

interface NamedImage {
  readonly name: string;
  readonly image: MachineDisks["first"];
}

/** Writes all, or none of them; the name of the one that is there already. */
async function write(
  images: readonly NamedImage[],
  force: boolean,
  signal: AbortSignal,
): Promise<string | undefined> {
  const placed = images.map(({ name, image }) => ({ name, image, output: absolutePath(name) }));
  for (const { name, output } of placed)
    if (!force && (await nodeMachine.disk.status(output)) !== undefined) return name;
  const line = progressLine(process.stderr);
  const progress = ({ done, of }: WriteProgress, { kind }: Writable) =>
    line.show(() => `  ${done} of ${of} ${kind === "ext3" ? "files" : "commands"}`);
  const there = await writeImages(nodeBulkFiles, placed, { force, signal, progress }).finally(line.clear);
  return placed.find(({ output }) => output === there)?.name;
}

/** What the second disk is called: `disk.external.img` beside `disk.img`. */
function secondName(first: string): string {
  const { dir, name, ext } = path.parse(first);
  return path.join(dir, `${name}.external${ext}`);
}

function tellOf(name: string, image: MachineDisks["first"], format: Format): void {
  const { length, kind } = image;
  const entries =
    kind === "ext3" ? image.entries : image.commands.filter((command) => command.kind === "src").length;
  const start = kind === "ext3" ? { partitionAt: image.partitionAt } : { commandsAt: image.inputAt };
  const where =
    kind === "ext3"
      ? `in a partition with ext3 from ${byteCount(image.partitionAt)} on`
      : `commands from sector ${image.inputAt / 512} on`;
  process.stdout.write(
    format === "json"
      ? `${jsonLine({ image: name, bytes: length, entries, ...start })}\n`
      : `${printable(name)}: ${byteCount(length)}, ${entries} files and folders, ${where}\n`,
  );
}

/** Reports findings, files as the person sees them; the exit status. */
function tell(findings: readonly Finding[], format: Format): number {
  report(
    findings.map((each) => ({ ...each, file: shownPath(each.file) })),
    format,
  );
  return findings.some(({ severity }) => severity === "error") ? exitStatus.findings : exitStatus.good;
}
