import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { usernsEngine } from "@bootstrappable/core/runs/engines/userns";
import { buildCli, mountsIn, Place } from "./runSupport";

const available = await usernsEngine(nodeMachine).available();
const supported = available.ok && process.arch === "x64" && !existsSync("/bin/busybox");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** What a shell prints that is given some lines, and its exit status. */
async function typed(lines: readonly string[], ...args: readonly string[]) {
  const words = place.words([], args).map((word) => (word === "run" ? "shell" : word));
  const child = spawn(words[0]!, words.slice(1), { env: place.environment });
  let out = "";
  child.stdout.on("data", (piece: Buffer) => (out += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (out += piece.toString()));
  child.stdin.end(`${lines.join("\n")}\n`);
  const [status] = (await once(child, "close")) as [number];
  return { status, out };
}

describe.skipIf(!supported)("shell", () => {
  it("opens the state after a step, on a layer that is thrown away", async () => {
    expect((await place.run([], "--until", "5")).status).toBe(0);
    // The kernel's own folder comes and goes; two empty ones, to mount layers on, come when they are needed.
    const own = ["w", "m", "e"];
    const layersNow = () =>
      readdirSync(`${place.folder}/target/layers`).filter((name) => !own.includes(name));
    const layers = layersNow();
    const made = await typed(["greet", "cp /usr/bin/greet /usr/bin/again", "again", "exit"], "--step", "4");
    expect(made.out).toContain("No shell is built yet in this state");
    expect(made.out.match(/Hello, world!/g)).toHaveLength(2);
    expect(made.status).toBe(0);
    const last = await typed(["again"]);
    expect(last.out).toContain("This is the state behind improve motd, the last that is up to date.\n");
    // Of the next one nothing is there; before the step, nor is the program.
    const next = await typed(["again"], "--step", "4");
    expect([next.status, next.out.includes("there is no program again in PATH")]).toEqual([127, true]);
    const before = await typed(["greet", "cd /nowhere"], "--step", "3");
    expect(before.out).toContain("there is no program greet in PATH");
    expect(before.out).toContain("there is no folder /nowhere");
    expect(layersNow()).toEqual(layers);
    expect(readdirSync(`${place.folder}/target`)).not.toContain("lock");
    expect(mountsIn(place.folder)).toEqual([]);
    expect((await place.run([], "--resume", "--until", "6")).status).toBe(0);
  }, 120_000);

  it("opens what a failed step has left, and says where there is no state", async () => {
    place.edit("steps/greet-1.0/pass1.kaem", (text) => text.replace(/^greet$/m, "gret"));
    expect((await typed(["greet"], "--step", "1")).out).toContain("[run/no-checkpoint]");
    expect((await place.run([])).status).toBe(1);
    const failed = await typed(["greet"], "--failed");
    expect(failed.out).toContain("This is what greet-1.0 pass 1 has left, which failed.\n");
    expect(failed.out).toContain("Hello, world!");
    const last = await typed(["greet"]);
    expect(last.out).toMatch(/the state behind improve self_host, .*which failed, --failed opens\.\n/);
    expect(last.out).toContain("there is no program greet in PATH");
    expect((await typed([], "--failed", "--step", "4")).status).toBe(2);
    expect((await typed(["greet"], "--step", "4")).out).toContain("[run/no-checkpoint]");
    expect((await typed([], "--step", "nobody")).status).toBe(2);
  }, 120_000);
});
