import type { Finding } from "../../runs/events";
import { finding } from "../../runs/findings";
import { realPathInTree } from "../../runs/inTree";
import { startOf } from "../../runs/locations";
import { RunProblem } from "../../runs/problem";
import { utf8Length } from "../../text/utf8";
import type { Tree } from "../../tree/tree";
import { walk, type ImageFile, type ImageFolder } from "../contents";
import { missingFiles, type ImageTools } from "../layout";
import type { Writable } from "../write";
import { commandText, type ShellCommand } from "./command";
import { checkCommands } from "./limits";
import { headOf, stagePaths } from "./stages";

/** A command with what is behind it on the disk. */
interface PlacedCommand {
  readonly command: ShellCommand;
  readonly file?: ImageFile;
}

/** An image that can be written. */
export interface BuilderHex0Image extends Writable {
  readonly kind: "builder-hex0";
  /** Where its commands begin, in bytes. */
  readonly inputAt: number;
  readonly commands: readonly ShellCommand[];
  /** The file that a `src` brings, by the zero-based number of the command; undefined for any other. */
  readonly fileOf: (command: number) => ImageFile | undefined;
  /** The memory without which it cannot even be read in, in MiB. */
  readonly memory: number;
  readonly problems: readonly Finding[];
}

const megabyte = 1024 * 1024;

/**
 * The image that lib/generator.py of live-bootstrap (`create_builder_hex0_disk_image`) makes of these files when it goes
 * through them in the order of their names. `size` is how long it is to be at least, in MiB.
 */
export async function builderHex0Image(
  { machine }: ImageTools,
  tree: Tree,
  root: ImageFolder,
  size: number,
): Promise<BuilderHex0Image> {
  const paths = stagePaths(tree.root);
  const read = async (path: string) => {
    const real = await realPathInTree(machine, tree, path);
    const source = real === undefined ? undefined : await machine.files.read(real);
    if (source !== undefined) return { path, source };
    const message = `${path} cannot be read: an image boots from it; check out the tree's submodules`;
    throw new RunProblem("image/no-boot-path", message, startOf(path));
  };
  const head = headOf(await read(paths.stage1), await read(paths.stage2));
  const placed: readonly PlacedCommand[] = [...filesOf(root), ...starting.map((command) => ({ command }))];
  const commands = placed.map(({ command }) => command);
  const texts = commands.map(commandText);
  const length = placed.reduce(
    (sum, { file }, at) => sum + utf8Length(texts[at]!) + (file?.size ?? 0),
    head.bytes.length,
  );
  const padded = (Math.floor(length / megabyte) + 1) * megabyte;
  const problems = [
    ...head.problems,
    ...missingFiles(tree, root, startsFrom),
    ...checkCommands(commands).map(({ code, message, command }) =>
      finding(code, startOf(placeOf(tree, placed[command])), message),
    ),
  ];
  return {
    kind: "builder-hex0",
    inputAt: head.bytes.length,
    commands,
    fileOf: (command) => placed[command]?.file,
    // builder-hex0's files begin at 0x54000000.
    memory: head.isBuilderHex0 ? 0x540 + Math.ceil((length - head.bytes.length) / megabyte) : 1,
    problems,
    length: Math.max(padded, size * megabyte),
    async writeTo(draft, progress) {
      await draft.write(head.bytes);
      for (const [at, { file }] of placed.entries()) {
        await draft.writeText(texts[at]!);
        if (file !== undefined) await copy(draft, file);
        progress({ done: at + 1, of: placed.length });
      }
    },
  };
}

async function copy(draft: Parameters<Writable["writeTo"]>[0], { source, size }: ImageFile): Promise<void> {
  if (typeof source === "string") await draft.copy(source, size);
  else await draft.write(source);
}

function placeOf(tree: Tree, placed: PlacedCommand | undefined): string {
  const source = placed?.file?.source;
  return typeof source === "string" ? source : tree.manifest;
}

/** The top folder first, then everything in it. */
function filesOf(root: ImageFolder): PlacedCommand[] {
  const placed: PlacedCommand[] = [{ command: { kind: "src", path: ".", size: 0 } }];
  for (const { path, entry } of walk(root))
    placed.push(
      entry.kind === "file"
        ? { command: { kind: "src", path: `./${path}`, size: entry.size }, file: entry }
        : { command: { kind: "src", path: `./${path}`, size: 0 } },
    );
  return placed;
}

const seeds = "/bootstrap-seeds/POSIX/x86";

/** Files that the commands behind the files begin with. */
const startsFrom = ["x86/hex0_x86.hex0", "x86/kaem-minimal.hex0", "kaem.x86"];

/** What assembles the seeds and starts the bootstrap (`append_srcfs`). */
const starting: readonly ShellCommand[] = [
  { kind: "src", path: "/bootstrap-seeds", size: 0 },
  { kind: "src", path: "/bootstrap-seeds/POSIX", size: 0 },
  { kind: "src", path: seeds, size: 0 },
  { kind: "hex0", input: "/x86/hex0_x86.hex0", output: `${seeds}/hex0-seed` },
  { kind: "hex0", input: "/x86/kaem-minimal.hex0", output: `${seeds}/kaem-optional-seed` },
  { kind: "hex0", input: "/x86/kaem-minimal.hex0", output: "/init" },
  { kind: "program", program: `${seeds}/kaem-optional-seed`, argument: "/kaem.x86" },
];
