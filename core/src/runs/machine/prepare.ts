import { assembleHex0 } from "../../assemble/hex0";
import { absolutePath } from "../../images/builderHex0/command";
import type { BuilderHex0Image } from "../../images/builderHex0/image";
import { machineDisks } from "../../images/disks";
import { writeImages, type ImageOutput } from "../../images/write";
import type { Machine } from "../../platform/machine";
import type { Prepared } from "../checkpoints/prepare";
import type { Stage } from "../checkpoints/stage";
import { seedCommand } from "../driver";
import type { Boot, SandboxCommand } from "../engines/engine";
import type { RunEvent } from "../events";
import type { Untimed } from "../output";
import { RunProblem } from "../problem";
import type { MachineRequest } from "./request";
import type { RunRequest } from "../request";
import type { DiskContents } from "./load";
import type { Target } from "../target/target";

interface Parts {
  readonly machine: Machine;
  readonly request: RunRequest;
  readonly target: Target;
  readonly emit: (event: Untimed<RunEvent>) => void | Promise<void>;
}

/** What a PC runs. */
const pcArchitectures = ["x86", "amd64"];

/** Prepares a machine that boots the tree: the images of its disks, made anew for each run. */
export function prepareMachine(parts: Parts): Prepared {
  const { machine, request, target } = parts;
  if (request.from !== undefined)
    throw new RunProblem("run/no-checkpoint", "a machine has no checkpoints: its run begins with the seed");
  const wanted = request.machine;
  if (wanted === undefined) throw new Error("nobody has said what machine to boot");
  const architecture = request.configuration.get("ARCH") ?? "";
  if (wanted.kernel === undefined && architecture !== "x86")
    throw new RunProblem("image/architecture", "builder-hex0 boots x86 only: use --arch x86");
  if (!pcArchitectures.includes(architecture))
    throw new RunProblem(
      "image/architecture",
      `the machine is a PC, which runs no programs for ${architecture}`,
    );
  const folder = `${target.path}/machine`;
  const stage = async (): Promise<Stage> => {
    await machine.disk.removeTree(folder);
    await machine.disk.makeDirectory(folder, 0o700);
    return new MachineStage(await makeBoot(parts, wanted, folder));
  };
  const command = seedCommand(architecture, request.configuration.get("ARCH_DIR") ?? architecture);
  return { driver: "tree", units: [{ step: undefined, command, rest: [] }], stage, kept: [], notices: [] };
}

class MachineStage implements Stage {
  constructor(private readonly boot: Boot) {}

  enter(): Promise<Pick<SandboxCommand, "boot">> {
    return Promise.resolve({ boot: this.boot });
  }

  leave(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  end(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

async function makeBoot(
  { machine, request, emit }: Parts,
  { options, size, kernel, allDistfiles, repository, largestDisk, files }: MachineRequest,
  folder: string,
): Promise<Boot> {
  const { tree, workspace, configuration, signal } = request;
  const tell = (text: string) => emit({ type: "notice", text });
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
  const errors = problems.filter(({ severity }) => severity === "error");
  // A distfile that is missing stops the bootstrap where it is needed, with a finding on its line.
  for (const problem of problems)
    if (!errors.includes(problem) && problem.code !== "image/missing-distfile")
      await emit({ type: "finding", ...problem });
  const [fault] = errors;
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
  const images: ImageOutput[] = [first, ...(second === undefined ? [] : [second])].map((image, number) => ({
    image,
    output: `${folder}/disk${number}.img`,
  }));
  await tell(
    first.kind === "builder-hex0"
      ? `Making the image of the disk: ${first.commands.length} commands.`
      : `Making the disk: ${first.entries} files and folders in a partition with ext3.`,
  );
  if (second !== undefined)
    await tell(`Making the second disk: ${second.entries} files and folders in a partition with ext3.`);
  await writeImages(files, images, { force: true, signal });
  const disk = first.kind === "builder-hex0" ? { disk: contentsOf(machine, first) } : {};
  return { disks: images.map(({ output }) => output), kernel, options, ...disk, tell };
}

/** What is known of an image's commands for whoever follows the machine through them. */
function contentsOf(machine: Machine, { commands, fileOf }: BuilderHex0Image): DiskContents {
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
