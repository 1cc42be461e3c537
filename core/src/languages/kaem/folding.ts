import type { Document } from "../language";
import type { Folding } from "../services";
import { bannersOf, lineText } from "./banners";
import { blocksOf } from "./blocks";
import { scriptOf } from "./script";
import type { KaemScript } from "./syntax";

/** Branches of `if`, continued commands, blocks of comments, and what is below a framed heading. */
export function folding(document: Document): readonly Folding[] {
  const script = scriptOf(document);
  const found = [...branches(script), ...continued(script), ...comments(script), ...sections(script)];
  return found.filter(({ startLine, endLine }) => endLine > startLine);
}

function branches(script: KaemScript): Folding[] {
  const lineOf = (command: number) => script.commands[command]!.line;
  return blocksOf(script).blocks.flatMap((block) => {
    if (block.fi === undefined) return [];
    const start = lineOf(block.if);
    const end = lineOf(block.fi) - 1;
    if (block.else === undefined) return [{ startLine: start, endLine: end }];
    const middle = lineOf(block.else);
    return [
      { startLine: start, endLine: middle - 1 },
      { startLine: middle, endLine: end },
    ];
  });
}

function continued({ commands, text }: KaemScript): Folding[] {
  return commands.map(({ line, range }) => ({ startLine: line, endLine: text.lineAt(range.end) }));
}

/** Lines of nothing but a comment that follow one another. */
function comments({ comments: all, text }: KaemScript): Folding[] {
  const found: { startLine: number; endLine: number; kind: "comment" }[] = [];
  for (const { start } of all) {
    const line = text.lineAt(start);
    if (!/^[ \t]*#/.test(lineText(text, line))) continue;
    const last = found.at(-1);
    if (last?.endLine === line - 1) last.endLine = line;
    else found.push({ startLine: line, endLine: line, kind: "comment" });
  }
  return found;
}

/** From the frame's last line, so that the heading stays to be seen. */
function sections({ text }: KaemScript): Folding[] {
  const banners = bannersOf(text);
  return banners.map(({ line }, index) => {
    let endLine = (banners[index + 1]?.line ?? text.lineCount) - 1;
    while (endLine > line && /^[ \t\r]*$/.test(lineText(text, endLine))) endLine--;
    return { startLine: line + 2, endLine, kind: "region" };
  });
}
