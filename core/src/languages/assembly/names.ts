import { touches, type Range } from "../../text/range";
import type { Situation, ProgramFile } from "./situation";
import { namesOf, type Mention, type Source } from "./source";
import { kind } from "./tokens";

/** What a name stands for. */
export type What = "labels" | "macros";

/** The name under a cursor: its own stretch, the sigil or colon in front left out. */
export interface NameAt {
  readonly what: What;
  /** A character a byte. */
  readonly name: string;
  readonly range: Range;
  readonly token: number;
}

export function nameAt({ tokens, text }: Source, offset: number): NameAt | undefined {
  // Between two tokens that touch, the second one is under the cursor, but only a name is of use.
  for (const token of [tokens.at(offset), tokens.at(offset - 1)]) {
    if (token === undefined || !touches(tokens.rangeOf(token), offset)) continue;
    const what = whatOf(tokens.kindOf(token));
    const range = tokens.nameOf(token);
    if (what === undefined || range.start === range.end) continue;
    return { what, name: text.latin1.slice(range.start, range.end), range, token };
  }
  return undefined;
}

function whatOf(token: number): What | undefined {
  if (token === kind.label || token === kind.reference || token === kind.base) return "labels";
  return token === kind.macro || token === kind.defineName ? "macros" : undefined;
}

/** A mention and the file that it is in. */
export interface Found extends Mention {
  readonly file: ProgramFile;
}

/** Every mention of a name in a program, file by file. */
export function mentionsOf({ files }: Pick<Situation, "files">, what: What, name: string): readonly Found[] {
  return files.flatMap((file) =>
    (namesOf(file.source)[what].get(name) ?? []).map((mention) => ({ ...mention, file })),
  );
}

/** Those that say what it stands for. */
export function definitionsOf(
  situation: Pick<Situation, "files">,
  what: What,
  name: string,
): readonly Found[] {
  return situation.files.flatMap((file) =>
    namesOf(file.source)
      .definitionsOf(what, name)
      .map((mention) => ({ ...mention, file })),
  );
}

/** The token behind a DEFINE's name: its value. */
export function valueOf({ source: { tokens } }: ProgramFile, { token }: Mention): Range | undefined {
  return tokens.kindOf(token + 1) === kind.defineValue ? tokens.rangeOf(token + 1) : undefined;
}
