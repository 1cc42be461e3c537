import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { usernsEngine } from "@bootstrappable/core/runs/engines/userns";
import type { RunEvent } from "@bootstrappable/core/runs/events";
import type { Reachable, Rejoined, Words } from "@bootstrappable/core/runs/rejoin";
import { makeEndless, until } from "./endless";
import { buildCli, mountsIn, Place, processesWith } from "./runSupport";

const userns = await usernsEngine(nodeMachine).available();
const supported = userns.ok && process.arch === "x64" && process.platform === "linux";
if (!supported) console.warn("rejoining runs is not tested here: there are no user namespaces");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => (place = new Place()));
afterEach(() => place.remove());

/** The lines that came over a stream. */
class Lines {
  #text = "";
  constructor(stream: NodeJS.ReadableStream) {
    stream.on("data", (text: Buffer) => (this.#text += text.toString()));
  }
  get all(): readonly (RunEvent | Reachable | Rejoined | Words)[] {
    const whole = this.#text.slice(0, this.#text.lastIndexOf("\n") + 1).split("\n");
    return whole
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as RunEvent | Reachable | Rejoined | Words);
  }
  of(type: (RunEvent | Reachable | Rejoined | Words)["type"]) {
    return this.all.filter((line) => line.type === type);
  }
}

/** A run that an editor has started, which is in a step that never ends. */
class Started {
  readonly mark: string;
  readonly #editor: ChildProcess;
  address = "";

  constructor(seconds: number) {
    this.mark = makeEndless(place).mark;
    // As the extension starts it: words on standard output, events on descriptor 3, a pipe as standard input.
    const script = `const { spawn } = require("node:child_process");
      const child = spawn(process.argv[1], process.argv.slice(2), { stdio: ["pipe", "pipe", "pipe", "pipe"] });
      child.stdout.resume(); child.stderr.resume(); child.stdio[3].pipe(process.stdout);`;
    const words = place.words(
      [],
      ["--lifeline", `--rejoin=${seconds}`, "--thin", "--events-fd", "3", "--from", "seed"],
    );
    this.#editor = spawn(process.execPath, ["-e", script, ...words], { env: place.environment });
    let text = "";
    this.#editor.stdout!.on("data", (piece: Buffer) => {
      text += piece.toString();
      if (this.address === "" && text.includes("\n"))
        this.address = (JSON.parse(text.split("\n", 1)[0]!) as Reachable).address;
    });
  }

  async atWork(): Promise<void> {
    await until(() => processesWith(this.mark).length === 2 && this.address !== "", "the endless step");
  }

  async killEditor(): Promise<void> {
    this.#editor.kill("SIGKILL");
    await once(this.#editor, "exit");
  }

  async come(): Promise<{ readonly socket: Socket; readonly lines: Lines }> {
    const socket = connect(this.address);
    await once(socket, "connect");
    return { socket, lines: new Lines(socket) };
  }

  /** Nothing of it is there any more. */
  async gone(): Promise<void> {
    await until(() => processesWith(place.folder).length === 0, "the end of the run");
    expect(processesWith(this.mark)).toEqual([]);
    expect(mountsIn(place.folder)).toEqual([]);
    expect(existsSync(path.dirname(this.address))).toBe(false);
    expect(existsSync(`${place.folder}/target/lock`)).toBe(false);
  }
}

describe.runIf(supported)("a run whose editor has gone", { timeout: 120_000 }, () => {
  it("goes on, tells who comes all that went before, obeys, and is left and joined again", async () => {
    const run = new Started(60);
    await run.atWork();
    await run.killEditor();
    const ids = processesWith(run.mark);
    const first = await run.come();
    await until(() => first.lines.of("step-started").length === 6, "what went before");
    expect(first.lines.all[0]).toMatchObject({ type: "rejoined" });
    expect(first.lines.all[1]).toEqual({ type: "reachable", address: run.address });
    expect(first.lines.all[2]).toMatchObject({ type: "run-started", engine: "userns" });
    expect(first.lines.of("step-ended").map((event) => "status" in event && event.status)).toEqual(
      Array.from({ length: 5 }, () => "done"),
    );
    first.socket.write("pause\n");
    await until(() => first.lines.of("paused").length === 1, "the pause");
    const left = once(first.socket, "close");
    const second = await run.come();
    // One at a time: the other may be stuck.
    await left;
    await until(() => second.lines.of("paused").length === 1, "the pause, again");
    second.socket.write("continue\n");
    await until(() => second.lines.of("continued").length === 1, "the run to go on");
    expect(processesWith(run.mark)).toEqual(ids);
    second.socket.write("cancel\n");
    await once(second.socket, "close");
    expect(second.lines.of("words").map((line) => "text" in line && line.text)).toContainEqual(
      expect.stringMatching(/^Interrupted: 4 steps/),
    );
    expect(second.lines.of("run-ended")).toMatchObject([{ status: "interrupted" }]);
    await run.gone();
  });

  it("ends, and keeps its record, when nobody comes", async () => {
    const run = new Started(1);
    await run.atWork();
    await run.killEditor();
    await run.gone();
    expect(readFileSync(`${place.folder}/target/record.json`, "utf8")).toContain('"status": "interrupted"');
  });
});
