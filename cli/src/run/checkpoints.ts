import type { Machine } from "@bootstrappable/core/platform/machine";
import type { Change } from "@bootstrappable/core/runs/checkpoints/changes";
import type { CheckpointLine } from "@bootstrappable/core/runs/checkpoints/checkpoint";
import { changesOfStep, listCheckpoints } from "@bootstrappable/core/runs/checkpoints/look";
import { RunProblem } from "@bootstrappable/core/runs/problem";
import type { RunRequest } from "@bootstrappable/core/runs/request";
import { stepTitle } from "@bootstrappable/core/runs/steps";
import { exitStatus } from "../exitStatus";
import { byteCount } from "@bootstrappable/core/text/amounts";
import { complain, jsonLine, printable, type Format } from "../report";

/** `run --list-checkpoints` */
export function printCheckpoints(machine: Machine, request: RunRequest, format: Format): Promise<number> {
  return print(listCheckpoints(machine, request), format, checkpointText);
}

/** `run --changes` */
export function printChanges(machine: Machine, request: RunRequest, format: Format): Promise<number> {
  return print(changesOfStep(machine, request), format, changeText, "No file was added, changed or removed.");
}

async function print<Item>(
  items: Promise<readonly Item[]>,
  format: Format,
  text: (item: Item) => string,
  nothing?: string,
): Promise<number> {
  try {
    const all = await items;
    // Not a line of the result, which a program may count.
    if (all.length === 0 && format === "text" && nothing !== undefined) process.stderr.write(`${nothing}\n`);
    for (const item of all) {
      process.stdout.write(`${format === "json" ? jsonLine(item) : printable(text(item))}\n`);
    }
    return exitStatus.good;
  } catch (error) {
    if (!(error instanceof RunProblem)) throw error;
    complain(`${error.message} [${error.code}]`);
    return exitStatus.findings;
  }
}

function checkpointText({ step, within, ...own }: CheckpointLine): string {
  const sign = { current: "✓", outdated: "~", none: "-" }[own.state];
  const behind = `${sign} ${step.number} ${stepTitle(step)}${made(own)}`;
  return within === undefined ? behind : `${behind}  within it:${made(within)}`;
}

function made({ state, why, date, milliseconds, bytes }: Omit<CheckpointLine, "step" | "within">): string {
  const words = [
    ...(date === undefined ? [] : [date]),
    ...(milliseconds === undefined ? [] : [`${(milliseconds / 1000).toFixed(2)} s`]),
    ...(bytes === undefined ? [] : [byteCount(bytes)]),
    ...(state === "outdated" ? [why === undefined ? "out of date" : `out of date: ${why}`] : []),
  ];
  return words.map((word) => `  ${word}`).join("");
}

function changeText({ path, change, before, after }: Change): string {
  const sign = { added: "+", changed: "~", removed: "-" }[change];
  const node = after ?? before;
  const what =
    node?.kind === "file"
      ? `${node.size} ${node.sha256}`
      : node?.kind === "link"
        ? `-> ${node.target}`
        : (node?.kind ?? "");
  return `${sign} ${path}  ${what}`;
}
