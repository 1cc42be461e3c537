import type { Operand, Option, Role, Tool } from "./tool";

/** What a word of a command is to the tool. */
export interface Argument {
  /** 0 is the first word behind the program. */
  readonly index: number;
  readonly kind: "option" | "value" | "operand" | "unknown";
  /** The path or text itself: for a joined option what stands behind its name. */
  readonly text: string;
  readonly role: Role | undefined;
  readonly option?: Option;
  readonly operand?: Operand;
}

/**
 * Tells options, their values and operands apart, as the tool itself would. For a joined option (`-Iinclude`) the one
 * word gives two arguments, the option and the value.
 *
 * @param words those behind the program's name, variables replaced
 */
export function readArguments(tool: Tool, words: readonly string[]): readonly Argument[] {
  const found: Argument[] = [];
  const places: number[] = [];
  for (let index = 0; index < words.length; index++) {
    const text = words[index]!;
    const option = tool.options.find(({ names }) => names.includes(text));
    const joined = option === undefined ? joinedOption(tool, text) : undefined;
    if (option !== undefined) {
      found.push({ index, kind: "option", text, role: undefined, option });
      const value = words[index + 1];
      if (option.value === undefined || value === undefined) continue;
      index++;
      found.push({ index, kind: "value", text: value, role: option.value.role, option });
    } else if (joined !== undefined) {
      const name = text.slice(0, 2);
      found.push({ index, kind: "option", text: name, role: undefined, option: joined });
      found.push({ index, kind: "value", text: text.slice(2), role: joined.value?.role, option: joined });
    } else if (text.startsWith("-") && tool.options.length > 0) {
      found.push({ index, kind: "unknown", text, role: undefined });
    } else {
      places.push(found.length);
      found.push({ index, kind: "operand", text, role: undefined });
    }
  }
  const lists = tool.names.includes("sha256sum") && words.some((word) => word === "-c" || word === "--check");
  places.forEach((at, place) => {
    const operand = operandAt(tool, place, places.length);
    if (operand === undefined) return;
    found[at] = { ...found[at]!, operand, role: lists ? "checksums" : operand.role };
  });
  return found;
}

function joinedOption(tool: Tool, text: string): Option | undefined {
  if (text.length < 3) return undefined;
  return tool.options.find(({ joined, names }) => joined === true && names.includes(text.slice(0, 2)));
}

/** The operand at a place among `count`: those behind the repeated one are counted from the end. */
export function operandAt({ operands }: Tool, place: number, count: number): Operand | undefined {
  const repeated = operands.findIndex((each) => each.repeated === true);
  if (repeated < 0 || place < repeated) return operands[place];
  const behind = operands.length - 1 - repeated;
  const fromEnd = count - place;
  return fromEnd <= behind && place > repeated ? operands[operands.length - fromEnd] : operands[repeated];
}

/** Whether all that a tool reads and writes is known from its arguments: no word is left over. */
export function understood(tool: Tool, found: readonly Argument[]): boolean {
  return (
    tool.open !== true &&
    found.every(({ kind, operand }) => kind !== "unknown" && (kind !== "operand" || operand !== undefined))
  );
}
