import { readArguments } from "../languages/kaem/tools/arguments";
import { toolNamed } from "../languages/kaem/tools/index";
import type { Role } from "../languages/kaem/tools/tool";

/** A path that a command names, and what the program does with it. */
export interface FileUse {
  /** As the command names it. */
  readonly path: string;
  /** Index into the command's words, variables replaced. */
  readonly word: number;
  readonly role: Exclude<Role, "text">;
}

/**
 * What a program does with the paths that its words name, as far as it is known; of an unknown program, that `-o` and
 * `--output` name what it writes.
 *
 * @param words the program first, variables replaced
 * @param program by what name the program is known, where that is not the one it is called by
 */
export function fileUses(words: readonly string[], program = words[0] ?? ""): readonly FileUse[] {
  const tool = toolNamed(program);
  if (tool === undefined) {
    return words.flatMap((path, word) =>
      word > 1 && ["-o", "--output"].includes(words[word - 1]!) ? [{ path, word, role: "output" }] : [],
    );
  }
  const found: FileUse[] = [];
  for (const { index, text, role } of readArguments(tool, words.slice(1))) {
    if (role !== undefined && role !== "text") found.push({ path: text, word: index + 1, role });
  }
  return found;
}
