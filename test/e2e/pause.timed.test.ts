import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { bwrapEngine } from "@bootstrappable/core/runs/engines/bwrap";
import type { RunEvent } from "@bootstrappable/core/runs/events";
import { usernsEngine } from "@bootstrappable/core/runs/engines/userns";
import { RecordStore } from "@bootstrappable/core/runs/record/store";
import { events } from "./checkpointSupport";
import { makeEndless, until } from "./endless";
import { buildCli, mountsIn, Place, processesWith, users } from "./runSupport";

const userns = await usernsEngine(nodeMachine).available();
const bwrap = await bwrapEngine(nodeMachine).available();
const supported = userns.ok && process.arch === "x64";
if (!supported) console.warn("pauses of runs are not tested here: there are no user namespaces");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => (place = new Place()));
afterEach(() => place.remove());

/** A run that is within a step which never ends, with a pipe to its standard input. */
class Endless {
  out = "";
  readonly mark: string;
  readonly child: ChildProcess;
  readonly #closed: Promise<unknown>;

  constructor(prefix: readonly string[], ...args: readonly string[]) {
    this.mark = makeEndless(place).mark;
    const all = ["--lifeline", "--format", "json", "--from", "seed", ...args];
    const [file, ...words] = place.words(prefix, all);
    this.child = spawn(file!, words, {
      cwd: "/",
      env: place.environment,
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.child.stdout!.setEncoding("utf8").on("data", (text: string) => (this.out += text));
    this.#closed = once(this.child, "close");
  }

  events(): readonly RunEvent[] {
    return events(this.out.slice(0, this.out.lastIndexOf("\n") + 1));
  }

  has(type: RunEvent["type"]): boolean {
    return this.events().some((event) => event.type === type);
  }

  /** Both of its processes, which would go on for ever. */
  async running(): Promise<readonly number[]> {
    await until(() => processesWith(this.mark).length === 2, "the step that never ends");
    return processesWith(this.mark);
  }

  async paused(): Promise<void> {
    await this.running();
    this.child.stdin!.write("pause\n");
    await until(() => this.has("paused"), "the pause");
  }

  /** Its exit status; nothing of it is there any more. */
  async ended(): Promise<number | null> {
    await this.#closed;
    await until(() => processesWith(this.mark).length === 0, "the sandbox's end");
    expect(mountsIn(place.folder)).toEqual([]);
    expect(existsSync(`${place.folder}/target/lock`)).toBe(this.child.signalCode === "SIGKILL");
    return this.child.exitCode;
  }
}

function stat(id: number): { readonly state: string; readonly ticks: number } {
  const text = readFileSync(`/proc/${id}/stat`, "latin1");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0]!, ticks: Number(fields[11]) + Number(fields[12]) };
}

/** Waits until they stand still: a signal is heeded once a process has its next turn on a processor. */
async function stopped(ids: readonly number[]): Promise<void> {
  await until(() => ids.every((id) => stat(id).state === "T"), "the step to stand still");
}

const [, prefix] = users.at(-1)!;

describe.runIf(supported)("a run that is paused", { timeout: 120_000 }, () => {
  it.each([["userns"], ...(bwrap.ok ? [["bwrap"]] : [])])(
    "stands still in %s with all its processes and its watchdog, and goes on",
    async (engine) => {
      const run = new Endless(prefix, "--engine", engine, "--idle-timeout", "3");
      await run.paused();
      const ids = processesWith(run.mark);
      await stopped(ids);
      const before = ids.map(stat);
      // Longer than the watchdog would wait.
      await sleep(4000);
      expect(ids.map(stat)).toEqual(before);
      const variable = (name: string) =>
        name === "XDG_STATE_HOME" ? place.state : nodeMachine.facts.variable(name);
      const store = new RecordStore({ ...nodeMachine, facts: { ...nodeMachine.facts, variable } });
      // Another user's is not to be read here.
      if (prefix.length === 0)
        expect((await store.running(place.tree)).map(({ paused }) => paused)).toEqual([true]);
      run.child.stdin!.write("continue\n");
      expect(await run.ended()).toBe(1);
      expect(run.has("continued")).toBe(true);
      const [found] = run.events().filter((event) => event.type === "finding");
      expect(found).toMatchObject({ code: "run/idle" });
      const step = run.events().findLast((event) => event.type === "step-ended");
      const [paused, continued] = ["paused", "continued"].map(
        (type) => run.events().find((event) => event.type === type)!.at,
      );
      // The clock stood still, too: a pause has no length.
      expect(continued! - paused!).toBeLessThan(4000);
      expect(step).toMatchObject({ status: "failed", step: { name: "motd" } });
    },
  );

  it("leaves nothing behind when its command is killed", async () => {
    const run = new Endless(prefix);
    await run.paused();
    run.child.kill("SIGKILL");
    await run.ended();
  });

  it("stops with Ctrl-Z like any other program, goes on in the foreground, and ends while it is paused", async () => {
    const run = new Endless([]);
    const ids = await run.running();
    run.child.kill("SIGTSTP");
    await until(() => stat(run.child.pid!).state === "T", "the command to stop");
    await stopped(ids);
    run.child.kill("SIGCONT");
    await until(() => run.has("continued"), "the run to go on");
    await until(() => ids.every((id) => stat(id).state === "R"), "the step to go on");
    run.child.kill("SIGUSR2");
    await until(() => run.events().filter(({ type }) => type === "paused").length === 2, "another pause");
    await stopped(ids);
    expect(stat(run.child.pid!).state).not.toBe("T");
    run.child.kill("SIGTERM");
    expect(await run.ended()).toBe(130);
    expect(run.events().at(-1)).toMatchObject({ type: "run-ended", status: "interrupted" });
  });
});
