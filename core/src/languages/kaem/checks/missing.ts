import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { sourcesOf } from "../../../runs/layout";
import type { Range } from "../../../text/range";
import type { EvaluatedCommand } from "../../../tree/evaluatedTree";
import { transcribesSources } from "../../shell/sourcesReading";
import { pathsOfCommand, type WordPath } from "../files";
import { usesOfCommand, type Mention } from "../mentions";
import { shownPlace, type Situation } from "../situation";
import { folderOf, mentions, names, reachOf, within } from "./reach";
import { neverSet, type Settable } from "./undefined";

/** Files that are read and folders that are entered where only the tree could have put them. */
export async function missingPaths(
  situation: Situation,
  command: number,
  inTree: (folder: string) => Promise<boolean>,
  settable: Settable,
): Promise<Diagnostic[]> {
  const { script, evaluated, tree } = situation;
  const found: Diagnostic[] = [];
  const all = pathsOfCommand(situation, command);
  for (const [index, { range }] of script.commands[command]!.words.entries()) {
    const paths = all[index] ?? [];
    const [first] = paths;
    if (first === undefined || paths.length > 1) continue;
    const { path, role, time } = first;
    const isRead = role === "input" || role === "checksums";
    if (!isRead && (role !== "folder" || time.words[0] !== "cd")) continue;
    const event = evaluated.lastEvent(path, time);
    if (event?.kind === "removed" && isRead && certainlyRemoved(event.by)) {
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
    const unset = unsetBefore(situation, command, index, settable);
    if (event !== undefined || (unset === undefined && !treesOwn(situation, path, time))) continue;
    if (!(await inTree(folderOf(path))) || (await evaluated.fileOf(path)) !== undefined) continue;
    if ((await inTree(path)) || !untouched(situation, first)) continue;
    if (isToldAtBuild(situation, path, range)) continue;
    if (unset !== undefined) {
      found.push(neverSet(unset, `this comes to \`${path}\`, which is not there`, settable));
      continue;
    }
    // Of the two folders that make up the root, the one whose script says so.
    const source = sourcesOf(tree, path).at(folderOf(situation.path) === tree.seed ? 0 : -1) ?? "";
    const shown = source.slice(tree.root.length + 1);
    found.push(
      isRead
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

/** Whether it is the `sources` of the script's own step, which the build's line in the manifest has the finding of. */
function isToldAtBuild({ script: { text }, path: own, tree }: Situation, path: string, word: Range): boolean {
  const folder = folderOf(own);
  if (folderOf(folder) !== tree.steps || path !== `/steps/${folder.slice(tree.steps.length + 1)}/sources`)
    return false;
  const read = transcribesSources(text);
  return read !== undefined && read.start <= word.start && word.end <= read.end;
}

/** The variable that a word begins with, `${NAME}/…`, where nothing ever sets it. */
function unsetBefore(
  { script }: Situation,
  command: number,
  word: number,
  settable: Settable,
): Mention | undefined {
  const { range } = script.commands[command]!.words[word]!;
  const use = usesOfCommand(script, command).find(
    ({ whole }) => whole.start === range.start || whole.start === range.start + 1,
  );
  const isPath = use?.word === word && script.text.latin1[use.whole.end] === "/";
  return isPath && !settable.names.has(use.name) ? use : undefined;
}

/** What the script generator and rootfs.py write into `/steps`. */
const writtenBefore = /^\/steps\/(?:\d+\.sh|bootstrap\.cfg)$/;

/**
 * Whether a path lies where a tree keeps its sources: in `steps/`, or, for scripts of the seed, anywhere but where a
 * system keeps its own.
 */
function treesOwn({ tree, path: script }: Situation, path: string, { dialect }: EvaluatedCommand): boolean {
  if (dialect === "minimal") return true;
  if (writtenBefore.test(path)) return false;
  if (path.startsWith("/steps/")) return true;
  const seeds = script.startsWith(`${tree.stage0}/`) || folderOf(script) === tree.seed;
  return seeds && !/^\/(?:usr|tmp|dev|proc|sys|etc|external)\/|^\/(?:init|kaem\.run\.\d+)$/.test(path);
}

/** Whether a command that removes a file is sure to run, and so is what it names. */
function certainlyRemoved({ certainty, program }: EvaluatedCommand): boolean {
  return certainty === "runs" && program !== undefined;
}

/** Whether no command before made anything of a path, or worked in its folder in a way that is not known. */
function untouched({ evaluated }: Situation, { path, role, time }: WordPath): boolean {
  for (const before of evaluated.commands) {
    if (before.sequence >= time.sequence) return true;
    if (before.certainty === "skipped") continue;
    if (names(before, path) || mayHaveMade(before, path, role === "checksums")) return false;
  }
  return true;
}

/** Whether a command does more than its arguments say, where it may come across a path. */
function mayHaveMade(command: EvaluatedCommand, path: string, isList: boolean): boolean {
  const reach = reachOf(command);
  if (reach === "named") return false;
  const { directory } = command.state;
  const folder = folderOf(path);
  if (within(folder, directory)) return true;
  if (reach === "unpacks") return false;
  // What builds in a folder below makes many things around it; no list of checksums unless it is told to.
  const below = within(directory, folder);
  return (below && !isList) || mentions(command, folder, !below && reach === "anything");
}
