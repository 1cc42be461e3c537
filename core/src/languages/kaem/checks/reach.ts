import type { EvaluatedCommand, EvaluatedTree } from "../../../tree/evaluatedTree";
import { isKnown } from "../interpreter/world";
import { builtins } from "../keywords";
import { resolvePath } from "../paths";
import { toolNamed } from "../tools/index";
import type { Tool } from "../tools/tool";

/**
 * What a command may write: what its arguments name (`named`); besides, what comes out of an archive, into its working
 * directory (`unpacks`); whatever a compiler or interpreter that we know leaves where it works (`works`); anything.
 */
export type Reach = "named" | "unpacks" | "works" | "anything";

const unpackers: ReadonlySet<string> = new Set(["untar", "ungz"]);

/** How far a command reaches. A program that is not there writes nothing, but then nobody knows what was meant. */
export function reachOf(command: EvaluatedCommand): Reach {
  if (command.unread) return "anything";
  if (isBuiltin(command)) return "named";
  const tool = toolOfCommand(command);
  if (tool === undefined || tool.names.includes("wrap")) return "anything";
  if (unpackers.has(tool.names[0]!)) return "unpacks";
  return tool.open === true ? "works" : "named";
}

function isBuiltin({ program, words, dialect }: EvaluatedCommand): boolean {
  const [name = ""] = words;
  return dialect === "full" && program === undefined && (name.includes("=") || isPlainBuiltin(name));
}

/** `if` and `exec` run the program behind them. */
function isPlainBuiltin(name: string): boolean {
  return builtins.has(name) && name !== "if" && name !== "exec";
}

function toolOfCommand({ program, words, dialect }: EvaluatedCommand): Tool | undefined {
  const at = dialect === "full" ? words.findIndex((word) => word !== "if" && word !== "exec") : 0;
  return toolNamed(program ?? words[at] ?? "");
}

/**
 * Whether a command may have made a file or folder, as far as its arguments tell. Of one that does more than they say
 * see {@link reachOf}.
 */
export function names(command: EvaluatedCommand, path: string): boolean {
  const { directory } = command.state;
  const tool = toolOfCommand(command);
  for (const use of command.uses) {
    const target = resolvePath(directory, use.path);
    if (use.role === "newFolder") {
      if (!isKnown(use.path) || within(target, path)) return true;
    } else if (use.role === "output") {
      if (!isKnown(use.path) || target === path) return true;
      // Of a program that we do not know, it may be a folder.
      if (tool === undefined && within(path, target)) return true;
      if (tool?.names[0] === "cp" && target === folderOf(path) && copies(command, path)) return true;
    } else if (use.role === "input" && tool?.outputEnding !== undefined) {
      if (`${target}${tool.outputEnding}` === path) return true;
    }
  }
  return false;
}

function copies({ uses }: EvaluatedCommand, path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return uses.some(
    ({ role, path: from }) => role === "input" && (from === name || from.endsWith(`/${name}`)),
  );
}

/** Whether one of a command's words may mean a folder or one around it: `-C..`, `--prefix=../out`; or something in it. */
export function mentions({ words, state }: EvaluatedCommand, folder: string, orInside: boolean): boolean {
  return words.some((word, index) => {
    if (index === 0) return false;
    if (!isKnown(word)) return true;
    const parts = [word, word.slice(word.indexOf("=") + 1), /^-[A-Za-z](.*)$/.exec(word)?.[1] ?? word];
    return parts.some((part) => {
      if (!/[./]/.test(part)) return false;
      const path = resolvePath(state.directory, part);
      return within(folder, path) || (orInside && within(path, folder));
    });
  });
}

/** The folder that a path lies in. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/")) || "/";
}

/** Whether a path is a folder, or lies in it. */
export function within(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

const broken = new WeakMap<EvaluatedTree, number>();

/**
 * The number of the command at which the way from the seed to the steps is lost, since nobody knows the script that
 * it runs: what is in `PATH` and in the environment behind it, nobody knows either. Infinity where none is.
 */
export function brokenFrom(evaluated: EvaluatedTree): number {
  let from = broken.get(evaluated);
  if (from === undefined) {
    const { commands } = evaluated;
    const seeded = commands.some(
      ({ dialect, certainty }) => dialect === "minimal" && certainty !== "skipped",
    );
    const lost = commands.find(
      ({ unread, certainty, state }) =>
        unread && certainty !== "skipped" && !/^\/steps\/[^/]/.test(state.directory),
    );
    from = seeded ? (lost?.sequence ?? Infinity) : -1;
    broken.set(evaluated, from);
  }
  return from;
}
