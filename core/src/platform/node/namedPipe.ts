import { execFile } from "node:child_process";
import { closeSync, constants, fstatSync, lstatSync, openSync } from "node:fs";
import { Socket, type OnReadOpts, type SocketConstructorOpts } from "node:net";

/** Milliseconds that output may wait until it is read. */
const LATE = 20;

/** Bytes of output at once behind which there is no wait for more: a pipe that is full (64 KiB) holds its writer back. */
const MUCH = 1 << 14;

const { O_RDONLY, O_WRONLY, O_NONBLOCK, O_NOFOLLOW } = constants;

/** Both ends of a named pipe. Who has started the writer closes `writing`; EOF comes once no writer is left. */
export interface OpenPipe {
  readonly reading: number;
  readonly writing: number;
}

/** See {@link import("../processes").Processes.makePipe}. Node has no call for it; mkfifo(1) comes with coreutils. */
export async function makePipe(mkfifo: string | undefined, path: string): Promise<boolean> {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFIFO() === true) return true;
  if (mkfifo === undefined) return false;
  return new Promise((resolve) => {
    execFile(mkfifo, ["-m", "600", "--", path], { cwd: "/" }, (error) => resolve(error === null));
  });
}

/** Opens a named pipe, without waiting for anybody; undefined where there is none. */
export function openPipe(path: string): OpenPipe | undefined {
  const open: number[] = [];
  try {
    // In this order: a pipe that nobody reads cannot be opened for writing without waiting.
    for (const end of [O_RDONLY | O_NONBLOCK, O_WRONLY]) open.push(openSync(path, end | O_NOFOLLOW));
    const [reading, writing] = open as [number, number];
    if (fstatSync(reading).isFIFO() && fstatSync(writing).isFIFO()) return { reading, writing };
  } catch {
    // Then it is done without.
  }
  for (const end of open) closeSync(end);
  return undefined;
}

/** What comes out of a pipe. */
export interface PipeOutput {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Settles when it has come to its end. */
  readonly ended: Promise<void>;
  /** From now on nothing waits: the writer has ended. */
  hurry(): void;
}

/**
 * Reads a pipe to its end, but not each byte as it comes: a writer that nobody waits for loses no time by our waking up.
 * What is read is asked for piece by piece.
 */
export function readPipe(reading: number): PipeOutput {
  let piece: Uint8Array | undefined;
  let closed = false;
  let hurried = false;
  let come: () => void = () => undefined;
  let goOn: () => void = () => undefined;
  const onread: OnReadOpts = {
    buffer: new Uint8Array(1 << 16),
    callback(length, buffer) {
      piece = buffer.slice(0, length);
      come();
      // Nothing more until it is asked for.
      return false;
    },
  };
  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
    fd: reading,
    readable: true,
    writable: false,
    onread,
  };
  const socket = new Socket(options);
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      closed = true;
      come();
      resolve();
    };
    socket.once("end", end).once("error", end).once("close", end);
  });
  const late = async () => {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      goOn = resolve;
      timer = setTimeout(resolve, LATE);
    });
    clearTimeout(timer);
  };
  async function* pieces(): AsyncIterable<Uint8Array> {
    try {
      for (;;) {
        if (piece === undefined && !closed) {
          const next = new Promise<void>((resolve) => (come = resolve));
          socket.resume();
          await next;
        }
        if (piece === undefined) return;
        const { length } = piece;
        yield piece;
        piece = undefined;
        if (length < MUCH && !hurried) await late();
      }
    } finally {
      socket.destroy();
    }
  }
  const hurry = () => {
    hurried = true;
    goOn();
  };
  return { pieces: pieces(), ended, hurry };
}
