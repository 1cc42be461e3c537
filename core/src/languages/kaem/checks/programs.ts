import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { EvaluatedCommand, EvaluatedTree, TreePlace } from "../../../tree/evaluatedTree";
import { closest, isOneEditAway } from "../../manifest/closest";
import { pathFolders } from "../interpreter/lookup";
import { isKnown } from "../interpreter/world";
import { builtins, shellOnly } from "../keywords";
import { resolvePath } from "../paths";
import { programWord, rawWord } from "../script";
import { shownPlace, type Situation } from "../situation";
import { toolNamed } from "../tools/index";
import { replacement } from "./fixes";
import { folderOf, names as mayName, reachOf, within } from "./reach";

/** What a command wants to run, and where it would have to be. */
interface Wanted {
  /** As the command names it. */
  readonly name: string;
  /** Every path at which it could be found. */
  readonly paths: readonly string[];
  readonly time: EvaluatedCommand;
}

/**
 * A program that is built further on only, one of the early tools that is not there, or one that nothing can have made.
 *
 * @param looks how often the programs that are there may be looked through for a document: of thousands of names that
 *   are not known nobody reads the last suggestions
 */
export async function unknownProgram(
  situation: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
  inTree: (folder: string) => Promise<boolean>,
  looks: { left: number },
): Promise<Diagnostic[]> {
  const { script, evaluated } = situation;
  const words = script.commands[command]!;
  const at = programWord(script, words);
  const wanted = at === undefined ? undefined : wantedBy(situation, times, at);
  if (at === undefined || wanted === undefined || !isFirst(evaluated, wanted)) return [];
  const { name, time, paths } = wanted;
  for (const path of paths) {
    if (evaluated.lastEvent(path, time) !== undefined || evaluated.isFolder(path)) return [];
    if ((await evaluated.fileOf(path)) !== undefined || (await inTree(path))) return [];
  }
  const { range } = words.words[at]!;
  const byPath = isPath(name, time);
  const later = byPath ? laterAt(evaluated, paths[0]!, time) : maker(evaluated, name, time);
  if (later !== undefined) {
    if (byPath && installsBefore(evaluated, time)) return [];
    const place = later.place && (await shownPlace(situation, later.place));
    const message = `\`${name}\` is not there yet: it is made by ${place ?? "a command"}, which runs later.`;
    return [diagnose("kaem/unknown-program", range, message)];
  }
  if (!byPath && !name.includes("/") && toolNamed(name) !== undefined) {
    const message = `\`${name}\` is not there yet: nothing has put it into \`PATH\`.`;
    return [diagnose("kaem/unknown-program", range, message)];
  }
  // What other shells mean by it has a finding of its own, and so has a name that is looked for as it was not meant.
  if (!/^[\w.+/-]+$/.test(name) || shellOnly.has(name) || byPath !== name.includes("/")) return [];
  if (looks.left-- <= 0) return [];
  const others = namesBeside(evaluated, wanted);
  const near = misspelt(evaluated, wanted, others);
  if (near === undefined && !isAbsent(evaluated, wanted)) return [];
  const meant = near ?? closest(lastPart(name), others);
  const raw = rawWord(script, words.words[at]!);
  const fixes =
    meant !== undefined && raw.endsWith(lastPart(name))
      ? [
          replacement(
            `Change to \`${meant}\``,
            { start: range.end - lastPart(name).length, end: range.end },
            meant,
          ),
        ]
      : [];
  const message = `There is no \`${name}\`: nothing before makes it.`;
  return [diagnose("kaem/unknown-program", range, message, { fixes })];
}

/** The program of a command where it is the same every time, and its shell does not find it; undefined else. */
function wantedBy({ script }: Situation, times: readonly EvaluatedCommand[], at: number): Wanted | undefined {
  let wanted: Wanted | undefined;
  for (const time of times) {
    const name = time.words[time.origins.indexOf(at)];
    if (name === undefined || name === "" || !isKnown(name) || /[=\s]/.test(name)) return undefined;
    if (script.dialect === "full" && at === 0 && builtins.has(name)) return undefined;
    const paths = pathsOf(name, time);
    if (paths === undefined || (wanted !== undefined && wanted.paths.join(":") !== paths.join(":")))
      return undefined;
    wanted ??= { name, paths, time };
  }
  return wanted;
}

/** Where programs lie that no command makes: the kernel's, and the seeds, which a tree may leave to be fetched. */
const fromOutside = /^\/(?:dev|proc|sys|bootstrap-seeds)\//;

/** Where a shell looks for a program that it did not find; undefined where it found one, or nobody knows. */
function pathsOf(name: string, { program, state, dialect }: EvaluatedCommand): string[] | undefined {
  const { directory, path } = state;
  if (!isKnown(directory)) return undefined;
  if (isPath(name, { dialect })) {
    const resolved = resolvePath(directory, name);
    return fromOutside.test(resolved) ? undefined : [resolved];
  }
  if (program !== undefined || !isKnown(path)) return undefined;
  return pathFolders(path).map((folder) => resolvePath(directory, `${folder}/${name}`));
}

/** Whether a shell takes a name as it stands, and does not look into `PATH`. */
function isPath(name: string, { dialect }: Pick<EvaluatedCommand, "dialect">): boolean {
  return dialect === "minimal" || name.startsWith(".") || name.startsWith("/");
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

const firsts = new WeakMap<EvaluatedTree, ReadonlyMap<string, number>>();

/** Whether no command before wants the same and does not find it: a run stops there, so that the rest follows from it. */
function isFirst(evaluated: EvaluatedTree, { name, paths, time }: Wanted): boolean {
  let known = firsts.get(evaluated);
  if (known === undefined) {
    const first = new Map<string, number>();
    for (const command of evaluated.commands) {
      const other = command.certainty === "skipped" ? undefined : programNameOf(command);
      const places = other === undefined || !isKnown(other) ? undefined : pathsOf(other, command);
      const key = places === undefined ? undefined : keyOf(other!, places);
      if (key !== undefined && !first.has(key)) first.set(key, command.sequence);
    }
    firsts.set(evaluated, (known = first));
  }
  return known.get(keyOf(name, paths)) === time.sequence;
}

function keyOf(name: string, paths: readonly string[]): string {
  return `${name}\n${paths.join(":")}`;
}

/** The word that names the program, behind `if` and `exec`. */
function programNameOf({ words, dialect }: EvaluatedCommand): string | undefined {
  return dialect === "full" ? words.find((word) => word !== "if" && word !== "exec") : words[0];
}

const made = new WeakMap<EvaluatedTree, ReadonlyMap<string, readonly EvaluatedCommand[]>>();

/** The first command that makes a program of a name, which must come after the one that wants it. */
function maker(
  evaluated: EvaluatedTree,
  name: string,
  before: EvaluatedCommand,
): EvaluatedCommand | undefined {
  let byName = made.get(evaluated);
  if (byName === undefined) {
    const all = new Map<string, EvaluatedCommand[]>();
    for (const command of evaluated.commands) {
      for (const { role, path } of command.uses) {
        if (role !== "output") continue;
        const known = all.get(lastPart(path));
        if (known === undefined) all.set(lastPart(path), [command]);
        else known.push(command);
      }
    }
    made.set(evaluated, (byName = all));
  }
  const makers = byName.get(lastPart(name));
  // Made before, too: then it was put where nobody looks for it, or removed, and that is not for us to tell.
  return makers?.every(({ sequence }) => sequence > before.sequence) === true ? makers[0] : undefined;
}

/** The first command that makes what is at a path, which nothing does before. */
function laterAt(
  evaluated: EvaluatedTree,
  path: string,
  before: EvaluatedCommand,
): EvaluatedCommand | undefined {
  const first = evaluated.events().find((each) => each.path === path && each.event.kind === "made");
  return first !== undefined && first.event.sequence > before.sequence ? first.event.by : undefined;
}

const installs = new WeakMap<EvaluatedTree, number>();

/** Whether something like `make install` ran before, which puts programs where nobody knows. */
function installsBefore(evaluated: EvaluatedTree, { sequence }: EvaluatedCommand): boolean {
  let first = installs.get(evaluated);
  if (first === undefined) {
    const found = evaluated.commands.find(
      ({ certainty, words }) =>
        certainty !== "skipped" && words.some((word, at) => at > 0 && /(?<!un)install/.test(word)),
    );
    installs.set(evaluated, (first = found?.sequence ?? Infinity));
  }
  return first < sequence;
}

/** The names of programs that lie where a command looks. */
function namesBeside(evaluated: EvaluatedTree, { name, paths, time }: Wanted): ReadonlySet<string> {
  if (!isPath(name, time)) return new Set(evaluated.programsAt(time).map((program) => program.name));
  return new Set(evaluated.filesIn(folderOf(paths[0]!), time).map(lastPart));
}

/**
 * The one program that a name is a letter away from, where that is sure to be a slip: names of four letters, names that
 * differ in a digit or begin otherwise, and names that stand elsewhere, too, are often programs of their own. Behind
 * `make install` only long names of the early tools are sure.
 */
function misspelt(
  evaluated: EvaluatedTree,
  { name, paths, time }: Wanted,
  others: ReadonlySet<string>,
): string | undefined {
  const last = lastPart(name);
  if (last.length < 5) return undefined;
  // Beside a program that a step builds others are built of which nobody knows.
  if (isPath(name, time) && !pathFolders(time.state.path).includes(folderOf(paths[0]!))) return undefined;
  const near = [...others].filter(
    (other) =>
      other[0] === last[0] &&
      isOneEditAway(last, other) &&
      other.replace(/\d/g, "") !== last.replace(/\d/g, ""),
  );
  const [only] = near;
  if (only === undefined || near.length > 1) return undefined;
  if ((only.length < 8 || toolNamed(only) === undefined) && installsBefore(evaluated, time)) return undefined;
  return standsOnce(evaluated, last) ? only : undefined;
}

const standing = new WeakMap<EvaluatedTree, ReadonlyMap<string, TreePlace | undefined>>();

/** Whether a name stands in one place of the tree's scripts only, as the last part of a word. */
function standsOnce(evaluated: EvaluatedTree, name: string): boolean {
  let places = standing.get(evaluated);
  if (places === undefined) {
    const all = new Map<string, TreePlace | undefined>();
    for (const { words, place } of evaluated.commands) {
      if (place === undefined) continue;
      for (const last of new Set(words.map(lastPart))) {
        const known = all.get(last);
        const same = known?.file === place.file && known.range.start === place.range.start;
        if (!all.has(last) || same) all.set(last, place);
        else all.set(last, undefined);
      }
    }
    standing.set(evaluated, (places = all));
  }
  return places.get(name) !== undefined;
}

const knownUntil = new WeakMap<EvaluatedTree, number>();

/** Whether nothing can have made a program: all that every command before writes is known. */
function isAbsent(evaluated: EvaluatedTree, { paths, time }: Wanted): boolean {
  const { commands } = evaluated;
  let until = knownUntil.get(evaluated);
  if (until === undefined) {
    const first = commands.find((each) => each.certainty !== "skipped" && reachOf(each) === "anything");
    knownUntil.set(evaluated, (until = first?.sequence ?? Infinity));
  }
  if (until < time.sequence) return false;
  for (const before of commands) {
    if (before.sequence >= time.sequence) return true;
    if (before.certainty === "skipped") continue;
    const { directory } = before.state;
    const more = reachOf(before) !== "named";
    if (paths.some((path) => mayName(before, path) || (more && within(path, directory)))) return false;
  }
  return true;
}
