import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { SemanticToken } from "../services";
import { sourceOfDocument } from "./source";
import { kind } from "./tokens";

type Look = Pick<SemanticToken, "type" | "modifiers">;

const declaration = ["declaration"] as const;

/** By {@link kind}; what has none is left to the grammar. */
const looks: Readonly<Record<number, Look>> = {
  [kind.comment]: { type: "comment" },
  [kind.digits]: { type: "number" },
  [kind.label]: { type: "function", modifiers: declaration },
  [kind.reference]: { type: "function" },
  [kind.base]: { type: "function" },
  [kind.pad]: { type: "operator" },
  [kind.caret]: { type: "operator" },
  [kind.word]: { type: "number" },
  [kind.string]: { type: "string" },
  [kind.quote]: { type: "string" },
  [kind.define]: { type: "keyword" },
  [kind.defineName]: { type: "macro", modifiers: declaration },
  [kind.defineValue]: { type: "number" },
  [kind.number]: { type: "number" },
  [kind.macro]: { type: "macro" },
};

/** The tokens of a document, or those that touch a range. */
export function semanticTokens(document: Document, range?: Range): readonly SemanticToken[] {
  const { tokens, text } = sourceOfDocument(document);
  const found: SemanticToken[] = [];
  const end = range?.end ?? text.length;
  for (let token = tokens.firstBehind(range?.start ?? 0); token < tokens.count; token++) {
    const start = tokens.startOf(token);
    if (start >= end) break;
    const what = tokens.kindOf(token);
    const look = looks[what];
    if (look === undefined) continue;
    const whole = { start, end: tokens.endOf(token) };
    if (what === kind.reference || what === kind.base) {
      found.push({ type: "operator", range: { start, end: start + 1 } });
      if (whole.end > start + 1) found.push({ ...look, range: { start: start + 1, end: whole.end } });
    } else if (what === kind.string || what === kind.defineValue) {
      for (let line = text.lineAt(start); line <= text.lineAt(whole.end - 1); line++) {
        const { start: from, end: to } = text.line(line);
        const part = { start: Math.max(from, start), end: Math.min(to, whole.end) };
        if (part.start < part.end) found.push({ ...look, range: part });
      }
    } else found.push({ ...look, range: whole });
  }
  return found;
}
