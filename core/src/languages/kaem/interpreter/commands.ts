import type { SourceText } from "../../../text/sourceText";
import { parseKaem } from "../parser";
import type { Dialect, KaemCommand, KaemScript } from "../syntax";

/** What a shell reads next: a command, a continued line with nothing on it, or the way in which the script ends. */
export type Read =
  | { readonly kind: "command"; readonly command: KaemCommand }
  | { readonly kind: "empty" }
  | { readonly kind: "end" | "unterminated-string" | "unterminated-comment" };

const parsed = new WeakMap<SourceText, Map<string, KaemScript>>();

/** A parsed script, parsed once for each text. `strings`: see {@link parseKaem}. */
export function parseOnce(text: SourceText, dialect: Dialect, strings = true): KaemScript {
  let scripts = parsed.get(text);
  if (scripts === undefined) parsed.set(text, (scripts = new Map<string, KaemScript>()));
  const key = `${dialect} ${strings}`;
  let script = scripts.get(key);
  if (script === undefined) scripts.set(key, (script = parseKaem(text, dialect, strings)));
  return script;
}

/** A script as what its shell reads, one after the other, the end last. */
export function readsOf(script: KaemScript): readonly Read[] {
  const reads: (Read & { at: number })[] = script.commands.map((command) => ({
    kind: "command",
    command,
    at: command.range.start,
  }));
  let end: Read["kind"] = "end";
  for (const { kind, range } of script.problems) {
    if (kind === "empty-command") reads.push({ kind: "empty", at: range.start });
    else if (kind !== "lost-text") end = kind;
  }
  reads.sort((a, b) => a.at - b.at);
  return [...reads, { kind: end as "end" }];
}
