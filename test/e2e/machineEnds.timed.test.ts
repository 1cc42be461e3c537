import { once } from "node:events";
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunEvent } from "@bootstrappable/core/runs/events";
import { withQemu } from "../support/qemu";
import { events } from "./checkpointSupport";
import { until, untilStill } from "./endless";
import { MachinePlace, stateOf } from "./machineSupport";
import { timeOf } from "./pace";
import { buildCli, processesWith } from "./runSupport";

let place: MachinePlace;
beforeAll(buildCli, 120_000);
beforeEach(() => (place = new MachinePlace()));
afterEach(() => place.remove());

/** A run that is listened to. */
class Watched {
  #out = "";
  readonly child;
  readonly #closed: Promise<unknown>;

  constructor(...options: readonly string[]) {
    this.child = place.start("--lifeline", "--format", "json", ...options);
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => (this.#out += text));
    this.child.stderr.resume();
    this.#closed = once(this.child, "close");
  }

  events(): readonly RunEvent[] {
    return events(this.#out.slice(0, this.#out.lastIndexOf("\n") + 1));
  }

  count(type: RunEvent["type"]): number {
    return this.events().filter((event) => event.type === type).length;
  }

  async says(line: string, type: RunEvent["type"]): Promise<void> {
    const before = this.count(type);
    this.child.stdin.write(`${line}\n`);
    await until(() => this.count(type) > before, type);
  }

  /** Its exit status; all that it has said is there. */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }
}

/** Processes of QEMU that have the disk of this place, and the guard before them. */
const machines = () => processesWith(`${place.target}/machine/disk0`);

/** Nothing is left but what is the run's. */
async function nothingLeft(): Promise<void> {
  await until(() => machines().length === 0, "the machine's end");
  expect(existsSync(`${place.target}/lock`)).toBe(false);
}

describe.skipIf(!withQemu || process.platform !== "linux")("a machine in QEMU", { timeout: 120_000 }, () => {
  const files = (run: Watched) => run.count("file-loaded");

  it("stands still while it is paused, goes on where it was, and leaves nothing when it is paused and cancelled", async () => {
    const run = new Watched();
    await until(() => files(run) > 0, "the machine to read its disk");
    await run.says("pause", "paused");
    const ids = machines();
    expect(ids.length).toBeGreaterThan(0);
    await until(() => ids.every((id) => stateOf(id) === "T"), "the machine to stand still");
    // What it had written before is still told; then nothing comes.
    const before = await untilStill(() => files(run), "the last word of the machine");
    await run.says("continue", "continued");
    await until(() => files(run) > before, "the machine to go on");
    await run.says("pause", "paused");
    const took = await timeOf(async () => {
      run.child.stdin.write("cancel\n");
      expect(await run.ended()).toBe(130);
    });
    expect(took).toBeLessThan(2000);
    await nothingLeft();
    expect(run.events().at(-1)).toMatchObject({ type: "run-ended", status: "interrupted" });
  });

  it("ends with a command that is killed, paused or not; the next run goes through", async () => {
    for (const paused of [true, false]) {
      const run = new Watched();
      await until(() => files(run) > 0, "the machine to read its disk");
      if (paused) {
        await run.says("pause", "paused");
        // Long before its first step, it counts as going on.
        expect(place.runs()).toMatch(/: paused in process \d+\n/);
      }
      run.child.kill("SIGKILL");
      await run.ended();
      await until(() => machines().length === 0, "the machine's end");
    }
    const { status, stdout } = await place.run();
    expect(stdout).toMatch(/The run of .* ended before its first step without a word: it was killed/);
    expect(status).toBe(0);
    await nothingLeft();
  });

  it("ends when its target is removed, which nothing makes again; the next run goes through", async () => {
    const run = new Watched();
    await until(() => files(run) > 0, "the machine to read its disk");
    rmSync(place.target, { recursive: true });
    const status = await run.ended();
    const found = run.events().flatMap((event) => (event.type === "finding" ? [event] : []));
    expect([status, found.length, found[0]]).toEqual([
      1,
      1,
      expect.objectContaining({ code: "run/disk-failed" }),
    ]);
    expect(found[0]!.message).toContain(`${place.target} was removed while the run went on`);
    expect(existsSync(place.target)).toBe(false);
    await nothingLeft();
    expect((await place.run()).status).toBe(0);
  });

  it("that is killed itself is no bootstrap that has failed; the next run goes through", async () => {
    const run = new Watched();
    await until(() => files(run) > 0, "the machine to read its disk");
    for (const id of machines()) process.kill(id, "SIGKILL");
    expect(await run.ended()).toBe(1);
    const found = run.events().flatMap((event) => (event.type === "finding" ? [event] : []));
    expect(found).toContainEqual(
      expect.objectContaining({
        code: "run/sandbox-failed",
        message: expect.stringContaining("QEMU was ended by SIGKILL") as string,
      }),
    );
    await nothingLeft();
    expect((await place.run()).status).toBe(0);
  });
});

/** What kaem echoes at the beginning of a step of the example. */
const step = (name: string, pass = 1) => [
  ` +> pkg=${name} `,
  ` +> cd ${name} `,
  ` +> kaem --file pass${pass}.kaem `,
];
const improve = (name: string) => [` +> kaem --file /steps/improve/${name}.sh `];

describe.skipIf(process.platform !== "linux")(
  "a kernel whose first program ends",
  { timeout: 120_000 },
  () => {
    const panic = (code: string) =>
      `[   12.500000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x${code}`;

    /** A tree that ends in the bash era, and a QEMU that says what a machine would that goes through it. */
    function machineThatSays(...end: readonly string[]): readonly string[] {
      const tree = place.copyTree();
      for (const name of ["bash-3", "late-1"]) {
        mkdirSync(`${tree}/steps/${name}`);
        writeFileSync(`${tree}/steps/${name}/pass1.${name === "bash-3" ? "kaem" : "sh"}`, "");
      }
      for (const file of ["steps/helpers.sh", "seed/script-generator.c"])
        writeFileSync(`${tree}/${file}`, "");
      const manifest = readFileSync(`${tree}/steps/manifest`, "utf8").replace(/^jump: .*\n/m, "");
      writeFileSync(`${tree}/steps/manifest`, `${manifest}build: bash-3\nbuild: late-1\n`);
      const said = [
        "SeaBIOS",
        " +> ./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/tools-seed-kaem.kaem ",
        ...[...step("checksum-transcriber-1.0"), ...step("uninstall-1.0"), ...improve("self_host")],
        ...[...step("greet-1.0"), ...improve("motd"), ...step("greet-1.0", 2), ...step("unhex0-1.0")],
        ...[...improve("round_trip"), " +> uninstall /usr/bin/unhex0 ", ...step("bash-3")],
        " +> bash /steps/1.sh ",
        "[    0.000000] Linux version 4.14.341-openela",
        "late-1: beginning build using script pass1.sh",
        ...end,
      ];
      appendFileSync(`${place.folder}/said`, said.map((line) => `${line}\r\n`).join(""));
      // As a machine does whose kernel has stopped, it stays.
      return [...place.fakeQemu(`cat ${place.folder}/said; exec sleep 300`), "--jump-timeout", "1"];
    }

    it("with status 0 behind the last step has done all, and the machine is ended", async () => {
      const options = machineThatSays("late-1: build successful", panic("00000000"));
      const { status, stdout, stderr } = await place.run(...options);
      expect([status, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/late-1/);
      expect(stateOf(place.id!)).toBeUndefined();
    });

    it("with status 0 in the middle has not", async () => {
      const { status, stderr } = await place.run(...machineThatSays(panic("00000000")));
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /steps\/manifest:\d+:1: error: the script that the kernel runs has ended with status 0 within step \d+, late-1 .* \[run\/kernel-panic\]/,
      );
      expect(stateOf(place.id!)).toBeUndefined();
    });

    it("with another status has failed, with its diagnosis on the step's line", async () => {
      const { status, stderr } = await place.run(...machineThatSays(panic("00000100")));
      expect(status).toBe(1);
      expect(stderr).toContain(
        "the script that the kernel runs has ended with status 1, so the kernel stopped",
      );
      expect(stderr).toContain("[run/kernel-panic]");
      expect(stderr).toMatch(/steps\/manifest:\d+:1: error: step \d+, late-1 .* \[run\/step-failed\]/);
      expect(stateOf(place.id!)).toBeUndefined();
    });
  },
);
