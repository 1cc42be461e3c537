import type { Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import { byteOrderMark } from "../../text/byteOrderMark";
import { findTree } from "../../tree/discover";
import { carriageReturns, unseenMark } from "../foreignBytes";
import type { Document } from "../language";
import { shellOfText } from "./script";

/** Scripts that generated ones run or read, below steps/. */
const run = /^(?:helpers\.sh|(?:improve|jump)\/[^/]+\.sh|[^/]+\/pass\d+\.sh)$/;

/** Bytes of an editor's in a script that a tree's steps run. Whatever else may be wrong, others say. */
export async function foreignBytes({ path, text, workspace }: Document): Promise<readonly Diagnostic[]> {
  const mark = byteOrderMark(text);
  if (mark === undefined && !text.bytes.includes(0x0d)) return [];
  if (path === undefined || workspace === undefined) return [];
  const tree = await findTree(workspace, path);
  if (tree === undefined || !run.test(path.slice(tree.steps.length + 1))) return [];
  const first = "the first word is then no command, and before a comment it is one.";
  return [
    ...unseenMark("shell/byte-order-mark", mark, first),
    ...carriageReturns(
      "shell/carriage-return",
      returnsOf(text),
      "The CR becomes part of the command's last word: lines end with LF alone.",
    ),
  ];
}

/** The CRs at the ends of all lines; none where no command ends with one. */
function returnsOf(text: Document["text"]): readonly Range[] {
  const { bytes, latin1 } = text;
  const first = shellOfText(text).commands.find(
    ({ range: { end } }) => bytes[end] === 0x0d && bytes[end + 1] === 0x0a,
  );
  if (first === undefined) return [];
  const own = { start: first.range.end, end: first.range.end + 1 };
  const all = [...latin1.matchAll(/\r+(?=\n|$)/g)].map(({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
  }));
  return [own, ...all.filter(({ start }) => start !== own.start)];
}
