import type { Writable } from "node:stream";
import type { LogEnded, LogEvent } from "@bootstrappable/core/runs/annotate";
import { stepTitle } from "@bootstrappable/core/runs/steps";
import { findingText, printable } from "../report";
import { LineWriter } from "../run/lineWriter";
import { shownPath } from "../tree";
import { plural } from "../run/words";

/** Tells what a log means to a person: each line behind the place that it comes from, and a line for each step. */
export class AnnotatedText {
  readonly #lines: LineWriter;

  constructor(
    out: Writable,
    private readonly errors: Writable,
  ) {
    this.#lines = new LineWriter(out);
  }

  readonly report = (event: LogEvent): void | Promise<void> => {
    if (event.type === "finding") {
      void this.#lines.flush();
      this.errors.write(`${findingText(event)}\n`);
    }
    const text = textOf(event);
    return text === undefined ? undefined : this.#lines.write(text);
  };
}

function textOf(event: LogEvent): string | undefined {
  switch (event.type) {
    case "command":
      return `${placeOf(event)}: +> ${printable(event.text)}`;
    case "output": {
      const text = printable(event.text.replaceAll("\t", "        "));
      return event.location === undefined ? text : `${fileAndLine(event.location)}: ${text}`;
    }
    case "notice":
      return printable(event.text);
    case "step-ended": {
      const sign = { done: "✓", failed: "✗", interrupted: "–" }[event.status];
      const took = event.milliseconds === undefined ? "" : `  ${(event.milliseconds / 1000).toFixed(2)} s`;
      const number = event.step.number === 0 ? "" : `${event.step.number} `;
      return `${sign} ${number}${printable(stepTitle(event.step))}${took}`;
    }
    case "log-ended":
      return ended(event);
    case "log-started":
    case "paused":
    case "continued":
    case "step-started":
    case "silence":
    case "checksum":
    case "finding":
      return undefined;
  }
}

/** A command's file and line in the tree, else its script's inside the root file system, else nothing but `?`. */
function placeOf({ location, where }: Extract<LogEvent, { readonly type: "command" }>): string {
  if (location !== undefined) return fileAndLine(location);
  return where === undefined ? "?" : `${printable(where.script)}:${where.scriptLine}`;
}

function fileAndLine({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${printable(shownPath(file))}:${line}`;
}

function ended({ status, steps, checksums, commands }: LogEnded): string {
  const { verified, failed } = checksums;
  const wrong = failed === 0 ? "" : `, ${failed} wrong`;
  const word = { good: "The bootstrap came to its end", failed: "Failed", unfinished: "Unfinished" }[status];
  return `${word}: ${plural(steps, "step")}, ${plural(verified, "checksum")} verified${wrong}; ${commands.located} of ${plural(commands.echoed, "command")} found in the scripts.`;
}
