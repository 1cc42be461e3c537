import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { sourcesOf } from "../../../runs/layout";
import type { EvaluatedCommand } from "../../../tree/evaluatedTree";
import { pathsOfCommand } from "../files";
import { builtins } from "../keywords";
import { resolvePath } from "../paths";
import { shownPlace, type Situation } from "../situation";
import { toolNamed } from "../tools/index";

/** Files that are read and folders that are entered where only the tree could have put them. */
export async function missingPaths(
  situation: Situation,
  command: number,
  inTree: (folder: string) => Promise<boolean>,
): Promise<Diagnostic[]> {
  const { script, evaluated, tree } = situation;
  const found: Diagnostic[] = [];
  const all = pathsOfCommand(situation, command);
  for (const [index, { range }] of script.commands[command]!.words.entries()) {
    const paths = all[index] ?? [];
    const [first] = paths;
    if (first === undefined || paths.length > 1) continue;
    const { path, role, time } = first;
    if (role !== "input" && role !== "folder") continue;
    if (role === "folder" && time.words[0] !== "cd") continue;
    const event = evaluated.lastEvent(path, time);
    if (event?.kind === "removed" && role === "input" && certainlyRemoved(event.by)) {
      const place = event.by.place && (await shownPlace(situation, event.by.place));
      found.push(
        diagnose(
          "kaem/missing-file",
          range,
          `${path} is not there any more: ${place ?? "a command"} removes it.`,
        ),
      );
      continue;
    }
    if (!treesOwn(situation, path, time) || event !== undefined) continue;
    if (!(await inTree(folderOf(path))) || (await evaluated.fileOf(path)) !== undefined) continue;
    if ((await inTree(path)) || !untouched(situation, path, time)) continue;
    const source = sourcesOf(tree, path).at(-1) ?? "";
    const shown = source.slice(tree.root.length + 1);
    found.push(
      role === "input"
        ? diagnose(
            "kaem/missing-file",
            range,
            `There is no ${shown} in the tree, and nothing makes ${path} before.`,
          )
        : diagnose("kaem/missing-folder", range, `There is no folder ${path} here: kaem stops.`),
    );
  }
  return found;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}

/**
 * Whether a path lies where a tree keeps its sources: in a folder of a step's (patches, files, …), or, for scripts of
 * stage0-posix, anywhere in that.
 */
function treesOwn({ tree, path: script }: Situation, path: string, { dialect }: EvaluatedCommand): boolean {
  if (/^\/steps\/[^/]+\/./.test(folderOf(path)) || dialect === "minimal") return true;
  return script.startsWith(`${tree.stage0}/`) && !/^\/(?:usr|tmp|dev|proc|sys)\//.test(path);
}

/** Whether a command that removes a file is sure to run, and so is what it names. */
function certainlyRemoved({ certainty, program }: EvaluatedCommand): boolean {
  return certainty === "runs" && program !== undefined;
}

/** Whether no command before made anything of a path, or worked in its folder in a way that is not known. */
function untouched({ evaluated }: Situation, path: string, time: EvaluatedCommand): boolean {
  const folder = folderOf(path);
  for (const before of evaluated.commands) {
    if (before.sequence >= time.sequence) return true;
    if (before.certainty === "skipped") continue;
    const { directory } = before.state;
    const inside = within(directory, folder) || within(folder, directory);
    // What it does there is not known: unpacking, building.
    if (inside && !understood(before)) return false;
    for (const use of before.uses) {
      if (use.role !== "output" && use.role !== "newFolder") continue;
      const target = resolvePath(directory, use.path);
      if (target === path || target === folder || path.startsWith(`${target}/`)) return false;
    }
  }
  return true;
}

function within(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** Builtins, and programs that write nothing but what their arguments name. One that is not there writes nothing. */
function understood({ program, words, dialect }: EvaluatedCommand): boolean {
  const at = dialect === "full" ? words.findIndex((word) => word !== "if" && word !== "exec") : 0;
  const name = words[at] ?? "";
  const tool = toolNamed(program ?? name);
  if (tool !== undefined) return tool.open !== true && !["untar", "ungz", "wrap"].includes(tool.names[0]!);
  return (
    program === undefined && dialect === "full" && at === 0 && (name.includes("=") || builtins.has(name))
  );
}
