import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { EvaluatedCommand } from "../../../tree/evaluatedTree";
import { isKnown } from "../interpreter/world";
import { usesOfCommand } from "../mentions";
import { programWord, rawWord } from "../script";
import type { Situation } from "../situation";
import type { KaemScript } from "../syntax";

/** What follows from the values that variables have where a command is read. */
export function valueChecks(situation: Situation, command: number): Diagnostic[] {
  const times = situation.times[command]!;
  return [
    ...splitProgram(situation, command, times),
    ...emptyDefaults(situation, command, times),
    ...unsetFirst(situation, command, times),
  ];
}

/** A program that is named by a variable with a blank in its value. */
function splitProgram(
  { script }: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
): Diagnostic[] {
  const words = script.commands[command]!;
  const at = programWord(script, words);
  if (at === undefined || !rawWord(script, words.words[at]!).includes("${")) return [];
  const names = times.map((time) => time.words[time.origins.indexOf(at)] ?? "");
  const [name] = names;
  if (
    name === undefined ||
    names.some((each) => !isKnown(each) || !/\S[ \t]+\S/.test(each) || /=/.test(each))
  )
    return [];
  const message = `kaem splits no values into words: it looks for a program named \`${name}\`.`;
  return [diagnose("kaem/no-splitting", words.words[at]!.range, message)];
}

/** `${NAME:-text}` where NAME is set, but to nothing. */
function emptyDefaults(
  { script }: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
): Diagnostic[] {
  return usesOfCommand(script, command)
    .filter(
      ({ name, range }) =>
        script.text.latin1.startsWith(":-", range.end) &&
        script.text.latin1[range.end + 2] !== "}" &&
        times.every(({ state }) => state.environment.get(name)?.value === ""),
    )
    .map(({ name, whole }) => {
      const message = `\`${name}\` is set here, to nothing: kaem takes that, and not what stands behind \`:-\`.`;
      return diagnose("kaem/default-of-empty", whole, message);
    });
}

/** kaem cannot remove the first variable of its environment. */
function unsetFirst(
  { script }: Situation,
  command: number,
  times: readonly EvaluatedCommand[],
): Diagnostic[] {
  if (script.dialect === "minimal" || script.commands[command]!.words[0]!.text !== "unset") return [];
  return script.commands[command]!.words.slice(1)
    .filter(({ text }) => times.every(({ state }) => state.environment.keys().next().value === text))
    .map(({ range, text }) =>
      diagnose(
        "kaem/unset-ignored",
        range,
        `\`${text}\` stays: it is the first variable, which kaem cannot remove.`,
      ),
    );
}

/** Words behind a program that are names of aliases: kaem replaces those, too, quoted or not. */
export function aliasChecks(script: KaemScript): Diagnostic[] {
  if (script.dialect === "minimal") return [];
  const aliases = new Map<string, string>();
  return script.commands.flatMap(({ words }, index) => {
    if (words[0]!.text === "alias") {
      const [, name, text] = /^([^=]+)=(.+)$/s.exec(words[1]?.text ?? "") ?? [];
      if (name !== undefined) aliases.set(name, text!);
      return [];
    }
    const program = programWord(script, script.commands[index]!) ?? 0;
    return words
      .filter(({ text }, at) => at > program && aliases.has(text))
      .map(({ range, text }) => {
        const message = `The alias \`${text}\` counts here, too: \`${aliases.get(text)}\` is passed.`;
        return diagnose("kaem/alias-argument", range, message);
      });
  });
}
