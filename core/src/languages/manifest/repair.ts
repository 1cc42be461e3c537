import type { Fix } from "../../diagnostics/diagnostic";
import { SourceText } from "../../text/sourceText";
import { closest } from "./closest";
import { parseDirective } from "./directiveParser";
import { keywords } from "./syntax";
import { codeEnd, linesOf, type Line } from "./tokens";

/**
 * Rewritings of a malformed line that the generator would accept, the likeliest first. Each is tried with the parser
 * itself, so that no fix is offered that fixes nothing.
 */
export function repairsOf(text: SourceText, line: Line): Fix[] {
  const range = { start: line.range.start, end: codeEnd(text, line) };
  const code = text.latin1
    .slice(range.start, range.end)
    .trim()
    .replace(/[ \t]+/g, " ");
  const fixes: Fix[] = [];
  for (const candidate of candidates(code)) {
    if (candidate === code || !accepted(candidate)) continue;
    if (fixes.some((fix) => fix.edits[0]!.text.trimEnd() === candidate)) continue;
    const blank = line.comment === undefined ? "" : " ";
    const encoded = new SourceText(Uint8Array.from(candidate, (char) => char.charCodeAt(0)));
    const shown = encoded.slice({ start: 0, end: encoded.length });
    fixes.push({
      title: `Change to \`${shown}\``,
      edits: [{ range, text: shown + blank }],
      preferred: fixes.length === 0,
    });
  }
  return fixes.slice(0, 3);
}

/** One character per byte, in and out. */
function* candidates(code: string): Generator<string> {
  const keyword = /^\S+/.exec(code)?.[0] ?? "";
  const known = closest(`${keyword.replace(/:$/, "")}:`, keywords);
  const directive = known === undefined ? code : known + code.slice(keyword.length);
  yield directive;
  if (known === undefined) return;
  const spaced = space(directive);
  yield spaced;
  yield `${spaced} )`;
  const argument = /^(\S+ \S+) (.+)$/.exec(spaced);
  const definition = /^(define: \S+ = )(.+)$/.exec(spaced);
  if (definition !== null) {
    yield `${definition[1]!}( ${definition[2]!} )`;
    yield `${definition[1]!}( ${definition[2]!}`;
  } else if (known === "define:") {
    yield spaced.replace(/^(define: \S+) (==|:=)? ?/, "$1 = ");
  } else if (argument !== null) {
    yield `${argument[1]!} ( ${argument[2]!} )`;
    yield `${argument[1]!} ( ${argument[2]!}`;
  }
  yield spaced.replace(/\( (\S+) = /, "( $1 == ");
}

/** Blanks around every parenthesis and operator. */
function space(code: string): string {
  return code
    .replace(/\s*(\(|\)|==|!=|&&|\|\|)\s*/g, " $1 ")
    .replace(/ {2,}/g, " ")
    .trim();
}

function accepted(code: string): boolean {
  const source = new SourceText(Uint8Array.from(code, (char) => char.charCodeAt(0)));
  const line = linesOf(source)[0];
  if (line === undefined) return false;
  const { error, ignored } = parseDirective(line.words, line.range, 0);
  return error === undefined && ignored.length === 0;
}
