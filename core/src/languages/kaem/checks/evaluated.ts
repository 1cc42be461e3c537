import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { EvaluatedCommand, EvaluatedTree } from "../../../tree/evaluatedTree";
import { isKnown } from "../interpreter/world";
import { builtins } from "../keywords";
import { usesOfCommand } from "../mentions";
import { programWord, rawWord } from "../script";
import { folderLookup, shownPlace, type Situation } from "../situation";
import { toolNamed } from "../tools/index";
import { assemblerChecks, mixedByteOrders } from "./assemblers";
import { missingPaths } from "./missing";
import { otherShellChecks } from "./otherShell";
import { valueChecks } from "./values";

/** What goes wrong for certain, from what is true where the script runs. Nothing for a script that nobody runs. */
export async function evaluatedChecks(situation: Situation): Promise<Diagnostic[]> {
  const inTree = folderLookup(situation);
  const found = await Promise.all(
    situation.script.commands.map(async (_, command) => {
      const times = situation.times[command]!;
      // What is skipped under this configuration is not looked at: it may never have been meant to work.
      if (times.length === 0 || times.some(({ certainty }) => certainty === "skipped")) return [];
      return [
        ...emptyArguments(situation, command, times),
        ...valueChecks(situation, command),
        ...assemblerChecks(situation, command, times),
        ...(await unknownProgram(situation, command, times)),
        ...(await missingPaths(situation, command, inTree)),
      ];
    }),
  );
  const alone = found.flat();
  // Where one of the tools has the wrong order, that is said of it.
  const mixed = alone.some(({ code }) => code === "kaem/byte-order") ? [] : await mixedByteOrders(situation);
  return [...alone, ...mixed, ...(await otherShellChecks(situation))];
}

/** Words of nothing but variables that are not set. */
function emptyArguments(
  situation: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
): Diagnostic[] {
  const { script } = situation;
  const found: Diagnostic[] = [];
  const { words } = script.commands[command]!;
  const uses = usesOfCommand(script, command);
  words.forEach((word, index) => {
    const mine = uses.filter((use) => use.word === index);
    const raw = rawWord(script, word).replace(/^"|"$/g, "");
    if (index === 0 || mine.length === 0 || !/^(?:\$\{[^}:]*\})+$/.test(raw)) return;
    const unset = mine.every(({ name }) => times.every(({ state }) => !state.environment.has(name)));
    if (!unset) return;
    const names = mine.map(({ name }) => `\`${name}\``).join(" and ");
    const message = `${names} ${mine.length > 1 ? "are" : "is"} not set here: an empty argument is passed.`;
    found.push(diagnose("kaem/empty-argument", word.range, message));
  });
  return found;
}

/** A program that is built further on only, or one of the early tools that is not there. */
async function unknownProgram(
  situation: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
): Promise<Diagnostic[]> {
  const { script, evaluated } = situation;
  const words = script.commands[command]!;
  const at = programWord(script, words);
  if (at === undefined || times.some(({ program }) => program !== undefined)) return [];
  const names = new Set<string>();
  for (const time of times) {
    const index = time.origins.indexOf(at);
    const name = time.words[index];
    if (name === undefined || !isKnown(name) || /[=\s]/.test(name)) return [];
    if (script.dialect === "full" && at === 0 && builtins.has(name)) return [];
    names.add(name);
  }
  const [name] = names;
  const time = times[0];
  if (name === undefined || names.size > 1 || name === "" || time === undefined) return [];
  const later = maker(evaluated, name, time);
  if (later === undefined && (name.includes("/") || toolNamed(name) === undefined)) return [];
  const place = later?.place && (await shownPlace(situation, later.place));
  const when =
    place === undefined ? "nothing has put it into `PATH`" : `it is made by ${place}, which runs later`;
  const message = `\`${name}\` is not there yet: ${when}.`;
  return [diagnose("kaem/unknown-program", words.words[at]!.range, message)];
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
        const last = path.slice(path.lastIndexOf("/") + 1);
        const known = all.get(last);
        if (known === undefined) all.set(last, [command]);
        else known.push(command);
      }
    }
    made.set(evaluated, (byName = all));
  }
  const makers = byName.get(name.slice(name.lastIndexOf("/") + 1));
  // Made before, too: then it was put where nobody looks for it, or removed, and that is not for us to tell.
  return makers?.every(({ sequence }) => sequence > before.sequence) === true ? makers[0] : undefined;
}
