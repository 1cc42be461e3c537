import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Content } from "../../../tree/builds/build";
import type { Situation } from "../situation";
import { kind } from "../tokens";

/** What goes wrong in the symbol table that blood-elf makes of a program. */
export function symbolTableFindings(situation: Situation): Diagnostic[] {
  const { scope, source, document, input, files } = situation;
  if (scope.build === undefined) return [];
  const tables = scope.build.inputs.flatMap(symbolsIn);
  if (tables.length === 0) return [];
  const own = tables.some((table) => leaves(table).includes(document.path ?? ""));
  return [
    ...(input === files[0]?.input ? missingLabels(situation) : []),
    ...(own && source.language === "m1" ? misreadStrings(situation) : []),
  ];
}

type Symbols = Content & { readonly kind: "symbols" };

function symbolsIn(content: Content): readonly Symbols[] {
  if (content.kind === "symbols") return [content];
  if (content.kind === "joined") return content.parts.flatMap(symbolsIn);
  return content.kind === "expanded" ? content.inputs.flatMap(symbolsIn) : [];
}

function leaves(content: Content): readonly string[] {
  if (content.kind === "file") return [content.path];
  if (content.kind === "unknown") return [];
  return (content.kind === "joined" ? content.parts : content.inputs).flatMap(leaves);
}

/** The table names labels that are in no file; said where the program begins, since nobody sees the table. */
function missingLabels({ source, program, scope }: Situation): Diagnostic[] {
  const { tokens } = source;
  const missing = new Set<string>();
  for (const { input, diagnostic } of program.assembly.findings) {
    const made = program.inputs[input]!;
    if (made.name !== "" || made.unknown === true || diagnostic.code !== "hex2/undefined-label") continue;
    const name = /"(.*)"/.exec(diagnostic.message)?.[1];
    if (name !== undefined) missing.add(name);
  }
  if (missing.size === 0 || tokens.count === 0) return [];
  const names = [...missing].map((name) => `\`${name}\``).join(", ");
  const message = `The symbol table that blood-elf makes for ${scope.build!.output} names ${names}, which nothing defines.`;
  return [diagnose("m1/symbol-table-label", tokens.rangeOf(0), message)];
}

/** blood-elf knows no single quotes: what looks like a comment or a string in them hides the labels behind. */
function misreadStrings({ source: { tokens, text } }: Situation): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kindOf(token) !== kind.quote) continue;
    const start = tokens.startOf(token);
    const close = text.latin1.indexOf("'", start + 1);
    const end = close < 0 ? text.length : close;
    const at = text.latin1.slice(start, end).search(/["#;]/);
    while (token + 1 < tokens.count && tokens.startOf(token + 1) <= end) token++;
    if (at < 0) continue;
    const shown = text.latin1[start + at]!;
    const message = `blood-elf knows no single quotes: for it this \`${shown}\` begins ${shown === '"' ? "a string" : "a comment"}, and it misses the labels in that.`;
    found.push(diagnose("m1/symbol-table-quote", { start: start + at, end: start + at + 1 }, message));
  }
  return found;
}
