import path from "node:path";
import { builderHex0Image } from "@bootstrappable/core/images/builderHex0/image";
import { layOut, type ImageTools } from "@bootstrappable/core/images/layout";
import { writeImage, type WriteProgress } from "@bootstrappable/core/images/write";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeBulkFiles } from "@bootstrappable/core/platform/node/bulkFiles";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import type { Finding } from "@bootstrappable/core/runs/events";
import { finding } from "@bootstrappable/core/runs/findings";
import { startOf } from "@bootstrappable/core/runs/locations";
import { RunProblem } from "@bootstrappable/core/runs/problem";
import { architectureOf } from "@bootstrappable/core/tree/configuration";
import { rootfsConfiguration } from "@bootstrappable/core/tree/rootfsConfiguration";
import { Command } from "commander";
import { byteCount } from "../byteCount";
import {
  archOption,
  chosenConfiguration,
  configOption,
  setOption,
  type ConfigurationOptions,
} from "../configuration";
import { exitStatus } from "../exitStatus";
import { extractFromImage, listImage } from "../image/inspect";
import { progressLine } from "../progressLine";
import { complain, jsonLine, printable, report, type Format } from "../report";
import { addRootfsOptions, positiveSize, rootfsOptionsOf, type RootfsFlags } from "../rootfsOptions";
import { abortOnSignals } from "../run/interruption";
import { openTree, shownPath } from "../tree";
import { formatOption, type SetStatus } from "./command";

interface Options extends ConfigurationOptions, RootfsFlags {
  readonly output?: string;
  readonly list?: boolean;
  readonly extract?: string;
  readonly bareMetal?: boolean;
  readonly size?: number;
  readonly force?: boolean;
  readonly format: Format;
}

const help = `
The image is byte for byte what rootfs.py --qemu (or --bare-metal) of live-bootstrap makes of the same tree when files go
in in the order of their names: stage1 assembled, the source of stage2, a src command for each folder and file, and the
commands that start the bootstrap. So two images of one tree are the same.
bootstrap.cfg is as rootfs.py writes it for these options; --config and --set change it.
Nothing of the tree is changed. A file that exists is replaced with --force only.
Exit status: 0 written, 1 not written, 2 wrong usage, 130 interrupted.`;

export function imageCommand(setStatus: SetStatus): Command {
  return addRootfsOptions(new Command("image"))
    .description("make a disk image that boots the bootstrap with builder-hex0, or look into one")
    .argument(
      "[tree]",
      "top folder of a live-bootstrap checkout, or any path in one; with --list or --extract an image",
      ".",
    )
    .option(
      "-o, --output <file>",
      "the image to write; with --extract where the file goes, else to standard output",
    )
    .option("--list", "tell what is in an image, and make none: stage1, stage2, files, commands")
    .option("--extract <path>", "write a file of an image, or its stage1 or stage2")
    .option("--bare-metal", "for a machine of its own, and not for QEMU")
    .option(
      "--size <size>",
      "its least length, as 512M or 16G; else 16G, with --bare-metal as long as needed",
      positiveSize,
    )
    .option("--force", "replace a file that exists")
    .addOption(archOption())
    .addOption(configOption())
    .addOption(setOption())
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (tree: string, options: Options) => setStatus(await image(tree, options)));
}

const tools: ImageTools = { machine: nodeMachine, files: nodeBulkFiles };

async function image(given: string, options: Options): Promise<number> {
  if (options.list === true) return listImage(given, options.format);
  if (options.extract !== undefined) return extractFromImage(given, options.extract, options.output ?? "-");
  if (options.output === undefined || options.output === "") {
    complain("-o says which image to write");
    return exitStatus.usage;
  }
  return makeImage(given, options.output, options);
}

async function makeImage(given: string, named: string, options: Options): Promise<number> {
  const opened = await openTree(given);
  const bareMetal = options.bareMetal === true;
  const configuration = await chosenConfiguration(options, (architecture) =>
    rootfsConfiguration(architecture, rootfsOptionsOf(options, bareMetal ? "bare-metal" : "qemu")),
  );
  if (opened === undefined || configuration === undefined) return exitStatus.findings;
  const { signal, done } = abortOnSignals();
  try {
    const { tree } = opened;
    if (architectureOf(configuration) !== "x86") {
      const message = `builder-hex0 boots x86 only, and ARCH is ${configuration.get("ARCH") ?? "missing"}`;
      return tell([finding("image/architecture", startOf(tree.manifest), message)], options.format);
    }
    const layout = await layOut(tools, { ...opened, configuration, kernel: false, allDistfiles: false });
    const made = await builderHex0Image(
      tools,
      tree,
      layout.root,
      options.size ?? (bareMetal ? 0 : 16 * 1024),
    );
    const status = tell([...layout.problems, ...made.problems], options.format);
    if (status !== exitStatus.good) return status;
    const output = path.resolve(named).replaceAll(path.sep, "/");
    const line = progressLine(process.stderr);
    const progress = (at: WriteProgress) => line.show(() => `  ${at.done} of ${at.of} commands`);
    const force = options.force === true;
    const written = await writeImage(nodeBulkFiles, made, { output, force, signal, progress }).finally(
      line.clear,
    );
    if (!written) {
      complain(`${named}: exists; nothing was written (--force replaces it)`);
      return exitStatus.findings;
    }
    const files = made.commands.filter(({ kind }) => kind === "src").length;
    const facts = { image: named, bytes: made.length, entries: files, commandsAt: made.inputAt };
    process.stdout.write(
      options.format === "json"
        ? `${jsonLine(facts)}\n`
        : `${printable(named)}: ${byteCount(made.length)}, ${files} files and folders, commands from sector ${made.inputAt / 512} on\n`,
    );
    return exitStatus.good;
  } catch (error) {
    if (signal.aborted) return exitStatus.interrupted;
    if (error instanceof RunProblem)
      return tell(
        [finding(error.code, error.location ?? startOf(opened.tree.manifest), error.message)],
        options.format,
      );
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
    return exitStatus.findings;
  } finally {
    done();
  }
}

/** Reports findings, files as the person sees them; the exit status. */
function tell(findings: readonly Finding[], format: Format): number {
  report(
    findings.map((each) => ({ ...each, file: shownPath(each.file) })),
    format,
  );
  return findings.some(({ severity }) => severity === "error") ? exitStatus.findings : exitStatus.good;
}
