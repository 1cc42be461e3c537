/** A line without the time that somebody has put in front of it. */
export interface TimedText {
  readonly text: string;
  /** Milliseconds, of which only differences mean something; undefined where there is no time. */
  readonly time: number | undefined;
}

const day = 86_400_000;

/** What puts times in front of lines: CI services and `ts` of moreutils (its default, `%H:%M:%S`, `-i`/`-s`, `%.s`). */
const prefixes: readonly (readonly [RegExp, (...groups: string[]) => number])[] = [
  [/^\[?(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)\]?[ \t]/, isoTime],
  [/^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) /, (text) => Date.parse(`2000 ${text} UTC`)],
  [
    /^\[?(\d\d):(\d\d):(\d\d)(\.\d{1,9})?\]?[ \t]/,
    (hours, minutes, seconds, rest = "0") =>
      ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds) + Number(rest)) * 1000,
  ],
  [/^(\d{9,10}\.\d{3,9}) /, (text) => Number(text) * 1000],
];

function isoTime(text: string): number {
  const [date = "", rest = ""] = text.replace(",", ".").split(/[T ]/);
  const [, clock = rest, zone = "Z"] = /^([\d:]+(?:\.\d{1,3})?)\d*(.*)$/.exec(rest) ?? [];
  return Date.parse(`${date}T${clock}${zone === "" ? "Z" : zone}`);
}

/** Takes the time off the front of a line, if it has one. */
export function splitTime(line: string): TimedText {
  const first = line.charCodeAt(0);
  // A digit, “[” or a capital: few lines of a build begin so.
  if (!((first >= 0x30 && first <= 0x39) || first === 0x5b || (first >= 0x41 && first <= 0x5a)))
    return { text: line, time: undefined };
  for (const [pattern, read] of prefixes) {
    // The blank behind it may be the last character: an empty line has nothing but the time.
    const found = pattern.exec(line) ?? pattern.exec(`${line} `);
    if (found === null) continue;
    const time = read(...found.slice(1));
    if (Number.isFinite(time)) return { text: line.slice(found[0].length), time };
  }
  return { text: line, time: undefined };
}

/** Makes of the times of a log's lines milliseconds since its first: a clock that only has hours passes midnight. */
export class LogClock {
  #first: number | undefined;
  #last = 0;
  #days = 0;

  /** Milliseconds since the first time; the last known for a line without one. Undefined before any. */
  take(time: number | undefined): number | undefined {
    if (time === undefined) return this.#first === undefined ? undefined : this.#last;
    this.#first ??= time;
    const since = time - this.#first + this.#days;
    if (since < this.#last - day / 2) this.#days += day;
    this.#last = Math.max(this.#last, time - this.#first + this.#days);
    return this.#last;
  }
}
