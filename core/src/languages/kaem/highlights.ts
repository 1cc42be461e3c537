import type { Document } from "../language";
import type { Highlight } from "../services";
import { blocksOf } from "./blocks";
import { mentionAt, mentionsOf } from "./mentions";
import { scriptOf, wordAt } from "./script";

/** Every mention of the variable, or all the words of the `if` that the offset is on. */
export function highlights(document: Document, offset: number): readonly Highlight[] {
  const script = scriptOf(document);
  const mention = mentionAt(script, offset);
  if (mention !== undefined) {
    return mentionsOf(script)
      .mentions.filter(({ name }) => name === mention.name)
      .map(({ range, kind }) => ({ range, write: kind !== "use" }));
  }
  const at = wordAt(script, offset);
  if (at?.word !== 0) return [];
  const block = blocksOf(script).blocks.find((each) =>
    [each.if, each.then, each.else, each.fi].includes(at.command),
  );
  if (block === undefined) return [];
  return [block.if, block.then, block.else, block.fi]
    .filter((index) => index !== undefined)
    .map((index) => ({ range: script.commands[index]!.words[0]!.range, write: false }));
}
