import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  truncateSync,
} from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { bwrapEngine } from "@bootstrappable/core/runs/engines/bwrap";
import { usernsEngine } from "@bootstrappable/core/runs/engines/userns";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { RecordStore } from "@bootstrappable/core/runs/record/store";
import { begun, events, numbers } from "./checkpointSupport";
import { makeEndless, until } from "./endless";
import { buildCli, bundledCli, mountsIn, Place, processesWith, users } from "./runSupport";

// Each fault: a clear message, nothing of the person's lost, no mount, process or lock left, and the next run works.

const engines = [
  ["userns", await usernsEngine(nodeMachine).available()],
  ["bwrap", await bwrapEngine(nodeMachine).available()],
] as const;
const supported = engines[0][1].ok && process.arch === "x64";
if (!supported) console.warn("faults of runs are not tested here: there are no user namespaces");
const usable = engines.filter(([, { ok }]) => ok).map(([name]) => name);
const isRoot = process.getuid?.() === 0;

let place: Place;
let tree: string;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
  tree = snapshot(place.tree);
});
afterEach(() => place.remove());

/** Every file of a folder with its content. */
function snapshot(folder: string): string {
  const script = `cd "$1" && find . -printf '%p %y %m %l\\n' | sort && find . -type f -exec sha256sum {} + | sort`;
  return execFileSync("sh", ["-c", script, "sh", folder], { maxBuffer: 1 << 26 }).toString();
}

/** The store as this user's server sees it. */
function store(): RecordStore {
  const variable = (name: string) =>
    name === "XDG_STATE_HOME" ? place.state : nodeMachine.facts.variable(name);
  return new RecordStore({ ...nodeMachine, facts: { ...nodeMachine.facts, variable } });
}

/** What every run of the tree left in the folder of records. */
function recordFiles(): string[] {
  if (!existsSync(place.state)) return [];
  return readdirSync(place.state, { recursive: true, encoding: "utf8" })
    .filter((name) => name.includes(".json"))
    .map((name) => `${place.state}/${name}`);
}

const readRecord = (path: string) => JSON.parse(readFileSync(path, "utf8")) as RunRecord;

/** Nothing is left of the run, and the next one, which is the result, goes through with what is kept. */
async function afterwards(prefix: readonly string[], mark: string, ...args: readonly string[]) {
  await until(() => processesWith(mark).length === 0, "the sandbox's end");
  expect(mountsIn(place.folder)).toEqual([]);
  const next = await place.run(prefix, ...args, "--format", "json");
  expect(next.status).toBe(0);
  expect(readdirSync(`${place.folder}/target`)).not.toContain("lock");
  return next;
}

function notices(out: string): string[] {
  return events(out).flatMap((event) => (event.type === "notice" ? [event.text] : []));
}

describe.skipIf(!supported).each(users)("as %s,", (user, prefix) => {
  const ofUser = user === "root" ? [...usable, "chroot"] : usable;

  it.each(ofUser)(
    "a command that is killed (%s) leaves a record, and the next run says that it ended",
    async (engine) => {
      const { mark, undo } = makeEndless(place);
      const child = place.start(prefix, "--engine", engine);
      child.stdout!.resume();
      await until(() => processesWith(mark).length === 2, "the endless step");
      // While it is at work it counts as running, for whoever looks.
      const running = async () => (await store().running(place.tree))[0];
      // No step waits until it is written down that it has begun.
      await until(async () => (await running())?.totals.steps === 4, "the record of the endless step");
      expect(await running()).toMatchObject({ engine, process: { id: expect.any(Number) as number } });
      expect(await store().of(place.tree)).toEqual([]);
      child.kill("SIGKILL");
      await once(child, "exit");
      await until(() => processesWith(mark).length === 0, "the sandbox's end");
      // It may have been killed while it wrote down how far it was.
      const files = recordFiles().filter((path) => !path.endsWith(".new"));
      expect(files).toEqual([expect.stringMatching(/\.begun\.json$/)]);
      const [ended] = await store().of(place.tree);
      expect(await store().running(place.tree)).toEqual([]);
      expect(ended).toMatchObject({ status: "interrupted", totals: { steps: 4 } });
      expect(ended?.log.bytes).toBe(statSync(ended!.log.path).size);
      const states = ended?.steps.map(({ status }) => status);
      expect(states?.slice(0, 7)).toEqual([...Array<string>(5).fill("done"), "interrupted", "not-reached"]);
      expect(ended?.checksums.length).toBeGreaterThan(10);
      undo();
      const { out } = await afterwards(prefix, mark, "--engine", engine, "--resume");
      expect(notices(out)).toContainEqual(
        expect.stringMatching(
          /^The run of .*, amd64, \w+ ended in improve motd without a word: it was killed/,
        ),
      );
      expect(begun(out)).toEqual(numbers(5, 12));
      // It is told once, and both are kept.
      expect(
        recordFiles()
          .map((path) => readRecord(path).status)
          .sort(),
      ).toEqual(["good", "interrupted"]);
      const again = await place.run(prefix, "--engine", engine, "--only", "12", "--format", "json");
      expect(notices(again.out)).toEqual([]);
      expect(snapshot(place.tree)).toBe(tree);
    },
    300_000,
  );

  it.each(usable)(
    "a run whose first process in the sandbox is killed (%s) fails and says so",
    async (engine) => {
      const { mark, undo } = makeEndless(place);
      const running = place.run(prefix, "--engine", engine);
      await until(() => processesWith(mark).length === 2, "the endless step");
      process.kill(firstOfSandbox(processesWith(mark)[0]!), "SIGKILL");
      const { status, errors } = await running;
      expect(status).toBe(1);
      expect(errors).toMatch(
        /motd\.sh:\d+:1: error: the shell was ended by (SIGKILL|a kill signal), in “spin .*” \[run\/command-failed\]/,
      );
      undo();
      const { out } = await afterwards(prefix, mark, "--engine", engine, "--resume");
      expect(begun(out)).toEqual(numbers(5, 12));
    },
    300_000,
  );

  it("a listener that dies (an editor, say) takes its run along, and the next one goes on", async () => {
    const { mark, undo } = makeEndless(place);
    // As the extension starts it: events on descriptor 3, a pipe as standard input that nothing is written to.
    const script = `const { spawn } = require("node:child_process");
      spawn(process.argv[1], process.argv.slice(2), { stdio: ["pipe", "pipe", "pipe", "pipe"] });
      setInterval(() => undefined, 1000);`;
    const words = place.words(prefix, ["--lifeline", "--events-fd", "3"]);
    const editor = spawn(process.execPath, ["-e", script, ...words], { env: place.environment });
    await until(() => processesWith(mark).length === 2, "the endless step");
    editor.kill("SIGKILL");
    await once(editor, "exit");
    await until(() => processesWith(mark).length === 0, "the sandbox's end");
    await until(() => recordFiles().every((path) => !path.includes(".begun")), "the record");
    expect(recordFiles().map((path) => readRecord(path).status)).toEqual(["interrupted"]);
    undo();
    const { out } = await afterwards(prefix, mark, "--resume");
    expect(begun(out)).toEqual(numbers(5, 12));
  }, 300_000);

  it("a checkpoint that was half on the disk when the power went is not used", async () => {
    expect((await place.run(prefix, "--until", "6")).status).toBe(0);
    const whole = snapshot(`${place.folder}/target/root`);
    const layers = `${place.folder}/target/layers`;
    const damages: readonly (readonly [string, number, () => void])[] = [
      ["a file of the layer has lost its end", 6, () => truncateSync(`${layers}/7/usr/bin/greet`, 7)],
      ["the layer is not there", 5, () => rmSync(`${layers}/6`, { recursive: true })],
      ["the record is empty", 4, () => truncateSync(`${layers}/5.json`, 0)],
      ["the record ends in the middle", 3, () => truncateSync(`${layers}/4.json`, 60)],
      ["the layer has its name, but no record yet", 2, () => rmSync(`${layers}/3.json`)],
      ["the record was never renamed", 1, () => renameSync(`${layers}/2.json`, `${layers}/2.json.9`)],
      // That is made again from the tree, and what stands on it is as good as before.
      ["the copy of the tree has lost a file's end", 7, () => truncateSync(`${layers}/0/kaem.amd64`, 3)],
    ];
    for (const [what, step, damage] of damages) {
      damage();
      const { status, out } = await place.run(prefix, "--resume", "--until", "6", "--format", "json");
      expect([what, status, begun(out)]).toEqual([what, 0, numbers(step, 6)]);
      expect(snapshot(`${place.folder}/target/root`) === whole, what).toBe(true);
    }
    expect(mountsIn(place.folder)).toEqual([]);
  }, 300_000);

  it("a target that is removed under a run ends it, nothing is made in its place, and the record is kept", async () => {
    const { mark, undo } = makeEndless(place);
    const running = place.run(prefix, "--idle-timeout", "10");
    await until(() => processesWith(mark).length === 2, "the endless step");
    rmSync(`${place.folder}/target`, { recursive: true });
    const { status, errors } = await running;
    expect(status).toBe(1);
    expect(errors).toMatch(/target.* \[run\/disk-failed\]/);
    expect(existsSync(`${place.folder}/target`)).toBe(false);
    expect(recordFiles().map((path) => readRecord(path).status)).toEqual(["failed"]);
    undo();
    await afterwards(prefix, mark, "--until", "1");
  }, 300_000);
});

describe.skipIf(!supported)("files of a run's own that were empty or cut when the power went", () => {
  it("neither keep the next run from going on, nor make it run again what is kept", async () => {
    const resume = ["--resume", "--until", "3", "--format", "json"];
    expect((await place.run([], "--until", "3")).status).toBe(0);
    const target = `${place.folder}/target`;
    for (const name of ["lock", ".bootstrappable-target", "log", "record.json"]) {
      writeFileSync(`${target}/${name}`, "");
      for (const record of recordFiles()) truncateSync(record, 100);
      const { status, out } = await place.run([], ...resume);
      expect([name, status, begun(out)]).toEqual([name, 0, []]);
      expect(readdirSync(target)).not.toContain("lock");
    }
    expect(snapshot(place.tree)).toBe(tree);
  }, 300_000);
});

describe.skipIf(!supported || !isRoot)("a disk that is full", () => {
  /** Words that run a command where a folder is a file system of its own; the mount is gone with the command. */
  const on = (folder: string, size: string) => {
    mkdirSync(folder, { recursive: true });
    const script = 'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"';
    return ["unshare", "--mount", "sh", "-c", script, "sh", size, folder];
  };

  it.each(usable)(
    "under the target (%s) is named, at every size that it may have",
    async (engine) => {
      const folder = `${place.folder}/disk`;
      const args = ["--target", `${folder}/target`, "--engine", engine];
      for (const size of ["64k", "300k", "700k"]) {
        const { status, out, errors } = await place.run(on(folder, size), ...args, "--format", "json");
        expect([size, status, errors]).toEqual([size, 1, ""]);
        const found = events(out).flatMap((event) => (event.type === "finding" ? [event] : []));
        const last = found.at(-1)?.message;
        expect([size, last]).toEqual([size, expect.stringMatching(/no space left on the disk/)]);
        expect(events(out).at(-1)).toMatchObject({ type: "run-ended", status: "failed" });
      }
      expect(mountsIn(place.folder)).toEqual([]);
      // Room for the lowest layer, but not for the root beside it.
      const big = `${place.tree}/steps/improve/files/big`;
      writeFileSync(big, "x".repeat(700_000));
      const { status, out } = await place.run(on(folder, "2m"), ...args, "--format", "json");
      expect(status).toBe(1);
      expect(events(out).at(-1)).toMatchObject({ type: "run-ended", status: "failed" });
      rmSync(big);
      expect((await place.run(on(folder, "40m"), ...args)).status).toBe(0);
      expect(snapshot(place.tree)).toBe(tree);
    },
    300_000,
  );

  it("leaves nothing under the name of an image, a distfile or a machine's disk, and is named", async () => {
    const disk = `${place.folder}/disk`;
    const sources = `${place.folder}/other/steps/p`;
    mkdirSync(sources, { recursive: true });
    const big = randomBytes(400_000);
    writeFileSync(`${place.folder}/big`, big);
    writeFileSync(`${place.folder}/other/steps/manifest`, "build: p\n");
    const hash = createHash("sha256").update(big).digest("hex");
    writeFileSync(`${sources}/sources`, `f http://host.invalid/big ${hash}\n`);
    const fetch = ["fetch", `${place.folder}/other`, "--all", "--retries", "0"];
    const writers: readonly (readonly [string, readonly string[]])[] = [
      ["x.img", ["image", place.tree, "--output", `${disk}/x.img`]],
      ["big", ["distfiles", ...fetch, "--mirror", place.folder, "--folder", disk]],
    ];
    const list = ["sh", "-c", '"$@"; status=$?; ls -A "$0"; exit $status', disk];
    for (const [name, words] of writers) {
      const { status, out, errors } = await place.commandAs([...on(disk, "200k"), ...list], ...words);
      expect([name, status]).toEqual([name, 1]);
      expect(errors).toMatch(/ cannot be written: no space left on the disk/);
      expect(out.split("\n")).not.toContain(name);
      expect((await place.commandAs(on(disk, "4m"), ...words)).status).toBe(0);
    }
    const machine = ["--engine", "qemu", "--qemu-cmd", "/bin/true", "--size", "2M"];
    const { status, errors } = await place.run(on(disk, "100k"), "--target", `${disk}/target`, ...machine);
    expect([status, errors]).toEqual([
      1,
      expect.stringMatching(/machine\/disk0\.img cannot be written: no space left .* \[run\/disk-failed\]/),
    ]);
    expect(mountsIn(place.folder)).toEqual([]);
  }, 120_000);

  it("under the records keeps no run from its end, and is told", async () => {
    // With no room for a file, but for the folders.
    const { status, out } = await place.run(on(place.state, "8k"), "--format", "json", "--until", "2");
    expect(status).toBe(0);
    expect(notices(out)).toContainEqual(
      expect.stringMatching(/^the record of this run could not be kept: .*space/),
    );
    expect((await place.run([], "--resume")).status).toBe(0);
  }, 300_000);
});

/** The id that the first process of a process's sandbox has out here. */
function firstOfSandbox(id: number): number {
  const namespace = (of: number) => {
    try {
      return statSync(`/proc/${of}/ns/pid`).ino;
    } catch {
      return undefined;
    }
  };
  const own = namespace(id);
  const found = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((each) => {
      if (namespace(each) !== own) return false;
      const status = readFileSync(`/proc/${each}/status`, "utf8");
      return /^NSpid:.*\t1$/m.test(status);
    });
  if (found === undefined) throw new Error("the sandbox has no first process");
  return found;
}

describe.skipIf(!supported || !isRoot)("an ordinary user", () => {
  const [, prefix] = users[1] ?? ["", []];

  it("whose folder among the temporary files is somebody else's is told so", () => {
    for (const name of ["closed", "bootstrappable-65534"]) mkdirSync(`${place.folder}/${name}`, 0o700);
    const [file, ...words] = [...prefix, process.execPath, bundledCli, "run", place.tree];
    const env = { PATH: process.env["PATH"], HOME: `${place.folder}/closed`, TMPDIR: place.folder };
    const { status, stdout, stderr } = spawnSync(file, words, { env, encoding: "utf8" });
    expect([status, stdout, stderr]).toEqual([
      1,
      "",
      `bootstrappable: error: ${place.folder}/bootstrappable-65534 belongs to somebody else: name a target folder with --target [run/unsafe-target]\n`,
    ]);
    expect(readdirSync(`${place.folder}/bootstrappable-65534`)).toEqual([]);
  });

  it("who may open next to no files is told so", async () => {
    // Without what whoever started us has left open: that may have higher numbers than there are then.
    const few = [
      "bash",
      "-c",
      'for at in /proc/$$/fd/*; do at=${at##*/}; [ "$at" -le 2 ] || eval "exec $at>&-"; done; ulimit -n "$1"; shift; exec "$@"',
      "bash",
    ];
    for (const count of ["22", "25"]) {
      const { status, out, errors } = await place.run([...few, count, ...prefix]);
      expect([status, errors]).toEqual([1, expect.stringMatching(/\bEMFILE\b/)]);
      expect(out + errors).not.toMatch(/is not iterable|^\s+at /m);
    }
  });
});
