import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import type { Situation } from "../situation";
import { namesOf, shownName } from "../source";
import { kind } from "../tokens";

/** DEFINEs that come to something else than they look. */
export function misreadDefines({ source, files, scope }: Situation): Diagnostic[] {
  if (source.language !== "m1") return [];
  const { tokens, text } = source;
  const found: Diagnostic[] = [];
  const stage = isStage(scope.reading);
  for (const [name, mentions] of namesOf(source).definitions.macros) {
    let before: string | undefined;
    for (const { token, range } of mentions) {
      if (tokens.kindOf(token + 1) !== kind.defineValue) continue;
      const at = tokens.rangeOf(token + 1);
      const value = text.latin1.slice(at.start, at.end);
      if (value.startsWith('"') && !/^"(?:[0-9A-Fa-f]{2})*"$/.test(value)) {
        const message =
          "The value of a DEFINE is no string: its characters are put out as digits, without the quotes.";
        found.push(diagnose("m1/quoted-value", at, message));
      }
      if (
        value !== name &&
        !/^[0-9A-Fa-f]+$/.test(value) &&
        files.some((file) => defines(file.source, value))
      ) {
        const message = `\`${shownName(value)}\` is not expanded here: the value of a DEFINE is put out as it is.`;
        found.push(diagnose("m1/value-not-expanded", at, message));
      }
      // M1 says so of its own: for it the last one counts everywhere.
      if (stage && before !== undefined && before !== value) {
        const message = `For M0 this value holds from here on; above it is \`${shownName(before)}\`.`;
        found.push(diagnose("m1/duplicate-define", range, message));
      }
      before = value;
    }
  }
  return found;
}

function defines(source: Situation["source"], name: string): boolean {
  return namesOf(source).definitions.macros.has(name);
}

function isStage({ language, stage }: Situation["scope"]["reading"]): boolean {
  return language === "M0" || stage;
}
