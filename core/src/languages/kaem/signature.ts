import type { Document } from "../language";
import type { Signature } from "../services";
import { toolOf } from "./files";
import { assignedName, builtins } from "./keywords";
import { commandIndexAt, programWord, scriptOf } from "./script";
import { operandAt, readArguments } from "./tools/arguments";
import { situationOf } from "./situation";
import { toolNamed } from "./tools/index";
import type { Tool } from "./tools/tool";

/** How the tool of a command is called, with the argument that the offset is in. */
export async function signature(document: Document, offset: number): Promise<Signature | undefined> {
  const situation = await situationOf(document);
  const script = situation?.script ?? scriptOf(document);
  const index = commandIndexAt(script, offset);
  const command = index === undefined ? undefined : script.commands[index]!;
  if (command === undefined || !reaches(document, command.range.end, offset)) return undefined;
  const full = script.dialect === "full";
  const at = programWord(script, command);
  if (at === undefined || (full && assignedName(command.words[0]!.text) !== undefined)) return undefined;
  const program = command.words[at]!;
  if (offset <= program.range.end) return undefined;
  const words = command.words.slice(at + 1);
  const builtin = full && at === 0 ? builtins.get(program.text) : undefined;
  if (builtin !== undefined) {
    return { label: builtin.usage, documentation: builtin.summary, parameters: [], active: undefined };
  }
  const tool = toolNamed(program.text) ?? toolOf(situation, index!, program.text);
  if (tool === undefined) return undefined;
  // The word that is typed; one that is not there yet counts as empty.
  const touched = words.findIndex(({ range }) => range.start <= offset && offset <= range.end);
  const before = words.filter(({ range }) => range.end < offset).length;
  const typed = words.map(({ text }) => text);
  if (touched < 0) typed.splice(before, 0, "");
  return { ...labelled(tool), active: activeOf(tool, typed, touched < 0 ? before : touched) };
}

/** Whether an offset behind a command still belongs to it: only blanks and continued lines between. */
function reaches({ text }: Document, end: number, offset: number): boolean {
  return offset <= end || /^(?:[ \t]|\\\n[ \t])*$/.test(text.latin1.slice(end, offset));
}

/** Operands first, then options: the parts that the label has are found in it by their text. */
function labelled(tool: Tool): Omit<Signature, "active"> {
  const operands = tool.operands.map(({ label, meaning }) => ({ label, documentation: meaning }));
  const options = tool.options.map(({ names, value, meaning }) => {
    const shown = names.find((name) => tool.usage.includes(name)) ?? names[0]!;
    return { label: value === undefined ? shown : `${shown} ${value.label}`, documentation: meaning };
  });
  const missing = options.filter(({ label }) => !tool.usage.includes(label)).map(({ label }) => `[${label}]`);
  return {
    label: [tool.usage, ...missing].join(" "),
    documentation: tool.summary,
    parameters: [...operands, ...options],
  };
}

function activeOf(tool: Tool, words: readonly string[], at: number): number | undefined {
  const found = readArguments(tool, words);
  const argument = found.findLast(({ index }) => index === at);
  if (argument?.option !== undefined) return tool.operands.length + tool.options.indexOf(argument.option);
  const place = found.filter(({ kind, index }) => kind === "operand" && index < at).length;
  const count = found.filter(({ kind }) => kind === "operand").length;
  const operand = operandAt(tool, place, count);
  return operand === undefined ? undefined : tool.operands.indexOf(operand);
}
