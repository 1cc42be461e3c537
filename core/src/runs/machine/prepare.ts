import { assembleHex0 } from "../../assemble/hex0";
import { absolutePath } from "../../images/builderHex0/command";
import { builderHex0Image, type BuilderHex0Image } from "../../images/builderHex0/image";
import { layOut } from "../../images/layout";
import { writeImage } from "../../images/write";
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

/** Prepares a machine that boots the tree: the image of its disk, made anew for each run. */
export function prepareMachine(parts: Parts): Prepared {
  const { machine, request, target } = parts;
  if (request.from !== undefined)
    throw new RunProblem("run/no-checkpoint", "a machine has no checkpoints: its run begins with the seed");
  const wanted = request.machine;
  if (wanted === undefined) throw new Error("nobody has said what machine to boot");
  if (request.configuration.get("ARCH") !== "x86")
    throw new RunProblem("image/architecture", "builder-hex0 boots x86 only: use --arch x86");
  const folder = `${target.path}/machine`;
  const stage = async (): Promise<Stage> => {
    await machine.disk.removeTree(folder);
    await machine.disk.makeDirectory(folder, 0o700);
    return new MachineStage(await makeBoot(parts, wanted, folder));
  };
  const command = seedCommand("x86", "x86");
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
  if (kernel !== undefined || allDistfiles || repository !== undefined)
    throw new RunProblem("run/no-engine", "a second disk, or one for a kernel, cannot be made yet");
  const layout = await layOut(tools, {
    tree,
    workspace,
    configuration,
    kernel: false,
    allDistfiles,
    repository,
  });
  const image = await builderHex0Image(tools, tree, layout.root, size);
  const problems = [...layout.problems, ...image.problems];
  const errors = problems.filter(({ severity }) => severity === "error");
  // A distfile that is missing stops the bootstrap where it is needed, with a finding on its line.
  for (const problem of problems)
    if (!errors.includes(problem) && problem.code !== "image/missing-distfile")
      await emit({ type: "finding", ...problem });
  const [first] = errors;
  if (first !== undefined) throw new RunProblem(first.code, first.message, first, first.related);
  if (image.length > (largestDisk ?? Infinity))
    throw new RunProblem(
      "run/no-engine",
      `the disk has ${image.length} bytes; that of this engine's machine has ${largestDisk} at most`,
    );
  if (image.memory > options.memory)
    throw new RunProblem(
      "run/no-engine",
      `the image takes ${image.memory} MiB of memory to be read in; the machine has ${options.memory}`,
    );
  const output = `${folder}/disk0.img`;
  await tell(`Making the image of the disk: ${image.commands.length} commands.`);
  await writeImage(files, image, { output, force: true, signal });
  return { disks: [output], kernel, options, disk: contentsOf(machine, image), tell };
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
