import type { Range } from "../../text/range";
import { lexHex } from "../assembly/hexLexer";
import { kind } from "../assembly/tokens";
import { hexModel, type HexModel } from "./model";
import { knownName, namedTargets } from "./targets";
import type { SourceText } from "../../text/sourceText";

/** A label comment, or a comment that names one as a target: hex0 itself has no labels. */
export interface LabelMention {
  readonly name: string;
  readonly range: Range;
  readonly write: boolean;
  /** Whether the comment says that control comes back: `call`, `bl`, `jal`. */
  readonly calls: boolean;
}

const call = /\b(?:call|bl|jal)\b/i;

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
  const found: LabelMention[] = labels.map(({ name, range }) => ({
    ...{ name, range },
    write: true,
    calls: false,
  }));
  const tokens = lexHex(text.bytes, "hex0");
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.comment) continue;
    const { start, end } = tokens.rangeOf(token);
    const comment = text.latin1.slice(start, end);
    for (const target of namedTargets(comment)) {
      const name = knownName(target, (each) => names.has(each));
      if (name === undefined) continue;
      const at = start + target.at;
      const calls = call.test(comment.slice(0, target.at));
      found.push({ name, range: { start: at, end: at + name.length }, write: false, calls });
    }
  }
  return found.sort((a, b) => a.range.start - b.range.start);
}

export function mentionAt(text: SourceText, offset: number): LabelMention | undefined {
  return mentionsOf(text).find(({ range }) => range.start <= offset && offset <= range.end);
}
