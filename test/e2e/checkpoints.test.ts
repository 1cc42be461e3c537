import { execFileSync } from "node:child_process";
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
} from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunStarted } from "@bootstrappable/core/runs/events";
import { begun, events, numbers } from "./checkpointSupport";
import { makeEndless, until } from "./endless";
import { addToFifthStep } from "./stepProgram";
import { buildCli, canRun, mountsIn, Place, processesWith, users } from "./runSupport";

const supported = await canRun("checkpoints");
const isRoot = process.getuid?.() === 0;

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** Every file, folder and link of a folder with its permissions and its content. */
function snapshot(folder: string): string {
  const script = `cd "$1" && find . -printf '%p %y %m %l\\n' | sort && find . -type f -exec sha256sum {} + | sort`;
  return execFileSync("sh", ["-c", script, "sh", folder], { maxBuffer: 1 << 26 }).toString();
}

/** Numbers of the steps whose checkpoint is up to date. */
async function current(prefix: readonly string[], ...args: readonly string[]): Promise<number[]> {
  const { out } = await place.run(prefix, "--list-checkpoints", ...args);
  return [...out.matchAll(/^✓ (\d+) /gm)].map(([, number]) => Number(number));
}

/** What is in front of a program of so many bytes, its code at 0x600078. */
const header = (size: string) => `
7F454C46 02 01 01 00 0000000000000000  0200 3E00 01000000   # ELF64, executable, x86-64
7800600000000000 4000000000000000 0000000000000000 00000000 # entry 0x600078
4000 3800 0100 0000 0000 0000                               # one program header
01000000 05000000 0000000000000000                          # load all, read and execute
0000600000000000 0000600000000000 ${size}000000000000 ${size}000000000000 0010000000000000
`;

/** A program that makes /closed with a file in it, and takes everybody's permissions for it away. */
const close = `${header("CB00")}
B8 53000000 BF B9006000 BE ED010000 0F05               # mkdir /closed
B8 02000000 BF C1006000 BE 41000000 BA A4010000 0F05   # open /closed/f to write
B8 5A000000 BF B9006000 BE 00000000 0F05               # chmod /closed 0
B8 3C000000 31FF 0F05                                  # exit
2F636C6F73656400
2F636C6F7365642F6600
`;

/** A program that makes 25 folders, each in the one before, whose names have 200 letters. */
const dig = `${header("7001")}
BB 19000000                                            # 25 times
B8 53000000 BF A7006000 BE ED010000 0F05               # mkdir
B8 50000000 BF A7006000 0F05                           # chdir
FFCB 75 DF                                             # the next
B8 3C000000 31FF 0F05                                  # exit
${"64".repeat(200)}00
`;

describe.skipIf(!supported).each(users)("checkpoints, as %s", (_, prefix) => {
  it("give the same root as a run without them, byte for byte", async () => {
    expect((await place.run(prefix)).status).toBe(0);
    const layered = snapshot(`${place.folder}/target/root`);
    expect(await current(prefix)).toEqual(numbers(0, 12));
    expect((await place.run(prefix, "--no-checkpoints")).status).toBe(0);
    expect(existsSync(`${place.folder}/target/layers`)).toBe(false);
    expect(layered).toBe(snapshot(`${place.folder}/target/root`));
    expect(mountsIn(place.folder)).toEqual([]);
  }, 300_000);

  it("let a run go on from any step, and from the first that changed", async () => {
    expect((await place.run(prefix)).status).toBe(0);
    const whole = snapshot(`${place.folder}/target/root`);
    const last = await place.run(prefix, "--from", "12", "--format", "json");
    expect(begun(last.out)).toEqual([12]);
    const { kept } = events(last.out)[0] as RunStarted;
    expect(kept?.map(({ number }) => number)).toEqual(numbers(0, 11));
    expect(snapshot(`${place.folder}/target/root`)).toBe(whole);
    // Made again from the same, it is the same: what stands on it stays good.
    expect(begun((await place.run(prefix, "--only", "greet-1.0:1", "--format", "json")).out)).toEqual([4]);
    // So is what removes files, whether we have written its layer or the kernel.
    expect(begun((await place.run(prefix, "--only", "9", "--format", "json")).out)).toEqual([9]);
    expect(await current(prefix)).toEqual(numbers(0, 12));
    expect(begun((await place.run(prefix, "--resume", "--format", "json")).out)).toEqual([]);
    place.edit("steps/greet-1.0/pass2.kaem", (text) => `${text}# changed\n`);
    // Both passes have their scripts in the folder that changed.
    expect(await current(prefix)).toEqual(numbers(0, 3));
    // Looking has brought the copy of the tree up to date: the reason is still known.
    const listed = (await place.run(prefix, "--list-checkpoints")).out.split("\n");
    expect(listed[4]).toMatch(
      /^~ 4 greet-1\.0 pass 1 .* {2}out of date: steps\/greet-1\.0\/pass2\.kaem changed$/,
    );
    expect(listed[5]).toMatch(/^~ 5 improve motd .* {2}out of date: that of greet-1\.0 pass 1 before it is$/);
    place.edit("steps/improve/shout_motd.sh", (text) => `${text}# changed\n`);
    expect(begun((await place.run(prefix, "--from", "unhex0-1.0", "--format", "json")).out)).toEqual(
      numbers(4, 12),
    );
    place.edit("steps/improve/shout_motd.sh", (text) => `${text}# and again\n`);
    const resumed = await place.run(prefix, "--resume", "--format", "json");
    expect(begun(resumed.out)).toEqual([11, 12]);
    expect(resumed.out).toContain(
      "The run begins with improve shout_motd: its checkpoint is out of date: steps/improve/shout_motd.sh changed.",
    );
  }, 300_000);

  it("outlive a kill, which leaves nothing else", async () => {
    const { mark, undo } = makeEndless(place);
    const child = place.start(prefix);
    child.stdout!.resume();
    await until(() => processesWith(mark).length > 0, "the endless step");
    child.kill("SIGKILL");
    await once(child, "exit");
    await until(() => processesWith(mark).length === 0, "the sandbox's end");
    expect(mountsIn(place.folder)).toEqual([]);
    undo();
    expect(begun((await place.run(prefix, "--resume", "--format", "json")).out)).toEqual(numbers(5, 12));
    // And the target, with what the kernel made in it, can be emptied.
    expect((await place.run(prefix, "--until", "1")).status).toBe(0);
  }, 300_000);

  it("keep what a failed step has left aside", async () => {
    place.edit("steps/greet-1.0/pass1.kaem", (text) => text.replace(/^greet$/m, "gret"));
    const { status, out } = await place.run(prefix);
    expect(status).toBe(1);
    expect(out).toContain(`${place.folder}/target/layers/f`);
    expect(out).toContain("“shell --failed” looks around in it");
    for (const folder of ["layers/f", "root"])
      expect(readdirSync(`${place.folder}/target/${folder}/usr/bin`)).toContain("greet");
    place.edit("steps/greet-1.0/pass1.kaem", (text) => text.replace(/^gret$/m, "greet"));
    const next = await place.run(prefix, "--resume", "--until", "4", "--format", "json");
    expect(begun(next.out)).toEqual([4]);
    expect(next.status).toBe(0);
  }, 300_000);

  it("tell what a step has added, changed and removed", async () => {
    expect((await place.run(prefix)).status).toBe(0);
    const changes = async (step: string) => (await place.run(prefix, "--changes", step)).out;
    expect(await changes("4")).toMatch(
      /^\+ \/steps\/greet-1\.0\/sources\.SHA256SUM {2}\d+ [0-9a-f]{64}\n\+ \/usr\/bin\/greet {2}163 [0-9a-f]{64}\n$/,
    );
    expect(await changes("12")).toMatch(/^- \/etc\/motd {2}.*\n- \/usr\/bin\/shout {2}.*\n$/);
    expect(await place.run(prefix, "--changes", "improve self_host")).toEqual({
      ...{ status: 0, out: "" },
      errors: "No file was added, changed or removed.\n",
    });
    const { out } = await place.run(prefix, "--changes", "greet-1.0 pass 2", "--format", "json");
    const changed = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { path: string; change: string });
    for (const { path, change } of changed) expect(["added", "changed"], path).toContain(change);
  }, 300_000);

  it("hold folders that a step has closed to everybody, and say where a path is too long for them", async () => {
    const undo = addToFifthStep(place, { name: "close", source: close });
    expect((await place.run(prefix, "--until", "6")).status).toBe(0);
    const closed = () => statSync(`${place.folder}/target/root/closed`).mode & 0o777;
    expect(closed()).toBe(0);
    expect((await place.run(prefix, "--changes", "5")).out).toMatch(
      /^\+ \/closed {2}directory\n\+ \/closed\/f {2}0 /m,
    );
    const again = await place.run(prefix, "--from", "6", "--until", "6", "--format", "json");
    expect([again.status, begun(again.out), closed()]).toEqual([0, [6], 0]);
    undo();
    addToFifthStep(place, { name: "dig", source: dig });
    const { status, errors } = await place.run(prefix, "--resume", "--until", "5");
    expect(status).toBe(1);
    expect(errors).toMatch(
      /^bootstrappable: error: improve motd has left a path .*--no-checkpoints.* \[run\/disk-failed\]$/m,
    );
    expect(errors.length).toBeLessThan(1000);
    expect((await place.run(prefix, "--no-checkpoints", "--until", "5")).status).toBe(0);
    // Node cannot remove such paths.
    const clean = await place.commandAs(prefix, "clean", place.tree, "--target", `${place.folder}/target`);
    expect([clean.status, existsSync(`${place.folder}/target`)]).toEqual([0, false]);
  }, 300_000);

  it("work in a folder whose name has all that mount options mean something by", async () => {
    const folder = `${place.folder}/a,b:c\\d e\nf=ä`;
    mkdirSync(folder, { mode: 0o777 });
    execFileSync("chmod", ["777", folder]);
    const args = ["--target", `${folder}/t`];
    expect((await place.run(prefix, ...args, "--until", "2")).status).toBe(0);
    const { out } = await place.run(prefix, ...args, "--from", "2", "--until", "2", "--format", "json");
    expect(begun(out)).toEqual([2]);
    expect(existsSync(`${folder}/t/root/usr/bin/uninstall`)).toBe(true);
  }, 300_000);

  it("are not used when the machine went down before they were on the disk", async () => {
    expect((await place.run(prefix, "--until", "3")).status).toBe(0);
    const record = `${place.folder}/target/layers/3.json`;
    const change = (values: object) => {
      const owner = execFileSync("stat", ["-c", "%u:%g", record]).toString().trim();
      writeFileSync(record, JSON.stringify({ ...JSON.parse(readFileSync(record, "utf8")), ...values }));
      execFileSync("chown", [owner, record]);
    };
    change({ boot: "another", synced: true });
    expect(await current(prefix)).toEqual([0, 1, 2, 3]);
    change({ synced: false });
    expect(await current(prefix)).toEqual([0, 1]);
    writeFileSync(record, "");
    renameSync(`${place.folder}/target/layers/4.json`, `${place.folder}/target/layers/9.json`);
    const { status, out } = await place.run(prefix, "--resume", "--until", "3", "--format", "json");
    expect([status, begun(out)]).toEqual([0, [2, 3]]);
  }, 300_000);

  it("end with a clear word when the target is removed while a step is at work", async () => {
    const { mark } = makeEndless(place);
    const running = place.run(prefix, "--idle-timeout", "15");
    await until(() => processesWith(mark).length > 0, "the endless step");
    rmSync(`${place.folder}/target`, { recursive: true });
    const { status, errors } = await running;
    expect(status).toBe(1);
    expect(errors).toMatch(/target.* \[run\/disk-failed\]/);
    expect((await place.run(prefix, "--until", "1")).status).toBe(0);
  }, 300_000);
});

describe.skipIf(!supported)("checkpoints", () => {
  it("are of the same use in a chroot, for root", async ({ skip }) => {
    if (!isRoot) skip();
    expect((await place.run([], "--engine", "chroot")).status).toBe(0);
    const whole = snapshot(`${place.folder}/target/root`);
    const { out } = await place.run([], "--engine", "chroot", "--from", "9", "--format", "json");
    expect(begun(out)).toEqual(numbers(9, 12));
    expect(snapshot(`${place.folder}/target/root`)).toBe(whole);
    // Another engine's are not for this one.
    expect(await current([], "--engine", "userns")).toEqual([]);
    expect(mountsIn(place.folder)).toEqual([]);
  }, 300_000);

  it("are none for one step alone when those before it have none", async () => {
    const { status, errors } = await place.run([], "--only", "4");
    expect(status).toBe(1);
    expect(errors).toMatch(/seed phase is missing.* \[run\/no-checkpoint\]/);
    expect((await place.run([], "--changes", "4")).errors).toMatch(/\[run\/no-checkpoint\]/);
  }, 300_000);

  it("say when the disk is full, and begin anew when it is not", async ({ skip }) => {
    if (!isRoot) skip();
    const mounted = (size: string) => [
      ...["unshare", "--mount", "sh", "-c"],
      ...[
        'mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@"',
        "sh",
        size,
        `${place.folder}/disk`,
      ],
    ];
    mkdirSync(`${place.folder}/disk`);
    const args = ["--target", `${place.folder}/disk/target`];
    const { status, errors } = await place.run(mounted("300k"), ...args);
    expect(status).toBe(1);
    expect(errors).toMatch(/no space left on the disk.* \[run\/disk-failed\]/);
    expect((await place.run(mounted("30m"), ...args, "--until", "2")).status).toBe(0);
  }, 300_000);

  it.each([
    [["--from", "nobody"]],
    [["--from", "5", "--until", "4"]],
    [["--from", "5", "--only", "5"]],
    [["--only", "5", "--until", "5"]],
    [["--resume", "--no-checkpoints"]],
    [["--changes", "nobody"]],
  ])(
    "are not there for %s: wrong usage",
    async (args) => {
      expect(await place.run([], ...args)).toMatchObject({ status: 2, out: "" });
    },
    300_000,
  );
});
