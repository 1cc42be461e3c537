import { touches } from "../../text/range";
import type { Document, Hover } from "../language";
import { pathsOf, makersOf, programsOf, toolOf } from "./files";
import { isKnown, unknown } from "./interpreter/world";
import { assignedName, builtins } from "./keywords";
import { mentionAt, mentionsOf, type Mention } from "./mentions";
import { programWord, scriptOf, wordAt, type WordPlace } from "./script";
import { differentPlaces, likelyTimes, shownPlace, situationOf, type Situation } from "./situation";
import type { KaemScript } from "./syntax";
import { readArguments } from "./tools/arguments";
import { toolLines } from "./tools/markdown";

/** What a variable holds here and where it was set, what a command is and who built it, what a path leads to. */
export async function hover(document: Document, offset: number): Promise<Hover | undefined> {
  const situation = await situationOf(document);
  const script = situation?.script ?? scriptOf(document);
  const mention = mentionAt(script, offset);
  if (mention !== undefined) {
    const lines = await variableLines(script, situation, mention);
    return { range: mention.kind === "use" ? mention.whole : mention.range, markdown: lines.join("\n\n") };
  }
  const at = wordAt(script, offset);
  if (at === undefined) return undefined;
  const { range } = script.commands[at.command]!.words[at.word]!;
  if (!touches(range, offset)) return undefined;
  const lines = await wordLines(script, situation, at);
  return lines.length === 0 ? undefined : { range, markdown: lines.join("\n\n") };
}

async function variableLines(
  script: KaemScript,
  situation: Situation | undefined,
  { name, kind, command, word }: Mention,
): Promise<string[]> {
  const title = `**${name}**`;
  if (kind === "unset") return [`${title} is removed here.`];
  const times = likelyTimes(situation?.times[command] ?? []);
  if (situation === undefined || times.length === 0) return [unevaluated(script, name)];
  if (kind === "assignment") {
    const values = times.map(({ words }) => (words[0] ?? "").slice((words[0] ?? "").indexOf("=") + 1));
    return [`${title} becomes ${shownValues(values)}`];
  }
  const variables = times.map(({ state }) => state.environment.get(name));
  const unset = variables.some((variable) => variable === undefined);
  const values = variables.filter((variable) => variable !== undefined).map(({ value }) => value);
  const alone = script.text.slice(script.commands[command]!.words[word]!.range) === `\${${name}}`;
  const absent = alone ? "is unset here: an empty argument" : "is unset here";
  const lines = [
    values.length === 0
      ? `${title} ${absent}`
      : `${title} is ${shownValues(values)}${unset ? ", or unset" : ""}`,
  ];
  const places = differentPlaces(
    variables.map((variable) => variable && situation.evaluated.definitionOfVariable(variable)),
  );
  if (places.length > 0) {
    const shown = await Promise.all(places.slice(0, 5).map((place) => shownPlace(situation, place)));
    lines.push(`Set in ${shown.map((each) => `\`${each}\``).join(", ")}`);
  }
  return lines;
}

function unevaluated(script: KaemScript, name: string): string {
  const set = mentionsOf(script).mentions.filter((each) => each.name === name && each.kind === "assignment");
  const values = set.map(({ whole, range }) =>
    script.text.slice({ start: range.end + 1, end: whole.end }).replace(/^"|"$/g, ""),
  );
  return values.length === 0
    ? `**${name}** is not set in this script`
    : `**${name}** is set to ${shownValues(values)}`;
}

function shownValues(values: readonly string[]): string {
  const different = [...new Set(values)];
  const shown = different.slice(0, 5).map((value) => {
    if (value === "") return "empty";
    return isKnown(value)
      ? `\`${value}\``
      : value === unknown
        ? "not known"
        : `\`${value.replaceAll(unknown, "…")}\``;
  });
  if (different.length > 5) shown.push("…");
  return shown.join(" or ");
}

async function wordLines(
  script: KaemScript,
  situation: Situation | undefined,
  at: WordPlace,
): Promise<string[]> {
  const command = script.commands[at.command]!;
  const word = command.words[at.word]!;
  const program = programWord(script, command);
  const full = script.dialect === "full";
  const builtin = full && (at.word === 0 || at.word < (program ?? 0)) ? builtins.get(word.text) : undefined;
  if (builtin !== undefined) return [`\`${builtin.usage}\` — builtin of kaem`, builtin.summary];
  if (full && assignedName(command.words[0]!.text) !== undefined) return [];
  if (at.word === program) return programLines(situation, at.command, word.text);
  const argument = program === undefined ? undefined : argumentLine(script, situation, at, program);
  if (argument?.option === true) return [argument.line];
  const paths = situation === undefined ? [] : await pathLines(situation, at);
  return paths.length > 0 || argument === undefined ? paths : [argument.line];
}

async function programLines(
  situation: Situation | undefined,
  command: number,
  name: string,
): Promise<string[]> {
  const found = situation === undefined ? [] : programsOf(situation, command);
  const tool = toolOf(situation, command, name);
  const lines = tool === undefined ? [] : [...toolLines(tool)];
  if (situation === undefined) return lines;
  for (const { path, time } of found) {
    const makers = await Promise.all(
      makersOf(situation, path, time).map((place) => shownPlace(situation, place)),
    );
    const [installed, ...built] = makers.map((each) => `\`${each}\``);
    lines.push(
      installed === undefined
        ? `\`${path}\``
        : `\`${path}\`, made by ${[installed, ...built].join(", from ")}`,
    );
  }
  return lines;
}

/** What a word is to its tool: an option, the value of one, or an operand. */
function argumentLine(
  script: KaemScript,
  situation: Situation | undefined,
  at: WordPlace,
  program: number,
): { readonly option: boolean; readonly line: string } | undefined {
  const { words } = script.commands[at.command]!;
  const tool = toolOf(situation, at.command, words[program]!.text);
  if (tool === undefined || at.word < program) return undefined;
  const here = readArguments(
    tool,
    words.slice(program + 1).map(({ text }) => text),
  ).find(({ index }) => index === at.word - program - 1);
  if (here?.option !== undefined) {
    const { names, value, meaning } = here.option;
    const line = `\`${names.join("`, `")}${value === undefined ? "" : ` ${value.label}`}\` — ${meaning}`;
    return { option: here.kind === "option", line };
  }
  return here?.operand && { option: false, line: `\`${here.operand.label}\` — ${here.operand.meaning}` };
}

const roles = {
  input: "is read",
  output: "is written",
  update: "is changed",
  removed: "is removed",
  checksums: "lists the checksums to verify",
  folder: "is a folder",
  newFolder: "is a folder that is made",
  program: "is run",
} as const;

async function pathLines(situation: Situation, at: WordPlace): Promise<string[]> {
  const lines: string[] = [];
  for (const { path, role, time } of pathsOf(situation, at.command, at.word)) {
    const parts = [`\`${path}\`${role === undefined ? "" : ` ${roles[role]}`}`];
    const [maker] = makersOf(situation, path, time);
    const file = await situation.evaluated.fileOf(path);
    if (maker !== undefined) parts.push(`made by \`${await shownPlace(situation, maker)}\``);
    else if (file !== undefined) parts.push(`\`${file.slice(situation.tree.root.length + 1)}\` of the tree`);
    lines.push(parts.join(", "));
  }
  return lines;
}
