import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Machine } from "@bootstrappable/core/platform/machine";
import type { Reporter, RunEnded, RunEvent } from "@bootstrappable/core/runs/events";
import { RecordKeeper } from "@bootstrappable/core/runs/record/keep";
import { Recorder } from "@bootstrappable/core/runs/record/recorder";
import type { RunRequest } from "@bootstrappable/core/runs/request";
import { complain, printable } from "../report";

/** Options of the command line that are for this process alone: they have a value each. */
const own = ["--events-fd", "--format", "--rejoin"];

/** Whether a run has to be done by root, and who is asked for that; undefined where nothing is needed or nobody is there. */
export async function elevatorFor(machine: Machine, request: RunRequest): Promise<string | undefined> {
  const { facts, processes } = machine;
  if (request.engine !== "chroot" || facts.system !== "linux" || facts.user === 0) return undefined;
  // sudo asks on the terminal, pkexec in a window of its own.
  if (process.stdin.isTTY && process.stderr.isTTY) return processes.find("sudo");
  const screen = facts.variable("DISPLAY") ?? facts.variable("WAYLAND_DISPLAY") ?? "";
  return screen === "" ? undefined : processes.find("pkexec");
}

/**
 * Runs this very command line as root, once the person has seen it and said yes, and tells its events as if it ran here. It
 * ends when we end, whatever becomes of us: its standard input is a pipe from here. The result is the run's status, or
 * undefined where there was no run.
 */
export async function runElevated(
  machine: Machine,
  request: RunRequest,
  elevator: string,
  report: Reporter,
): Promise<RunEnded["status"] | undefined> {
  const words = [
    ...(elevator.endsWith("/sudo") ? ["--"] : []),
    ...[process.execPath, process.argv[1]!, ...withoutOwn(process.argv.slice(2))],
    ...["--format", "json", "--lifeline"],
  ];
  process.stderr.write(
    `Only root may change its root folder. As root this is run:\n  ${[elevator, ...words].map(quoted).join(" ")}\n`,
  );
  if (process.stdin.isTTY && !(await agreed(request.signal))) return undefined;
  const child = spawn(elevator, words, { stdio: ["pipe", "pipe", "inherit"] });
  const end = () => child.stdin.end();
  // It may be gone before we are done with it.
  child.stdin.on("error", () => undefined);
  const failed = once(child, "error").then(([error]) => complain(String(error)));
  const closed = Promise.race([once(child, "close"), failed]);
  request.signal.addEventListener("abort", end, { once: true });
  const { pause } = request;
  const pausing = pause?.onChange(() => void child.stdin.write(pause.on ? "pause\n" : "continue\n"));
  if (request.signal.aborted) end();
  const recorder = new Recorder(request.tree.root);
  let log = "";
  let last: RunEnded | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = JSON.parse(line) as RunEvent;
    recorder.take(event);
    if (event.type === "run-started") ({ log } = event);
    if (event.type === "run-ended") last = event;
    else await report(event);
  }
  await closed;
  request.signal.removeEventListener("abort", end);
  pausing?.();
  if (last === undefined) {
    complain("nothing was run as root");
    return undefined;
  }
  const { status, milliseconds, steps, checksums } = last;
  // Root's own record lies where this user does not look.
  const totals = { steps, ...checksums };
  await new RecordKeeper(machine, request, recorder).end({ log }, { status, milliseconds, totals });
  await report(last);
  return status;
}

function withoutOwn(argv: readonly string[]): string[] {
  return argv.filter((word, index) => {
    const before = argv[index - 1];
    const isOwn = own.some((name) => word === name || word.startsWith(`${name}=`));
    return !isOwn && !(before !== undefined && own.includes(before));
  });
}

/** A word as a shell reads it, safe to print. */
function quoted(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return printable(`'${word.replaceAll("'", `'\\''`)}'`);
}

async function agreed(signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await new Promise<boolean>((resolve) => {
      const no = () => resolve(false);
      terminal.once("close", no);
      signal.addEventListener("abort", no, { once: true });
      terminal.question("Run it? [y/N] ", (answer) => resolve(/^y(es)?$/i.test(answer.trim())));
    });
  } finally {
    terminal.close();
  }
}
