import type { Range } from "../../text/range";
import type { Document } from "../language";
import type { SemanticToken } from "../services";
import { blockWords, builtins } from "./keywords";
import { mentionsOf } from "./mentions";
import { programWord, rawWord, scriptOf } from "./script";
import type { KaemScript } from "./syntax";
import { toolNamed } from "./tools/index";

/** Comments, programs, builtins, variables, options and strings. */
export function semanticTokens(document: Document): readonly SemanticToken[] {
  const script = scriptOf(document);
  const tokens: SemanticToken[] = script.comments.map((range) => ({ range, type: "comment" }));
  const uses = new Map<number, Range[]>();
  for (const { kind, command, word, range, whole } of mentionsOf(script).mentions) {
    const modifiers = kind === "assignment" ? (["declaration"] as const) : undefined;
    tokens.push({ range: kind === "use" ? whole : range, type: "variable", ...(modifiers && { modifiers }) });
    const key = command * 1024 + word;
    uses.set(key, [...(uses.get(key) ?? []), kind === "use" ? whole : range]);
  }
  script.commands.forEach((command, index) => {
    const program = programWord(script, command);
    command.words.forEach((word, at) => {
      const type = typeOf(script, index, at, program);
      if (type === undefined) return;
      // What the variables leave of the word.
      let { start } = word.range;
      for (const use of uses.get(index * 1024 + at) ?? []) {
        if (use.start > start) tokens.push({ ...type, range: { start, end: use.start } });
        start = Math.max(start, use.end);
      }
      if (start < word.range.end) tokens.push({ ...type, range: { start, end: word.range.end } });
    });
  });
  return tokens.flatMap((token) => lines(token, script)).sort((a, b) => a.range.start - b.range.start);
}

function typeOf(
  script: KaemScript,
  index: number,
  at: number,
  program: number | undefined,
): Pick<SemanticToken, "type" | "modifiers"> | undefined {
  const command = script.commands[index]!;
  const word = command.words[at]!;
  const first = command.words[0]!.text;
  const full = script.dialect === "full";
  if (full && at === 0 && first.includes("=")) return undefined;
  if (full && (program === undefined ? at >= 0 : at <= program) && blockWords.has(word.text))
    return { type: "keyword" };
  if (full && at === 0 && builtins.has(word.text)) return { type: "function", modifiers: ["defaultLibrary"] };
  if (at === program) {
    const known = toolNamed(word.text) !== undefined;
    return { type: "function", ...(known && { modifiers: ["defaultLibrary"] as const }) };
  }
  const raw = rawWord(script, word);
  if (raw.includes('"')) return { type: "string" };
  if (/^-+[A-Za-z0-9]/.test(raw)) return { type: "parameter" };
  return undefined;
}

/** A token of several lines as one for each. */
function lines({ range, ...token }: SemanticToken, { text }: KaemScript): SemanticToken[] {
  const found: SemanticToken[] = [];
  for (
    let line = text.lineAt(range.start);
    line <= text.lineAt(Math.max(range.start, range.end - 1));
    line++
  ) {
    const whole = text.line(line);
    const start = Math.max(range.start, whole.start);
    const end = Math.min(range.end, whole.end);
    if (start < end) found.push({ ...token, range: { start, end } });
  }
  return found;
}
