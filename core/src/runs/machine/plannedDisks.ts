import { assembleHex0 } from "../../assemble/hex0";
import { absolutePath } from "../../images/builderHex0/command";
import type { BuilderHex0Image } from "../../images/builderHex0/image";
import { stagePaths } from "../../images/builderHex0/stages";
import { machineDisks } from "../../images/disks";
import { writeImages, type ImageOutput } from "../../images/write";
import type { Machine } from "../../platform/machine";
import type { Boot } from "../engines/engine";
import type { RunEvent } from "../events";
import type { Untimed } from "../output";
import { RunProblem } from "../problem";
import type { RunRequest } from "../request";
import type { DiskContents } from "./load";
import type { MachineRequest } from "./request";

type Emit = (event: Untimed<RunEvent>) => void | Promise<void>;

/** The disks that a machine is to have, before any of them is written. */
export interface PlannedDisks {
  /** Writes their images into a folder, over what is there, and tells of it. Rejects with a DiskError or a RunProblem. */
  write(folder: string, emit?: Emit): Promise<readonly string[]>;
  /** How the machine boots from images that were written. */
  boot(images: readonly string[], emit: Emit): Boot;
}

/** Finds out what is to be on a machine's disks. Throws a RunProblem for what cannot be booted. */
export async function planDisks(
  { machine, request }: { readonly machine: Machine; readonly request: RunRequest },
  { options, size, kernel, allDistfiles, repository, largestDisk, files }: MachineRequest,
): Promise<PlannedDisks> {
  const { tree, workspace, configuration, signal } = request;
  const tools = { machine, files };
  if (kernel !== undefined && (await machine.files.kind(kernel)) !== "file")
    throw new RunProblem("run/no-kernel", `${kernel} is no file: no kernel can be booted from it`);
  const { first, second, problems } = await machineDisks(tools, {
    tree,
    workspace,
    configuration,
    kernel: kernel !== undefined,
    allDistfiles,
    repository,
    size,
  });
  const [fault] = problems.filter(({ severity }) => severity === "error");
  const check = () => {
    if (fault !== undefined) throw new RunProblem(fault.code, fault.message, fault, fault.related);
    if (largestDisk !== undefined && (first.kind !== "builder-hex0" || second !== undefined))
      throw new RunProblem(
        "run/no-engine",
        "the machine of this engine has one disk, and boots it with builder-hex0: --kernel, --external-sources and --repo need --engine qemu",
      );
    if (first.length > (largestDisk ?? Infinity))
      throw new RunProblem(
        "run/no-engine",
        `the disk has ${first.length} bytes; that of this engine's machine has ${largestDisk} at most`,
      );
    if (first.kind === "builder-hex0" && first.memory > options.memory)
      throw new RunProblem(
        "run/no-engine",
        `the image takes ${first.memory} MiB of memory to be read in; the machine has ${options.memory}`,
      );
  };
  const write = async (folder: string, emit: Emit = () => undefined) => {
    // A distfile that is missing stops the bootstrap where it is needed, with a finding on its line.
    for (const problem of problems)
      if (problem.severity !== "error" && problem.code !== "image/missing-distfile")
        await emit({ type: "finding", ...problem });
    check();
    const images: ImageOutput[] = [first, ...(second === undefined ? [] : [second])].map((image, number) => ({
      image,
      output: `${folder}/disk${number}.img`,
    }));
    const tell = (text: string) => emit({ type: "notice", text });
    await tell(
      first.kind === "builder-hex0"
        ? `Making the image of the disk: ${first.commands.length} commands.`
        : `Making the disk: ${first.entries} files and folders in a partition with ext3.`,
    );
    if (second !== undefined)
      await tell(`Making the second disk: ${second.entries} files and folders in a partition with ext3.`);
    await writeImages(files, images, { force: true, signal });
    return images.map(({ output }) => output);
  };
  const contents =
    first.kind === "builder-hex0" ? { disk: contentsOf(machine, first, stagePaths(tree.root).stage2) } : {};
  return {
    write,
    boot(disks, emit) {
      return { disks, kernel, options, ...contents, tell: (text) => emit({ type: "notice", text }) };
    },
  };
}

/** What is known of an image's commands for whoever follows the machine through them. */
function contentsOf(machine: Machine, { commands, fileOf }: BuilderHex0Image, reader: string): DiskContents {
  /** What a command brings or reads. */
  const sourceOf = (at: number) => {
    const command = commands[at];
    if (command?.kind !== "hex0") return fileOf(at)?.source;
    const input = absolutePath(command.input);
    const made = commands.findLastIndex(
      (other, index) => index < at && other.kind === "src" && absolutePath(other.path) === input,
    );
    return fileOf(made)?.source;
  };
  return {
    reader,
    commands,
    sourceOf: (at) => {
      const source = sourceOf(at);
      return typeof source === "string" ? source : undefined;
    },
    async assembledSize(at) {
      const source = sourceOf(at);
      const bytes = typeof source === "string" ? await machine.files.read(source) : source;
      return bytes && assembleHex0(bytes).bytes.length;
    },
  };
}
