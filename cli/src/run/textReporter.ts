import { once } from "node:events";
import type { Writable } from "node:stream";
import type { FileLoaded, Reporter, RunEvent, RunStarted, StepName } from "@bootstrappable/core/runs/events";
import { duration } from "@bootstrappable/core/text/amounts";
import { canTakeBack, progressLine, type Terminal } from "../progressLine";
import { findingText, printable } from "../report";
import { Thinner, type LeftOut } from "./thinner";
import { plural } from "./words";

/** Milliseconds that are so long that somebody wants to know of them. */
const WORTH_A_WORD = 10_000;

/** Tells a run to a person: the bootstrap's own output as it comes, and a line for each step. */
export class TextReporter {
  readonly #colours: boolean;
  readonly #progress: ReturnType<typeof progressLine>;
  readonly #thinner: Thinner | undefined;
  #steps = 0;
  /** Tenths of the disk that were told of. */
  #tenths = 0;
  #log: string | undefined;
  /** Whether any step has, or a machine to read its disk. */
  #begun = false;
  /** What of a line that has not ended was written already. */
  #shown = "";
  /** Milliseconds that the steps which are not done are known to take, by number; undefined for those never done. */
  readonly #left = new Map<number, number | undefined>();

  /** `thin`: whether more lines than anybody reads are left out, for an editor that would hold all of them. */
  constructor(
    private readonly out: Terminal,
    private readonly errors: Writable,
    { thin = false }: { readonly thin?: boolean } = {},
  ) {
    this.#colours = wantsColours(out);
    this.#progress = progressLine(out);
    if (thin) this.#thinner = new Thinner();
  }

  readonly report: Reporter = (event) => {
    if (event.type === "output" && this.#thinner?.leavesOut(event.text) === true) return;
    const left = this.#thinner?.rest();
    const before = left && this.#restOf(this.#leftOut(left));
    const text = event.type === "finding" ? undefined : this.#restOf(this.#text(event));
    if (text !== undefined || before !== undefined || event.type === "finding") this.#progress.clear();
    if (before !== undefined)
      this.out.write(`${before}
`);
    if (event.type === "finding") this.errors.write(`${findingText(event)}\n`);
    if (text === undefined || this.out.write(`${text}\n`)) return;
    // The command itself listens to errors of the stream.
    return once(this.out, "drain").then(
      () => undefined,
      () => undefined,
    );
  };

  /** Writes a line that has not ended as far as it goes: somebody is asked something there. */
  readonly pending = (text: string): void => {
    const shown = outputText(text);
    if (shown.length <= this.#shown.length || !shown.startsWith(this.#shown)) return;
    this.out.write(shown.slice(this.#shown.length));
    this.#shown = shown;
  };

  #restOf(text: string | undefined): string | undefined {
    const shown = this.#shown;
    if (text === undefined || shown === "") return text;
    this.#shown = "";
    return text.startsWith(shown) ? text.slice(shown.length) : `\n${text}`;
  }

  #text(event: Exclude<RunEvent, { readonly type: "finding" }>): string | undefined {
    switch (event.type) {
      case "run-started":
        return this.#started(event);
      case "silence": {
        const { milliseconds, usual } = event;
        return `Nothing was printed for ${duration(milliseconds)}; in earlier runs this step was never silent for longer than ${duration(usual)}.`;
      }
      case "notice":
        return printable(event.text);
      case "command":
        return this.#dim(` +> ${printable(event.text)}`);
      case "output":
        return outputText(event.text);
      case "file-loaded":
        return this.#loaded(event);
      case "load-ended": {
        const files = plural(event.files, "file");
        return `${this.#colour("32", "✓")} ${files} read in  ${seconds(event.milliseconds)}`;
      }
      case "step-ended": {
        const sign = { done: this.#colour("32", "✓"), failed: this.#colour("31", "✗"), interrupted: "–" }[
          event.status
        ];
        this.#left.delete(event.step.number);
        const rest = event.status === "done" ? this.#rest() : "";
        return `${sign} ${this.#name(event.step)}  ${seconds(event.milliseconds)}${rest}`;
      }
      case "run-ended":
        return ended(event, this.#log, this.#begun);
      case "paused":
        return "Paused: every process of the run stands still.";
      case "continued":
        return "The run goes on.";
      case "step-started":
        this.#begun = true;
        return undefined;
      case "checksum":
        return undefined;
    }
  }

  /** A line that stays where it is in a terminal; elsewhere one for each tenth. */
  #loaded(event: FileLoaded): string | undefined {
    this.#begun = true;
    if (canTakeBack(this.out)) {
      this.#progress.show(() => loadWords(event));
      return undefined;
    }
    const tenths = Math.floor(event.done * 10);
    if (event.file > 1 && tenths <= this.#tenths) return undefined;
    this.#tenths = tenths;
    return loadWords(event);
  }

  #started({ tree, architecture, engine, target, log, steps, usual }: RunStarted): string {
    for (const { number } of steps) this.#left.set(number, undefined);
    for (const { step, milliseconds } of usual ?? []) this.#left.set(step, milliseconds);
    this.#steps = steps.at(-1)?.number ?? 0;
    this.#log = log;
    return printable(`Running ${tree} for ${architecture}, engine ${engine}, in ${target}`);
  }

  #leftOut({ count, tail }: LeftOut): string {
    const shown = tail.map(outputText);
    const hidden = count - tail.length;
    const note = hidden === 0 ? [] : [this.#dim(`… ${plural(hidden, "line")} of output: the log has them`)];
    return [...note, ...shown].join("\n");
  }

  #name({ number, kind, name, pass }: StepName): string {
    if (kind === "seed") return "seed";
    const what = kind === "build" ? `${name} pass ${pass ?? 1}` : `${kind} ${name}`;
    return `${number}/${this.#steps} ${printable(what)}`;
  }

  /** How long it takes to the end if it goes as before, once that is worth a word. */
  #rest(): string {
    const left = [...this.#left.values()];
    if (left.includes(undefined)) return "";
    const rest = left.reduce<number>((sum, each) => sum + (each ?? 0), 0);
    return rest < WORTH_A_WORD ? "" : this.#dim(`  about ${duration(rest)} left`);
  }

  #dim(text: string): string {
    return this.#colour("2", text);
  }

  #colour(code: string, text: string): string {
    return this.#colours ? `\u001b[${code}m${text}\u001b[0m` : text;
  }
}

const outputText = (text: string) => printable(text.replaceAll("\t", "        "));

/** As people expect of every command: https://no-color.org and https://force-color.org; a dumb terminal has none. */
function wantsColours(out: Terminal): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "") return FORCE_COLOR !== "0";
  return canTakeBack(out);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** `Reading the disk in: 30 %, file 700 of 2319, about 1 min 20 s left` */
function loadWords({ done, file, files, rest }: FileLoaded): string {
  const left = rest === undefined ? "" : `, about ${duration(rest)} left`;
  return `Reading the disk in: ${Math.floor(done * 100)} %, file ${file} of ${files}${left}`;
}

function ended(
  event: Extract<RunEvent, { type: "run-ended" }>,
  log: string | undefined,
  begun: boolean,
): string {
  const { status, steps, checksums, milliseconds } = event;
  const bad = checksums.failed === 0 ? "" : `, ${checksums.failed} wrong`;
  const counts = `${plural(steps, "step")}, ${plural(checksums.verified, "checksum")} verified${bad}, ${seconds(milliseconds)}`;
  const where = log === undefined ? "" : ` The log is ${printable(log)}.`;
  // There is no log then.
  if (!begun && status === "failed") return "Failed: the bootstrap did not begin.";
  if (!begun && status === "interrupted") return "Interrupted before the bootstrap began.";
  return {
    good: counts,
    failed: `Failed: ${counts}.${where}`,
    interrupted: `Interrupted: ${counts}.${where}`,
  }[status];
}
