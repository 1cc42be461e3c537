import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { Pause } from "@bootstrappable/core/runs/pause";

/**
 * What lets a run stand still and go on: Ctrl-Z and `fg`, as with any other program (it stops itself, too, once the run
 * stands still); SIGUSR2, which leaves it awake, and SIGCONT.
 */
export function pauseOnSignals(): { readonly pause: Pause; readonly done: () => void } {
  const pause = new Pause();
  // Windows has none of these.
  if (process.platform === "win32") return { pause, done: () => undefined };
  const handlers = {
    SIGTSTP: () => {
      void pause.set(true).then(() => {
        // A SIGCONT that came meanwhile is heard first: nobody sends a second one.
        setTimeout(() => {
          if (pause.on) process.kill(process.pid, "SIGSTOP");
        }, LISTEN);
      });
    },
    SIGUSR2: () => void pause.set(true),
    SIGCONT: () => void pause.set(false),
  };
  const entries = Object.entries(handlers) as [keyof typeof handlers, () => void][];
  for (const [name, handler] of entries) process.on(name, handler);
  const letGo = holdWhilePaused(pause);
  return {
    pause,
    done() {
      letGo();
      for (const [name, handler] of entries) process.off(name, handler);
    },
  };
}

/**
 * Keeps this process alive while it is paused: between two steps there may be nothing else that Node waits for, and then
 * it ends, with status 0. The result ends that.
 */
function holdWhilePaused(pause: Pause): () => void {
  let hold: NodeJS.Timeout | undefined;
  const change = () => {
    clearInterval(hold);
    hold = pause.on ? setInterval(() => undefined, LONG) : undefined;
  };
  const off = pause.onChange(change);
  return () => {
    off();
    clearInterval(hold);
  };
}

/** Milliseconds in which signals that have come already are heard. */
const LISTEN = 20;

/** Milliseconds; Node takes none above. */
const LONG = 2 ** 31 - 1;

/**
 * Goes by what whoever started us writes to our standard input, as {@link obeyLines}. Its end, which comes with that
 * process's however that happens, is told to `ended`.
 */
export function obeyStandardInput(control: Control, ended: () => void): void {
  obeyLines(process.stdin, control);
  process.stdin.once("close", ended).unref();
}

/** What lines can ask for. */
interface Control {
  readonly pause: Pause;
  readonly abort: () => void;
}

/** Goes by the lines `pause`, `continue` and `cancel`. */
export function obeyLines(stream: Readable, { pause, abort }: Control): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (piece: Buffer) => {
    const lines = (rest + decoder.write(piece)).split("\n");
    // Nobody has a reason to write longer ones.
    rest = lines.pop()!.slice(-64);
    for (const line of lines) {
      if (line === "pause") void pause.set(true);
      if (line === "continue") void pause.set(false);
      if (line === "cancel") abort();
    }
  });
}
