import { parseConfiguration, type ConfigurationEntry } from "../../tree/configuration";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Document } from "../language";

/** `${NAME}` or `$NAME` in a value. */
interface Expansion {
  readonly name: string;
  readonly range: Range;
}

/** A line `NAME=value`, and the variables that its value expands (steps/env alone: bootstrap.cfg is taken as it is). */
export interface Setting extends ConfigurationEntry {
  readonly expansions: readonly Expansion[];
}

/** A parsed bootstrap.cfg or steps/env. */
export interface Settings {
  /** Whether it is steps/env: a script of assignments, in which comments and empty lines are fine. */
  readonly isScript: boolean;
  readonly entries: readonly Setting[];
  /** Lines without `=`; of steps/env, those that are no comment either. */
  readonly malformed: readonly Range[];
  /** Of bootstrap.cfg: what of a line does not fit into the generator's buffer, and lines that are no UTF-8. */
  readonly tooLong: readonly Range[];
  readonly undecodable: readonly Range[];
}

/** Parses by the file's name: `env` is a script, anything else a bootstrap.cfg. Never throws. */
export function parseSettings({ path, text }: Pick<Document, "path" | "text">): Settings {
  const isScript = path?.endsWith("/env") === true;
  if (isScript) return parseScript(text);
  const { entries, ...faults } = parseConfiguration(text);
  return { isScript, ...faults, entries: entries.map((entry) => ({ ...entry, expansions: [] })) };
}

function parseScript(text: SourceText): Settings {
  const entries: Setting[] = [];
  const malformed: Range[] = [];
  for (let number = 0; number < text.lineCount; number++) {
    const range = text.line(number);
    const line = text.latin1.slice(range.start, range.end);
    if (/^\s*(#|$)/.test(line)) continue;
    const found = /^(\s*(?:export[ \t]+)?)([A-Za-z_]\w*)=([^#\r]*)/.exec(line);
    if (found === null) {
      malformed.push(range);
      continue;
    }
    const nameStart = range.start + found[1]!.length;
    const nameRange = { start: nameStart, end: nameStart + found[2]!.length };
    const valueStart = nameRange.end + 1;
    const value = found[3]!.trimEnd();
    const valueRange = { start: valueStart, end: valueStart + value.length };
    const expansions = [...value.matchAll(/\$\{?([A-Za-z_]\w*)/g)].map(({ index, 0: whole, 1: name }) => {
      const end = valueStart + index + whole.length;
      return { name: name!, range: { start: end - name!.length, end } };
    });
    entries.push({
      name: found[2]!,
      value: text.slice(valueRange),
      range,
      nameRange,
      valueRange,
      expansions,
    });
  }
  return { isScript: true, entries, malformed, tooLong: [], undecodable: [] };
}
