import type { Range } from "../../text/range";
import { lexHex } from "../assembly/hexLexer";
import { kind } from "../assembly/tokens";
import { hexModel, type HexModel } from "./model";
import type { SourceText } from "../../text/sourceText";

/** A label comment, or a comment that names one as a target: hex0 itself has no labels. */
export interface LabelMention {
  readonly name: string;
  readonly range: Range;
  readonly write: boolean;
}

/** A target in a comment: behind a sigil, or behind a word that jumps (`call main`, `jz done`). */
const target =
  /(?:[%!@$~&]|\b(?:call|jmp|j[a-z]{1,3}|loop|bl|b(?:eq|ne|lt|ge|le|gt|eqz|nez)|jal)[ \t]+)([A-Za-z_.][\w.$-]*)/gi;

const known = new WeakMap<HexModel, readonly LabelMention[]>();

/** Every mention of a label of the source, in order. */
export function mentionsOf(text: SourceText): readonly LabelMention[] {
  const model = hexModel(text);
  let mentions = known.get(model);
  if (mentions === undefined) known.set(model, (mentions = find(model)));
  return mentions;
}

function find({ text, labels }: HexModel): readonly LabelMention[] {
  if (labels.length === 0) return [];
  const names = new Set(labels.map(({ name }) => name));
  const found: LabelMention[] = labels.map(({ name, range }) => ({ name, range, write: true }));
  const tokens = lexHex(text.bytes, "hex0");
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.comment) continue;
    const { start, end } = tokens.rangeOf(token);
    for (const match of text.latin1.slice(start, end).matchAll(target)) {
      // A name may end in a full stop that ends the sentence.
      const name = names.has(match[1]!) ? match[1]! : match[1]!.replace(/[.-]+$/, "");
      if (!names.has(name)) continue;
      const at = start + match.index + match[0].length - match[1]!.length;
      found.push({ name, range: { start: at, end: at + name.length }, write: false });
    }
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

export function mentionAt(text: SourceText, offset: number): LabelMention | undefined {
  return mentionsOf(text).find(({ range }) => range.start <= offset && offset <= range.end);
}
