import type { Range } from "../../text/range";
import { sourcesOf } from "../../runs/layout";
import type { Document } from "../language";
import type { Completion } from "../services";
import { toolOf } from "./files";
import { isKnown } from "./interpreter/world";
import { assignedName, builtins } from "./keywords";
import { mentionsOf } from "./mentions";
import { resolvePath } from "./paths";
import { commandIndexAt, scriptOf } from "./script";
import { nearestTimes, situationOf, type Situation } from "./situation";
import type { KaemScript } from "./syntax";
import { toolNamed, tools } from "./tools/index";
import type { Tool } from "./tools/tool";
import { toolLines } from "./tools/markdown";
import { expandWord, knownText } from "./variables";

/** Where the offset is: what of its word is typed, and the words before it. */
interface Typed {
  /** From the word's start to its end, as far as it belongs together. */
  readonly range: Range;
  readonly text: string;
  /** Words of the command before it, as they are written. */
  readonly before: readonly string[];
  /** The command that is true here: its own, or the one before. */
  readonly command: number | undefined;
}

/** Commands that can be found here, builtins, variables, options of the tool, paths of the tree. */
export async function completion(document: Document, offset: number): Promise<readonly Completion[]> {
  const situation = await situationOf(document);
  const script = situation?.script ?? scriptOf(document);
  const comment = script.comments.some(({ start, end }) => start < offset && offset <= end);
  if (comment) return [];
  const typed = typedAt(script, offset);
  const variable = /\$\{([\w.-]*)$/.exec(typed.text);
  if (variable !== null) {
    return script.dialect === "full" ? variables(script, situation, typed, offset, variable[1]!) : [];
  }
  const words =
    script.dialect === "full"
      ? typed.before.filter((word) => word !== "if" && word !== "exec")
      : typed.before;
  const program = words[0];
  if (program === undefined) {
    const commands = typed.text.includes("/") ? [] : programs(script, situation, typed);
    return [...commands, ...(await paths(situation, typed))];
  }
  if (script.dialect === "full" && assignedName(program) !== undefined) return [];
  if (typed.text.startsWith("-")) {
    return options(toolOf(situation, typed.command ?? 0, program), typed);
  }
  return paths(situation, typed);
}

function typedAt(script: KaemScript, offset: number): Typed {
  const { latin1 } = script.text;
  const head = /(?:[^\s";\\]|\\[^\n])*$/.exec(latin1.slice(Math.max(0, offset - 4096), offset))![0];
  const range = { start: offset - head.length, end: offset };
  const command = commandIndexAt(script, offset);
  const found = command === undefined ? undefined : script.commands[command]!;
  // A command that ended before: only blanks and continued lines may lie between.
  const open =
    found !== undefined &&
    (range.start <= found.range.end ||
      /^(?:[ \t]|\\\n[ \t])*$/.test(latin1.slice(found.range.end, range.start)));
  const before = open
    ? found.words.filter((word) => word.range.end <= range.start).map(({ text }) => text)
    : [];
  return { range, text: script.text.slice(range), before, command };
}

function timesOf(situation: Situation | undefined, command: number | undefined) {
  return situation === undefined ? [] : nearestTimes(situation, command);
}

function variables(
  script: KaemScript,
  situation: Situation | undefined,
  { command }: Typed,
  offset: number,
  typed: string,
): Completion[] {
  const values = new Map<string, string | undefined>();
  for (const { name, kind } of mentionsOf(script).mentions)
    if (kind === "assignment") values.set(name, undefined);
  for (const { state } of timesOf(situation, command)) {
    for (const [name, { value }] of state.environment) values.set(name, isKnown(value) ? value : undefined);
  }
  const range = { start: offset - typed.length, end: offset };
  const closed = script.text.latin1[offset] === "}";
  return [...values]
    .filter(([name]) => name !== "")
    .map(([name, detail]) => ({
      label: name,
      kind: "variable",
      range,
      insert: closed ? name : `${name}}`,
      ...(detail !== undefined && { detail }),
    }));
}

function programs(
  script: KaemScript,
  situation: Situation | undefined,
  { range, command }: Typed,
): Completion[] {
  const found = new Map<string, Completion>();
  if (script.dialect === "full") {
    for (const [label, { usage, summary }] of builtins) {
      found.set(label, { label, kind: "keyword", range, detail: usage, documentation: summary, rank: 1 });
    }
  }
  const times = timesOf(situation, command);
  const names = times.flatMap((time) =>
    time.dialect === "full" ? situation!.evaluated.programsAt(time).map(({ name }) => name) : [],
  );
  // Where nobody knows what is there, every tool may be.
  const known =
    times.length > 0 || script.dialect === "minimal" ? names : tools.flatMap((tool) => tool.names);
  for (const label of known) {
    if (found.has(label)) continue;
    const tool = toolNamed(label);
    const described = tool && { detail: tool.usage, documentation: toolLines(tool).join("\n\n") };
    found.set(label, { label, kind: "command", range, ...described });
  }
  return [...found.values()];
}

function options(tool: Tool | undefined, { range }: Typed): Completion[] {
  return (tool?.options ?? []).flatMap(({ names, value, meaning, required }) =>
    names.map((label, index): Completion => ({
      label,
      kind: "option",
      range,
      insert: value === undefined ? label : `${label} `,
      detail: value === undefined ? meaning : `${value.label}: ${meaning}`,
      rank: (required === true ? 0 : 1) + (index === 0 ? 0 : 2),
    })),
  );
}

/** What lies in the folder that the typed part of a path names, as the tree has it. */
async function paths(
  situation: Situation | undefined,
  { range, text, command }: Typed,
): Promise<Completion[]> {
  const time = timesOf(situation, command)[0];
  if (situation === undefined || time === undefined) return [];
  const slash = text.lastIndexOf("/") + 1;
  const { environment, directory } = time.state;
  const value = (name: string) => environment.get(name)?.value ?? null;
  const written = text.slice(0, slash);
  const folder = time.dialect === "full" ? knownText(expandWord(written, value)) : written;
  if (folder === undefined || !isKnown(folder) || !isKnown(directory)) return [];
  const inRoot = resolvePath(directory, folder === "" ? "." : folder);
  const name = { start: range.end - new TextEncoder().encode(text.slice(slash)).length, end: range.end };
  const found = new Map<string, Completion>();
  for (const source of sourcesOf(situation.tree, inRoot)) {
    for (const entry of await situation.workspace.files.list(source.replace(/\/$/, ""))) {
      if (found.has(entry.name) || entry.name.startsWith(".git")) continue;
      const isFolder = entry.kind === "directory";
      found.set(entry.name, {
        label: entry.name,
        kind: isFolder ? "folder" : "file",
        range: name,
        insert: isFolder ? `${entry.name}/` : entry.name,
        rank: 2,
      });
    }
  }
  return [...found.values()];
}
