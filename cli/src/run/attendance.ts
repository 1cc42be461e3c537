import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rmdir, unlink } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { temporaryFolder } from "@bootstrappable/core/platform/node/ownFolders";
import path from "node:path";
import { Writable } from "node:stream";
import { RunDigest } from "@bootstrappable/core/runs/digest";
import type { Reporter, RunEvent } from "@bootstrappable/core/runs/events";
import type { Pause } from "@bootstrappable/core/runs/pause";
import type { Reachable, Rejoined, Words } from "@bootstrappable/core/runs/rejoin";
import { jsonLine } from "../report";
import { obeyLines } from "./pausing";

/** What those who attend a run can do to it. */
interface Control {
  readonly pause: Pause;
  readonly abort: () => void;
}

/**
 * Those for whom a run goes on: first whoever started it, by our standard input, output and error; when they have gone,
 * whoever was the last to connect to a socket that only this user can reach. It ends when nobody comes for too long.
 */
export class Attendance {
  readonly #digest = new RunDigest();
  /** The time of day of the last event, by a clock that only goes forward. */
  #last = performance.now();
  #attendant: "starter" | Socket | undefined = "starter";
  #waiting: NodeJS.Timeout | undefined;

  private constructor(
    private readonly control: Control,
    private readonly patience: number,
    private readonly server: Server,
    private readonly address: string,
    private readonly folder: string | undefined,
  ) {
    server.on("connection", (socket) => this.#come(socket));
    // It is no reason for this process to stay.
    server.unref();
  }

  /**
   * Opens the door. `patience`: how long the run goes on with nobody there, in milliseconds. Undefined where this machine
   * has no place for a socket: then the run ends with whoever started it.
   */
  static async open(control: Control, patience: number): Promise<Attendance | undefined> {
    try {
      const pipes = process.platform === "win32";
      const folder = pipes ? undefined : await mkdtemp(path.join(temporaryFolder(), "bootstrappable-run-"));
      const address =
        folder === undefined ? `\\\\.\\pipe\\bootstrappable-${randomUUID()}` : path.join(folder, "socket");
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(address, resolve);
      });
      if (folder !== undefined) await chmod(address, 0o600);
      return new Attendance(control, patience, server, address, folder);
    } catch {
      return undefined;
    }
  }

  /** What whoever started the run is told first. */
  get reachable(): Reachable {
    return { type: "reachable", address: this.address };
  }

  /** Where the run's words go: to the terminal, or to who has come in its place. */
  words(stream: Writable): Writable {
    return new Writable({
      decodeStrings: false,
      write: (text: string | Buffer, encoding, done) => {
        // A reader that has gone is told of by an error of the stream itself.
        if (this.#attendant === "starter") stream.write(text, encoding, () => done());
        else void Promise.resolve(this.#tell({ type: "words", text: text.toString() })).then(() => done());
      },
    });
  }

  readonly report: Reporter = (event) => {
    this.#digest.take(event);
    this.#last = performance.now();
    return this.#attendant === "starter" ? undefined : this.#tell(event);
  };

  /** Whoever started the run has gone, by whatever we notice it. */
  readonly starterLeft = (): void => {
    if (this.#attendant === "starter") this.#wait();
  };

  async close(): Promise<void> {
    clearTimeout(this.#waiting);
    const attendant = this.#attendant;
    this.#attendant = undefined;
    if (typeof attendant === "object") await new Promise<void>((resolve) => attendant.end(resolve));
    this.server.close();
    if (this.folder === undefined) return;
    await unlink(this.address).catch(() => undefined);
    await rmdir(this.folder).catch(() => undefined);
  }

  #come(socket: Socket): void {
    // Who goes is noticed by `close`.
    socket.on("error", () => undefined);
    clearTimeout(this.#waiting);
    // Who was there before is gone, or stuck: we may hear of the one sooner than of the other.
    const before = this.#attendant;
    this.#attendant = socket;
    if (typeof before === "object") before.destroy();
    socket.once("close", () => {
      if (this.#attendant === socket) this.#wait();
    });
    obeyLines(socket, this.control);
    const since = this.control.pause.on ? 0 : performance.now() - this.#last;
    void this.#tell({ type: "rejoined", at: this.#digest.at + since, process: process.pid });
    void this.#tell(this.reachable);
    for (const event of this.#digest.events) void this.#tell(event);
  }

  #wait(): void {
    this.#attendant = undefined;
    this.#waiting = setTimeout(this.control.abort, this.patience);
    this.#waiting.unref();
  }

  #tell(line: RunEvent | Reachable | Rejoined | Words): void | Promise<void> {
    const socket = this.#attendant;
    if (typeof socket !== "object" || socket.write(`${jsonLine(line)}\n`)) return;
    return new Promise((resolve) => {
      const done = () => {
        socket.off("drain", done).off("close", done);
        resolve();
      };
      socket.once("drain", done).once("close", done);
    });
  }
}
