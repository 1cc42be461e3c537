import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { withQemu } from "../support/qemu";
import { begun, events } from "./checkpointSupport";
import { until } from "./endless";
import { example, MachinePlace } from "./machineSupport";
import { buildCli } from "./runSupport";

const withQemuImg = spawnSync("qemu-img", ["--version"]).status === 0;
const fake = path.resolve(import.meta.dirname, "../support/fakeQemu.mjs");

beforeAll(buildCli);

let place: MachinePlace;
let folder: string;
let target: string;
beforeEach(() => {
  place = new MachinePlace();
  ({ folder, target } = place);
});
afterEach(() => place.remove());

function start(tree: string, ...options: readonly string[]) {
  place.tree = tree;
  return place.start(...options);
}

function run(tree: string, ...options: readonly string[]) {
  place.tree = tree;
  return place.run(...options);
}

const list = () => `${target}/machine/snapshots.json`;
const log = () => readFileSync(`${target}/log`, "latin1");

interface Listed {
  readonly step: { readonly number: number };
  readonly state: string;
  readonly within?: { readonly state: string };
}

/** What there is to begin with, by the step that it is behind, and within which step. */
async function listed(tree: string, ...options: readonly string[]) {
  const { stdout } = await run(tree, "--list-checkpoints", "--format", "json", ...options);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Listed);
  const numbers = (found: readonly Listed[]) => found.map(({ step }) => step.number);
  return {
    current: numbers(lines.filter(({ state }) => state === "current")),
    outdated: numbers(lines.filter(({ state }) => state === "outdated")),
    within: numbers(lines.filter(({ within }) => within !== undefined)),
  };
}

describe.skipIf(!withQemu || !withQemuImg)("checkpoints of a machine in QEMU", () => {
  const often = ["--checkpoint-interval", "0.1"];

  it("lets a machine that was killed go on within a byte, and its log is that of one that was not", async () => {
    await run(example, "--no-checkpoints");
    const whole = log();
    expect(existsSync(list())).toBe(false);
    const child = start(example, ...often);
    await until(() => existsSync(list()), "a checkpoint", 20);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(await listed(example)).toMatchObject({ current: [], within: [0] });
    // How far it was depends on how fast this machine is. The file that it was at is told again.
    const { snapshots } = JSON.parse(readFileSync(list(), "utf8")) as { snapshots: { log: number }[] };
    const first = whole.slice(0, snapshots.at(-1)!.log).match(/^src\r\n[^\n]*\n/gm)?.length ?? 1;
    const { status, stdout, stderr } = await run(example, "--resume", ...often, "--format", "json");
    expect([status, stderr]).toEqual([0, ""]);
    expect(log()).toBe(whole);
    const told = events(stdout);
    const files = told.flatMap((event) => (event.type === "file-loaded" ? [event.file] : []));
    expect(files).toEqual(Array.from({ length: 101 - first }, (_, at) => first + at));
    expect(told.map((event) => (event.type === "notice" ? event.text : "")).join("\n")).toMatch(
      /goes on from its checkpoint of [^,]*, while it reads its disk in\..*The machine has read in all 100 files/s,
    );
  });

  it("gives up checkpoints of a disk that was damaged", async () => {
    await run(example, ...often);
    writeFileSync(`${target}/machine/disk0.qcow2`, "damaged");
    const { status, stdout } = await run(example, "--resume", ...often);
    expect(stdout).toMatch(
      /cannot be used: the machine's disk was damaged.* begins with the machine's start\./,
    );
    expect(status).toBe(0);
  });
});

/** What a bootstrap of the example's first steps prints: the seed phase, and these. */
const steps = [
  ["checksum-transcriber-1.0", "pass1.kaem", 3],
  ["uninstall-1.0", "pass1.kaem", 3],
  ["self_host", "improve", 2],
  ["greet-1.0", "pass1.kaem", 8],
  ["motd", "improve", 2],
] as const;

const script = [
  "SeaBIOS",
  " +> ./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/tools-seed-kaem.kaem ",
  "@",
  ...steps.flatMap(([name, how, lines]) => [
    ...(how === "improve"
      ? [` +> kaem --file /steps/improve/${name}.sh `]
      : [` +> pkg=${name} `, ` +> cd ${name} `, ` +> kaem --file ${how} `]),
    "@",
    ...Array.from({ length: lines }, (_, at) => `${name} says ${at}`),
  ]),
  "Build finished.",
].join("\n");

describe.skipIf(!withQemuImg || process.platform === "win32")(
  "checkpoints at the beginnings of steps",
  () => {
    let options: readonly string[];
    beforeEach(() => {
      writeFileSync(`${folder}/script`, script);
      writeFileSync(
        `${folder}/qemu`,
        `#!/bin/sh\nexec '${process.execPath}' '${fake}' '${folder}/script' "$@"\n`,
      );
      chmodSync(`${folder}/qemu`, 0o755);
      options = ["--qemu-cmd", `${folder}/qemu`, "--checkpoint-interval", "0"];
    });

    it("begins a machine where its steps began, with the log up to there", async () => {
      const all = await run(example, ...options, "--until", "4", "--format", "json");
      expect([all.status, begun(all.stdout)]).toEqual([0, [0, 1, 2, 3, 4]]);
      // That of the fourth was made when the machine was wanted no more.
      expect(await listed(example, ...options)).toEqual({
        current: [0, 1, 2, 3, 4],
        outdated: [],
        within: [0],
      });
      const whole = log();
      const { status, stdout } = await run(
        example,
        ...options,
        "--from",
        "3",
        "--until",
        "4",
        "--format",
        "json",
      );
      expect([status, begun(stdout)]).toEqual([0, [3, 4]]);
      expect(log().slice(0, whole.lastIndexOf("greet-1.0 says"))).toBe(
        whole.slice(0, whole.lastIndexOf("greet-1.0 says")),
      );
      const told = events(stdout);
      expect(told[0]).toMatchObject({
        type: "run-started",
        kept: [{ number: 0 }, { number: 1 }, { number: 2 }],
        steps: [{ number: 3 }, { number: 4 }],
      });
      // Nothing is told of what was printed before, and where the step begins in the log is right.
      expect(stdout).not.toContain("uninstall-1.0 says");
      const [third] = told.flatMap((event) => (event.type === "step-started" ? [event.log?.offset] : []));
      expect(log().slice(third)).toMatch(/^ \+> kaem --file \/steps\/improve\/self_host\.sh /);
      expect(told.at(-1)).toMatchObject({ type: "run-ended", steps: 2 });
      const record = JSON.parse(readFileSync(`${target}/record.json`, "utf8")) as {
        steps: { status: string }[];
      };
      expect(record.steps.map((step) => step.status)).toEqual(["not-reached", "done", "done"]);
    });

    it("goes on behind the last step, alone", async () => {
      await run(example, ...options, "--until", "2");
      const { status, stdout } = await run(example, ...options, "--only", "3", "--format", "json");
      expect([status, begun(stdout)]).toEqual([0, [3]]);
      const other = await run(example, ...options, "--only", "8");
      expect([other.status, other.stderr]).toEqual([
        1,
        expect.stringContaining("no checkpoint right before that step"),
      ]);
    });

    it("does not hold for another image, nor another machine", async () => {
      cpSync(example, `${folder}/tree`, { recursive: true });
      const tree = `${folder}/tree`;
      await run(tree, ...options, "--until", "2");
      const ram = await run(tree, ...options, "--qemu-ram", "300", "--from", "2");
      expect(ram.stderr).toMatch(/memory is 300 MiB now, and was 256 MiB; .* \[run\/no-checkpoint\]/);
      appendFileSync(`${tree}/steps/improve/motd.sh`, "# edited\n");
      expect(await listed(tree, ...options)).toEqual({ current: [], outdated: [0, 1, 2], within: [0] });
      const named = await run(tree, ...options, "--from", "2");
      expect([named.status, named.stderr]).toEqual([
        1,
        expect.stringContaining("the image of the machine's disk"),
      ]);
      // They are there still: whoever undoes the edit has them back.
      expect(readdirSync(`${target}/machine`)).toEqual([
        "disk0.img",
        "disk0.qcow2",
        "disk0.qcow2.lines",
        "log",
        "snapshots.json",
      ]);
      const { stdout } = await run(tree, ...options, "--resume", "--until", "1", "--format", "json");
      expect(begun(stdout)).toEqual([0, 1]);
      expect(stdout).toContain("So the run begins with the machine's start.");
    });

    it("says once that there is no room, and goes on", async () => {
      writeFileSync(`${folder}/script.full`, "");
      const { status, stdout } = await run(example, ...options, "--until", "4");
      expect(status).toBe(0);
      expect(
        stdout.match(/No more checkpoints of the machine are made \(.*No space left on device\)/g),
      ).toHaveLength(1);
      expect(existsSync(list())).toBe(false);
    });

    it("leaves no machine behind when it is interrupted, and goes on afterwards", async () => {
      const child = start(example, ...options);
      child.stdout.resume();
      await until(() => existsSync(list()), "a checkpoint", 20);
      child.kill("SIGINT");
      const [status] = (await once(child, "close")) as [number];
      expect(status).toBe(130);
      const id = readFileSync(`${folder}/script.pid`, "utf8");
      expect(existsSync(`/proc/${id}/fd/0`)).toBe(false);
      const { stdout } = await run(example, ...options, "--resume", "--until", "4", "--format", "json");
      expect(begun(stdout).at(-1)).toBe(4);
    });
  },
);
