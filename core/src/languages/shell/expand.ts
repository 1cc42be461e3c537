import { SourceText } from "../../text/sourceText";
import { parseShell } from "./parser";

/** What variables and `$1`, `$2`, … hold, by name. */
export type Values = ReadonlyMap<string, string>;

/** More than any path has. */
const longest = 4096;

/**
 * What a word comes to, quotes removed and variables replaced; undefined where that is not known. Of what a shell can
 * do within a word it knows `$NAME`, `${NAME}`, `${NAME:-word}` and `$(basename …)`.
 */
export function expand(raw: string, values: Values): string | undefined {
  if (raw.length > longest) return undefined;
  let result = "";
  let quoted = false;
  for (let at = 0; at < raw.length;) {
    const character = raw[at]!;
    const rest = raw.slice(at);
    if (character === '"') {
      quoted = !quoted;
      at++;
    } else if (character === "\\") {
      result += raw[at + 1] ?? "";
      at += 2;
    } else if (character === "'" && !quoted) {
      const end = raw.indexOf("'", at + 1);
      if (end < 0) return undefined;
      result += raw.slice(at + 1, end);
      at = end + 1;
    } else if (character === "$") {
      const simple = /^\$(?:(\w+)|\{(\w+)\})/.exec(rest);
      const fallback = /^\$\{(\w+):-([^{}]*(?:\$\{\w+\}[^{}]*)*)\}/.exec(rest);
      const command = /^\$\(([^()]*)\)/.exec(rest);
      const value =
        simple !== null
          ? values.get(simple[1] ?? simple[2]!)
          : fallback !== null
            ? (values.get(fallback[1]!) ?? expand(fallback[2]!, values))
            : command !== null
              ? baseName(command[1]!, values)
              : undefined;
      if (value === undefined) return undefined;
      result += value;
      at += (simple ?? fallback ?? command)![0].length;
    } else {
      // A pattern may come to anything.
      if (!quoted && /[*?[`]/.test(character)) return undefined;
      result += character;
      at++;
    }
  }
  return quoted ? undefined : result;
}

function baseName(text: string, values: Values): string | undefined {
  const { commands } = parseShell(SourceText.fromString(text));
  const words = commands[0]?.words ?? [];
  if (commands.length !== 1 || words[0]?.raw !== "basename" || words.length > 3) return undefined;
  const path = words[1] && expand(words[1].raw, values);
  const suffix = words[2] === undefined ? "" : expand(words[2].raw, values);
  if (path === undefined || suffix === undefined) return undefined;
  const name = path.slice(path.lastIndexOf("/") + 1);
  return suffix !== "" && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
