import type { KaemCommand, KaemScript } from "./syntax";

/** An `if` with what belongs to it: indices of commands. */
export interface Block {
  readonly if: number;
  /** Undefined where there is none, or where it stands on the same command as something else. */
  readonly then: number | undefined;
  readonly else: number | undefined;
  /** Undefined where the script ends before it does. */
  readonly fi: number | undefined;
  /** How many other blocks a reader sees around it; kaem itself cannot nest them. */
  readonly depth: number;
}

/** The blocks of a script as a reader sees them, in the order of their `if`. */
export function blocksOf(script: KaemScript): { blocks: readonly Block[]; strays: readonly number[] } {
  const blocks: { if: number; then?: number; else?: number; fi?: number; depth: number }[] = [];
  const open: (typeof blocks)[number][] = [];
  const strays: number[] = [];
  if (script.dialect === "full") {
    script.commands.forEach((command, index) => {
      const word = command.words[0]!.text;
      if (word === "if") {
        const block = { if: index, depth: open.length };
        blocks.push(block);
        open.push(block);
        return;
      }
      if (word !== "then" && word !== "else" && word !== "fi") return;
      const block = open.at(-1);
      if (block === undefined) strays.push(index);
      else block[word] ??= index;
      if (word === "fi") open.pop();
    });
  }
  return {
    blocks: blocks.map((block) => ({ then: undefined, else: undefined, fi: undefined, ...block })),
    strays,
  };
}

/** How many blocks are around each command; `if`, `then`, `else` and `fi` count as outside of their own. */
export function depthsOf(script: KaemScript): readonly number[] {
  let depth = 0;
  return script.commands.map((command: KaemCommand) => {
    if (script.dialect === "minimal") return 0;
    const word = command.words[0]!.text;
    if (word === "if") return depth++;
    if (word === "fi") return (depth = Math.max(0, depth - 1));
    return word === "then" || word === "else" ? Math.max(0, depth - 1) : depth;
  });
}
