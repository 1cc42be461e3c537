import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, lstatSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Finding, RunEvent } from "@bootstrappable/core/runs/events";
import { makeChatty, makeEndless, until } from "./endless";
import { buildCli, canRun, mountsIn, Place, processesWith, users } from "./runSupport";

const supported = await canRun("runs");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

function eventsOf(out: string): RunEvent[] {
  return out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as RunEvent);
}

/** Every file of a folder with its content, so that a change is seen. */
function snapshot(folder: string): string {
  return execFileSync("sh", [
    "-c",
    'cd "$1" && find . -type f -exec sha256sum {} + | sort',
    "sh",
    folder,
  ]).toString();
}

describe.skipIf(!supported).each(users)("run, as %s", (_, prefix) => {
  it("goes through every step and verifies every checksum, the tree untouched", async () => {
    const before = snapshot(place.tree);
    const { status, out, errors } = await place.run(prefix, "--engine", "userns");
    expect(errors).toBe("");
    expect(status).toBe(0);
    expect(out).toMatch(/^✓ seed {2}\d+\.\d\d s$/m);
    expect(out).toMatch(/^✓ 4\/12 greet-1\.0 pass 1 {2}\d+\.\d\d s$/m);
    expect(out).toMatch(/^✓ 6\/12 greet-1\.0 pass 2 /m);
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/^12 steps, 33 checksums verified, \d+\.\d\d s$/);
    expect(snapshot(place.tree)).toBe(before);
    expect(mountsIn(place.folder)).toEqual([]);
    // Again, in the same target.
    expect((await place.run(prefix, "--until", "seed")).status).toBe(0);
  });

  it("tells events in order, each command and checksum with its place", async () => {
    const { out } = await place.run(prefix, "--format", "json");
    const events = eventsOf(out);
    expect(events[0]).toMatchObject({ type: "run-started", engine: "userns", driver: "steps" });
    expect(events.at(-1)).toMatchObject({
      type: "run-ended",
      status: "good",
      steps: 12,
      checksums: { verified: 33, failed: 0 },
    });
    let open: number | undefined;
    let last = -1;
    for (const event of events) {
      if (event.type === "step-started") {
        expect(open).toBeUndefined();
        expect(event.step.number).toBe(last + 1);
        open = last = event.step.number;
      } else if (event.type === "step-ended") {
        expect([event.step.number, event.status]).toEqual([open, "done"]);
        open = undefined;
      } else if (event.type === "command" || event.type === "output" || event.type === "checksum") {
        expect(event.step).toBe(open);
        if (event.type === "command") expect(event.location, event.text).toBeDefined();
      }
    }
    const times = events.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const checked = events.find((event) => event.type === "checksum" && event.name === "/usr/bin/unhex0");
    expect(checked).toMatchObject({
      ok: true,
      location: { file: `${place.tree}/steps/unhex0-1.0/unhex0-1.0.amd64.checksums`, line: 1 },
    });
  });

  it("names step, script line and source line when a distfile is not what it should be", async () => {
    place.edit("distfiles/greet-1.0_AMD64.hex0", (text) => `${text}00\n`);
    const { status, out, errors } = await place.run(prefix);
    expect(status).toBe(1);
    const { tree } = place;
    const lines = errors.trim().split("\n");
    expect(lines[0]!.startsWith(`${tree}/steps/greet-1.0/pass1.kaem:11:1: error: `)).toBe(true);
    expect(lines[1]).toMatch(
      /sources:2:1: error: .*greet-1\.0_AMD64\.hex0 has the SHA-256 [0-9a-f]{64}, but .* \[run\/distfile-mismatch\]$/,
    );
    expect(lines[2]).toMatch(
      /steps\/manifest:23:1: error: step 4, greet-1\.0 pass 1, .* \[run\/step-failed\]$/,
    );
    expect(out).toMatch(/^✗ 4\/12 greet-1\.0 pass 1/m);
  });

  it("goes by the status that a step ends with, whatever its programs print", async () => {
    place.edit(
      "steps/greet-1.0/pass1.kaem",
      (text) =>
        `${text}echo Subprocess error 1\necho ABORTING HARD\necho Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000000\n`,
    );
    const { status, out, errors } = await place.run(prefix, "--until", "4");
    expect([status, errors]).toEqual([0, ""]);
    expect(out).toMatch(
      /^Subprocess error 1\n.*^ABORTING HARD\n.*^Kernel panic .*✓ 4\/4 greet-1\.0 pass 1/ms,
    );
  });

  it("names the line when a script calls a program that is not there", async () => {
    place.edit("steps/greet-1.0/pass1.kaem", (text) => text.replace(/^greet$/m, "gret"));
    const { status, out } = await place.run(prefix, "--format", "json");
    expect(status).toBe(1);
    const findings = eventsOf(out).filter((event) => event.type === "finding") as Finding[];
    const line =
      readFileSync(`${place.tree}/steps/greet-1.0/pass1.kaem`, "utf8").split("\n").indexOf("gret") + 1;
    expect(findings[0]).toMatchObject({
      file: `${place.tree}/steps/greet-1.0/pass1.kaem`,
      ...{ line, column: 1, endLine: line, endColumn: 5 },
      code: "run/command-not-found",
    });
    expect(findings[0]!.related.at(-1)).toMatchObject({
      file: `${place.folder}/target/log`,
      message: "ABORTING HARD",
    });
  });

  it("finds the checksum command of a branch that kaem does not echo", async () => {
    place.edit("steps/shout-1.0/shout-1.0.amd64.checksums", (text) => text.replace(/^....../, "000000"));
    const { errors } = await place.run(prefix);
    expect(errors).toMatch(/shout-1\.0\/pass1\.kaem:17:5: error: /);
    expect(errors).toMatch(/shout-1\.0\.amd64\.checksums:1:1: error: .* \[run\/checksum-mismatch\]/);
  });

  it("leaves no process when it is killed, and the next run works", async () => {
    const { mark: word } = makeEndless(place);
    const child = place.start(prefix);
    child.stdout!.resume();
    await until(() => processesWith(word).length === 2, "the endless step");
    child.kill("SIGKILL");
    await once(child, "exit");
    await until(() => processesWith(word).length === 0, "the sandbox's end");
    expect(mountsIn(place.folder)).toEqual([]);
    expect((await place.run(prefix, "--until", "greet-1.0:1")).status).toBe(0);
  });

  it("shows the sandbox no mount of the machine and no more than its own processes", async () => {
    const { mark: word } = makeEndless(place);
    const child = place.start(prefix);
    child.stdout!.resume();
    await until(() => processesWith(word).length === 2, "the endless step");
    const [id] = processesWith(word);
    const points = readFileSync(`/proc/${id}/mountinfo`, "utf8").trim().split("\n");
    const places = points.map((line) => line.split(" ")[4]!);
    const nodes = ["null", "zero", "random", "urandom", "ptmx", "tty"].map((name) => `/dev/${name}`);
    for (const point of places) {
      if (point.startsWith("/proc/")) continue;
      expect(["/", "/proc", "/tmp", "/dev/shm", ...nodes]).toContain(point);
    }
    // The kernel's own settings are the machine's: nothing in there may write to them, or mount a /proc that could.
    for (const setting of ["/proc/sys", "/proc/sysrq-trigger"]) {
      const line = points.find((point) => point.split(" ")[4] === setting);
      // In some containers no new /proc can be mounted: then there is none, and nothing to protect.
      if (existsSync(setting) && places.includes("/proc"))
        expect(line?.split(" ")[5], setting).toMatch(/^ro,/);
    }
    expect(places.filter((point) => point === "/")).toHaveLength(1);
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    for (const set of ["CapBnd", "CapPrm", "CapEff"]) expect(status).toContain(`${set}:\t00000000000400fb\n`);
    expect(status).toMatch(/^CapInh:\t0{16}$/m);
    child.kill("SIGTERM");
    await once(child, "close");
  });

  it("hands the sandbox no descriptor that it was started with", async () => {
    const { mark: word } = makeEndless(place);
    // The last prefix becomes another user, who may still use what is open.
    const child = place.start(["bash", "-c", 'exec 7</ 40</ 77</; exec "$@"', "bash", ...prefix]);
    child.stdout!.resume();
    await until(() => processesWith(word).length === 2, "the endless step");
    const [id] = processesWith(word);
    expect(readdirSync(`/proc/${id}/fd`).sort()).toEqual(["0", "1", "2"]);
    child.kill("SIGTERM");
    await once(child, "close");
  });

  it("says which program it could not start", async () => {
    place.edit("seed/after.kaem", (text) => text.replace(/^cp .*\/kaem$/m, ""));
    const { status, errors } = await place.run(prefix);
    expect(status).toBe(1);
    expect(errors).toMatch(/manifest:16:1: error: .*\/usr\/bin\/kaem cannot be run.* \[run\/step-failed\]/);
  });

  it("does not follow a link that a step has put where a mount goes", async () => {
    // The copy of the tree brings the links along, as a step might have made them.
    symlinkSync("/tmp", `${place.tree}/seed/stage0-posix/dev`);
    symlinkSync("/etc", `${place.tree}/seed/stage0-posix/proc`);
    expect((await place.run(prefix, "--until", "1")).status).toBe(0);
    expect(lstatSync(`${place.folder}/target/root/proc`).isDirectory()).toBe(true);
  });
});

describe.skipIf(!supported)("run", () => {
  it.skipIf(process.getuid?.() !== 0)("does the same in a chroot, for root", async () => {
    const { status, out } = await place.run([], "--engine", "chroot");
    expect(status).toBe(0);
    expect(out).toMatch(/12 steps, 33 checksums verified/);
    expect(mountsIn(place.folder)).toEqual([]);
  });

  it("sends events to a descriptor beside the text", async () => {
    const child = place.start([], "--until", "1", "--events-fd", "3");
    const text: Buffer[] = [];
    const events: Buffer[] = [];
    child.stdout!.on("data", (piece: Buffer) => text.push(piece));
    child.stdio[3]!.on("data", (piece: Buffer) => events.push(piece));
    const [status] = (await once(child, "close")) as [number];
    expect(status).toBe(0);
    expect(Buffer.concat(text).toString()).toMatch(/✓ 1\/1 checksum-transcriber-1\.0 pass 1/);
    expect(eventsOf(Buffer.concat(events).toString()).at(-1)).toMatchObject({
      type: "run-ended",
      status: "good",
      steps: 1,
    });
  });

  it.each([[[]], [["--format", "json"]]])(
    "ends in order when its reader goes away, with %s",
    async (args) => {
      // However late it goes away, there is more to say.
      makeChatty(place);
      const child = place.start([], ...args);
      child.stdout!.once("data", () => child.stdout!.destroy());
      child.stderr!.resume();
      const [status] = (await once(child, "exit")) as [number];
      expect(status).toBe(130);
      expect(readdirSync(`${place.folder}/target`)).not.toContain("lock");
      expect(processesWith(`${place.folder}/target`)).toEqual([]);
    },
  );

  it("says what is wrong with steps/env instead of falling over it", async () => {
    place.edit("steps/env", (text) => `${text}\nA=${"x".repeat(200_000)}\n`);
    const { status, out } = await place.run([], "--format", "json");
    expect(status).toBe(1);
    const events = eventsOf(out);
    expect(events.at(-2)).toMatchObject({ type: "finding", code: "run/bad-tree" });
    expect(events.at(-1)).toMatchObject({ type: "run-ended", status: "failed" });
  });

  it("puts a wrong checksum that a script goes on after on the step's line", async () => {
    place.edit("steps/shout-1.0/pass1.kaem", (text) =>
      text.replace(
        /^if match x.*[^]*^fi$/m,
        "if sha256sum -c ${pkg}.${ARCH}.checksums; then\n    shout /etc/motd\nfi",
      ),
    );
    place.edit("steps/shout-1.0/shout-1.0.amd64.checksums", (text) => text.replace(/^....../, "000000"));
    const { status, errors } = await place.run([]);
    expect(status).toBe(1);
    const manifest = readFileSync(`${place.tree}/steps/manifest`, "utf8").split("\n");
    const line = manifest.findIndex((text) => text.startsWith("build: shout-1.0")) + 1;
    expect(errors.trim()).toBe(
      `${place.tree}/steps/manifest:${line}:1: error: a checksum was wrong, but the scripts went on [run/checksum-mismatch]`,
    );
  });

  it("refuses at once a target where no folder can be made", async () => {
    const { status, errors } = await place.run([], "--target", `/proc/${process.pid}x`);
    expect(status).toBe(1);
    expect(errors).toMatch(/cannot be made: no such file or folder/);
  });

  it.each([
    [["--until", "nobody"]],
    [["--set", "novalue"]],
    [["--arch", "vax"]],
    [["--events-fd", "99"]],
    [["--idle-timeout", "soon"]],
    [["--config", "/nowhere"]],
    [["--target", "/nowhere/at/all"]],
    [["--target", "/tmp/nowhere/../x"]],
  ])("has status 2 for %s", async (args) => {
    expect(await place.run([], ...args)).toMatchObject({ status: 2, out: "" });
  });

  it("refuses the source tree as its target", async () => {
    const before = snapshot(place.tree);
    const { status, errors } = await place.run([], "--target", `${place.tree}/steps`);
    expect(status).toBe(1);
    expect(errors).toMatch(/\[run\/unsafe-target\]/);
    expect(snapshot(place.tree)).toBe(before);
  });

  it("finds a step without a script before anything runs", async () => {
    place.edit("steps/manifest", (text) => `${text}\nbuild: greet-1.0\n`);
    const { status, errors, out } = await place.run([]);
    expect(status).toBe(1);
    expect(errors).toMatch(/steps\/manifest:\d+:\d+: error: /);
    expect(out).not.toMatch(/ \+> /);
  });
});
