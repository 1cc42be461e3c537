import { spawn } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { access, stat } from "node:fs/promises";
import { Duplex, type Readable } from "node:stream";
import { reasonOf } from "./diskError";
import { inheritable } from "./inheritable";
import { makePipe, openPipe, readPipe } from "./namedPipe";
import { canStop, stopTree } from "./processTree";
import type { Channel, ProcessExit, Processes, ProcessRequest, RunningProcess } from "../processes";

/** Where programs lie that the search path of an ordinary user may leave out (`chroot`, `runuser`). */
const systemFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

async function find(name: string): Promise<string | undefined> {
  const folders = (process.env["PATH"] ?? "").split(":").filter((folder) => folder.startsWith("/"));
  const paths = name.includes("/")
    ? [name].filter((path) => path.startsWith("/"))
    : [...folders, ...systemFolders].map((folder) => `${folder}/${name}`);
  for (const path of paths) {
    try {
      await access(path, constants.X_OK);
      if ((await stat(path)).isFile()) return path;
    } catch {
      // Not here: look on.
    }
  }
  return undefined;
}

/** Milliseconds behind the end of a process's group for which others may still have its output open. */
const LEAVE = 1000;

/** The text of a byte stream, pieces of a character kept until they are whole. */
async function* decoded(bytes: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
}

/** Those are open from our beginning on: Node itself, and all of ours, opens none that a child would inherit. */
let leftOpen: readonly number[] | undefined;

/**
 * A descriptor that somebody has left us, of a folder for one, is nothing for our children: gives `act` what to put
 * in the place of each from 3 on, /dev/null since Node has no way to close one.
 */
function withCovers<Result>(act: (covers: readonly ("ignore" | number)[]) => Result): Result {
  const inherited = (leftOpen ??= inheritable());
  if (inherited.length === 0) return act([]);
  const nothing = openSync("/dev/null", "r");
  try {
    const count = Math.max(...inherited) - 2;
    return act(Array.from({ length: count }, (_, at) => (inherited.includes(at + 3) ? nothing : "ignore")));
  } finally {
    closeSync(nothing);
  }
}

function channelOf(stream: Duplex): Channel {
  // The process may be gone before we know.
  stream.on("error", () => undefined);
  return {
    pieces: decoded(endingQuietly(stream)),
    write(text) {
      if (stream.writable) stream.write(text);
    },
  };
}

/** A stream of which it does not matter how it ends. */
async function* endingQuietly(stream: Duplex): AsyncIterable<Uint8Array> {
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch {
    // It is broken off: there is no more.
  }
}

async function* nothing(): AsyncIterable<never> {
  // What is written to a terminal, nobody reads here.
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

/**
 * What stands for a process that the system did not even try to start. It has no other word (EINVAL) for a descriptor
 * that somebody has left us and whose number is beyond the limit of open files by now: that one cannot be covered.
 */
function neverStarted(error: unknown): RunningProcess {
  const highest = Math.max(0, ...inheritable());
  const beyond = reasonOf(error) === "EINVAL" && highest > 2;
  const why = `file descriptor ${highest} is open and may be beyond the limit of open files: close it, or raise the limit (ulimit -n)`;
  const exit = Promise.reject(beyond ? new Error(why, { cause: error }) : asError(error));
  exit.catch(() => undefined);
  const nobody = () => undefined;
  return { id: undefined, output: nothing(), errors: nothing(), exit, kill: nobody, stop: () => nobody };
}

function start(request: ProcessRequest): RunningProcess {
  const terminal = request.terminal === true;
  const pipe = request.pipe === undefined ? undefined : openPipe(request.pipe);
  const piped = pipe && readPipe(pipe.reading);
  const spawned = (covers: readonly ("ignore" | number)[]) => {
    try {
      return spawn(request.file, [...request.args], {
        cwd: request.directory,
        env: Object.fromEntries(request.environment),
        stdio: [
          terminal || request.input === true ? "inherit" : "ignore",
          terminal ? "inherit" : (pipe?.writing ?? "pipe"),
          "pipe",
          ...(request.channel === true ? ["pipe" as const, ...covers.slice(1)] : covers),
        ],
        // A session of its own: a Ctrl-C at the terminal reaches us alone, and the whole group can be ended by its id.
        detached: !terminal,
      });
    } finally {
      if (pipe !== undefined) closeSync(pipe.writing);
    }
  };
  let child;
  try {
    child = withCovers(spawned);
  } catch (error) {
    return neverStarted(error);
  }
  let ended = false;
  const exit = new Promise<ProcessExit>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => {
      ended = true;
      piped?.hurry();
    });
    child.once("close", (status, signal) => {
      const how = { status: status ?? undefined, signal: signal ?? undefined };
      void (piped?.ended ?? Promise.resolve()).then(() => resolve(how));
    });
  });
  let left = false;
  /** Its output, unless somebody who has left its group and holds on to that is waited for no more. */
  async function* outputOf(stream: Readable): AsyncIterable<Uint8Array> {
    try {
      for await (const piece of stream) yield piece as Uint8Array;
    } catch (error) {
      if (!left) throw error;
    }
  }
  // Whoever reads `exit` late must not turn a failed start into an unhandled rejection.
  exit.catch(() => undefined);
  // Where no descriptor is left for its pipes it has none, whatever its type says: its exit tells of that.
  const channel = (child.stdio as typeof child.stdio | undefined)?.[3];
  return {
    ...(request.channel === true && channel instanceof Duplex && { channel: channelOf(channel) }),
    id: child.pid,
    output: piped?.pieces ?? (child.stdout ? outputOf(child.stdout) : nothing()),
    errors: decoded(child.stderr ? outputOf(child.stderr) : nothing()),
    exit,
    kill() {
      setTimeout(() => {
        left = true;
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      }, LEAVE).unref();
      if (child.pid === undefined || ended) return;
      try {
        process.kill(terminal ? child.pid : -child.pid, "SIGKILL");
      } catch {
        // The group is gone: that is what was wanted.
      }
    },
    stop() {
      return child.pid === undefined || ended ? () => undefined : stopTree(child.pid);
    },
  };
}

/** Signal 0 is sent to nobody: the system only looks whether it could be. On Windows, too. */
function exists(id: number): boolean {
  // 0 and what is below it are groups of processes.
  if (!Number.isSafeInteger(id) || id <= 0) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Somebody else's is there as well.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** This machine's programs. */
export const nodeProcesses: Processes = {
  ...{ ownId: process.pid, canStop, exists, find, start },
  makePipe: async (path) => makePipe(await find("mkfifo"), path),
};
