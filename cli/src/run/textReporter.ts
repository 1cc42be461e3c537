import { once } from "node:events";
import type { Writable } from "node:stream";
import type { Reporter, RunEvent, RunStarted, StepName } from "@bootstrappable/core/runs/events";
import { duration } from "@bootstrappable/core/runs/record/words";
import { findingText, printable } from "../report";

interface Terminal extends Writable {
  readonly isTTY?: boolean;
}

/** Milliseconds that are so long that somebody wants to know of them. */
const WORTH_A_WORD = 10_000;

/** Tells a run to a person: the bootstrap's own output as it comes, and a line for each step. */
export class TextReporter {
  readonly #colours: boolean;
  #steps = 0;
  #log: string | undefined;
  /** Milliseconds that the steps which are not done are known to take, by number; undefined for those never done. */
  readonly #left = new Map<number, number | undefined>();

  constructor(
    private readonly out: Terminal,
    private readonly errors: Writable,
  ) {
    this.#colours = wantsColours(out);
  }

  readonly report: Reporter = (event) => {
    if (event.type === "finding") this.errors.write(`${findingText(event)}\n`);
    const text = this.#text(event);
    if (text === undefined || this.out.write(`${text}\n`)) return;
    // The command itself listens to errors of the stream.
    return once(this.out, "drain").then(
      () => undefined,
      () => undefined,
    );
  };

  #text(event: RunEvent): string | undefined {
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
        return printable(event.text.replaceAll("\t", "        "));
      case "step-ended": {
        const sign = { done: this.#colour("32", "✓"), failed: this.#colour("31", "✗"), interrupted: "–" }[
          event.status
        ];
        this.#left.delete(event.step.number);
        const rest = event.status === "done" ? this.#rest() : "";
        return `${sign} ${this.#name(event.step)}  ${seconds(event.milliseconds)}${rest}`;
      }
      case "run-ended":
        return ended(event, this.#log);
      case "paused":
        return "Paused: every process of the run stands still.";
      case "continued":
        return "The run goes on.";
      case "step-started":
      case "checksum":
      case "finding":
        return undefined;
    }
  }

  #started({ tree, architecture, engine, target, log, steps, usual }: RunStarted): string {
    for (const { number } of steps) this.#left.set(number, undefined);
    for (const { step, milliseconds } of usual ?? []) this.#left.set(step, milliseconds);
    this.#steps = steps.at(-1)?.number ?? 0;
    this.#log = log;
    return printable(`Running ${tree} for ${architecture}, engine ${engine}, in ${target}`);
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

/** As people expect of every command: https://no-color.org and https://force-color.org. */
function wantsColours(out: Terminal): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  return FORCE_COLOR !== undefined && FORCE_COLOR !== "" ? FORCE_COLOR !== "0" : out.isTTY === true;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

function ended(event: Extract<RunEvent, { type: "run-ended" }>, log: string | undefined): string {
  const { status, steps, checksums, milliseconds } = event;
  const bad = checksums.failed === 0 ? "" : `, ${checksums.failed} wrong`;
  const counts = `${plural(steps, "step")}, ${plural(checksums.verified, "checksum")} verified${bad}, ${seconds(milliseconds)}`;
  const where = log === undefined ? "" : ` The log is ${printable(log)}.`;
  return {
    good: counts,
    failed: `Failed: ${counts}.${where}`,
    interrupted: `Interrupted: ${counts}.${where}`,
  }[status];
}
