import type { Document, OutlineItem } from "../language";
import { bannersOf } from "./banners";
import { mentionsOf } from "./mentions";
import { programWord, scriptOf } from "./script";
import type { KaemCommand, KaemScript } from "./syntax";
import { readArguments } from "./tools/arguments";
import { toolNamed } from "./tools/index";

/**
 * The headings of a script with, below them, what is done there: programs and files that are built or installed, scripts
 * that are run, variables that are set.
 */
export function outline(document: Document): readonly OutlineItem[] {
  const script = scriptOf(document);
  const { text } = script;
  const banners = bannersOf(text);
  const items = itemsOf(script);
  const first = banners[0]?.start ?? text.length;
  const sections = banners.map(({ name, start, selection }, index): OutlineItem => {
    const range = { start, end: banners[index + 1]?.start ?? text.length };
    const children = items.filter((item) => range.start <= item.range.start && item.range.start < range.end);
    return { name, kind: "section", range, selection, ...(children.length > 0 && { children }) };
  });
  return [...items.filter(({ range }) => range.start < first), ...sections];
}

function itemsOf(script: KaemScript): OutlineItem[] {
  const assignments = mentionsOf(script).mentions.filter(({ kind }) => kind === "assignment");
  const variables = new Map(assignments.map((each) => [each.command, each]));
  return script.commands.flatMap((command, index) => {
    const variable = variables.get(index);
    const name = variable?.name;
    if (name !== undefined && name !== "") {
      const detail = command.words[0]!.text.slice(command.words[0]!.text.indexOf("=") + 1);
      return [{ name, detail, kind: "variable", range: command.range, selection: variable!.range } as const];
    }
    return commandItem(script, command);
  });
}

/** What a command writes, or the script that it runs. */
function commandItem(script: KaemScript, command: KaemCommand): OutlineItem[] {
  const at = programWord(script, command);
  const program = at === undefined ? undefined : command.words[at]!;
  const tool = program === undefined ? undefined : toolNamed(program.text);
  if (tool === undefined || program === undefined) return [];
  const words = command.words.slice(at! + 1);
  const found = readArguments(
    tool,
    words.map(({ text }) => text),
  );
  const runs = tool.names.includes("kaem") || tool.names.includes("kaem-0");
  const wanted = found.findLast(({ role }) => role === (runs ? "input" : "output"));
  if (wanted === undefined || wanted.text === "") return [];
  const detail = program.text.slice(program.text.lastIndexOf("/") + 1);
  const { range: selection } = words[wanted.index]!;
  return [{ name: wanted.text, detail, kind: runs ? "script" : "command", range: command.range, selection }];
}
