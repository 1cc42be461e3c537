import { folding } from "../assembly/folding";
import type { Document } from "../language";
import type { Folding } from "../services";
import { hexModel } from "./model";
import { hex0Outline } from "./outline";

/** Headers, from label comment to label comment, and blocks of comments. */
export async function hex0Folding(document: Document): Promise<readonly Folding[]> {
  const { text, map } = hexModel(document.text);
  const found = (await hex0Outline(document)).flatMap(({ range }): Folding[] => {
    const startLine = text.lineAt(range.start);
    const inside = map.bytesIn(range);
    // Comments above the next label speak of that label.
    if (inside.start === inside.end) return [];
    const endLine = text.lineAt(map.rangeOf(inside.end - 1)!.end);
    return endLine > startLine ? [{ startLine, endLine }] : [];
  });
  const comments = folding(document).filter(({ startLine, endLine }) =>
    found.every((each) => startLine > each.endLine || endLine < each.startLine || startLine > each.startLine),
  );
  return [...found, ...comments].sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine);
}
