import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { makeEndless, until } from "./endless";
import { buildCli, canRun, Place, processesWith } from "./runSupport";

const supported = await canRun("lists of runs");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => (place = new Place()));
afterEach(() => place.remove());

const target = () => `${place.folder}/target`;

/** The runs that are kept and those that are going on, the newest first. */
async function runs(): Promise<readonly RunRecord[]> {
  const { out } = await place.command("runs", place.tree, "--format", "json");
  return out
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as RunRecord);
}

const ids = async () => (await runs()).map(({ id }) => id);
const remove = (run: string) => place.command("runs", place.tree, "--remove", run);

/** The folder with the records of the tree. */
function folder(): string {
  const all = `${place.state}/bootstrappable/runs`;
  return `${all}/${readdirSync(all)[0]}`;
}

describe.skipIf(!supported)("runs --remove", () => {
  it("removes the record, and the log where no later run wrote another, and nothing else", async () => {
    for (let run = 0; run < 2; run++) expect((await place.run([], "--until", "1")).status).toBe(0);
    writeFileSync(`${target()}/notes`, "somebody's own");
    const [newest, older] = await ids();
    const log = readFileSync(`${target()}/log`);
    const names = readdirSync(target()).sort();
    expect(await remove(older!)).toEqual({ status: 0, out: "", errors: "" });
    expect(await ids()).toEqual([newest]);
    expect(readFileSync(`${target()}/log`)).toEqual(log);
    expect(readdirSync(target()).sort()).toEqual(names);
    expect((await remove("last")).status).toBe(0);
    expect(await ids()).toEqual([]);
    expect(readdirSync(target()).sort()).toEqual(
      names.filter((name) => name !== "log" && name !== "record.json"),
    );
    expect((await place.run([], "--resume", "--until", "1")).status).toBe(0);
    const cleaned = await place.command("clean", place.tree, "--target", target());
    expect([cleaned.status, cleaned.errors]).toEqual([0, ""]);
    expect(cleaned.out).toMatch(/target is removed: [\d.]+ [KM]iB; notes in it is no run's, and stays\n$/);
    expect(readdirSync(target()).sort()).toEqual([".bootstrappable-target", "notes"]);
  }, 300_000);

  it("takes no name for a path", async () => {
    expect((await place.run([], "--until", "1")).status).toBe(0);
    const [id] = await ids();
    const before = readdirSync(folder());
    writeFileSync(`${place.folder}/${id}.json`, "somebody's own");
    for (const name of [
      ...[`../../../../${id}`, id!.slice(0, -1), "", "last~1", `${folder()}/${id}.json`, `${id}\u001b[2J`],
    ]) {
      const { status, errors } = await remove(name);
      expect([name, status]).toEqual([name, 2]);
      expect(errors).toContain("no run of");
      expect(errors).not.toContain("\u001b");
    }
    expect(readdirSync(folder())).toEqual(before);
    expect(existsSync(`${place.folder}/${id}.json`)).toBe(true);
  }, 300_000);

  it("leaves alone what is in the target's place by now, whatever it is", async () => {
    expect((await place.run([], "--until", "1")).status).toBe(0);
    const [id] = await ids();
    const record = readFileSync(`${folder()}/${id}.json`);
    const own = `${place.folder}/own`;
    mkdirSync(own);
    // As like that of the run as somebody's can be, but for the marker.
    for (const name of ["log", "record.json"]) copyFileSync(`${target()}/${name}`, `${own}/${name}`);
    const places: readonly (readonly [string, () => void])[] = [
      ["nothing", () => undefined],
      ["a file", () => writeFileSync(target(), "somebody's own")],
      ["a link", () => symlinkSync(own, target())],
      ["a folder", () => cpSync(own, target(), { recursive: true })],
    ];
    for (const [what, change] of places) {
      rmSync(target(), { recursive: true, force: true });
      change();
      writeFileSync(`${folder()}/${id}.json`, record);
      expect([what, await remove("last")]).toEqual([what, { status: 0, out: "", errors: "" }]);
      expect(readdirSync(folder())).toEqual([]);
      expect(readdirSync(own)).toEqual(["log", "record.json"]);
    }
    expect(readdirSync(target())).toEqual(["log", "record.json"]);
  }, 300_000);

  it("removes a link in the log's place, not what it leads to", async () => {
    expect((await place.run([], "--until", "1")).status).toBe(0);
    const own = `${place.folder}/own`;
    writeFileSync(own, "somebody's own");
    rmSync(`${target()}/log`);
    symlinkSync(own, `${target()}/log`);
    expect((await remove("last")).status).toBe(0);
    expect(readdirSync(target())).not.toContain("log");
    expect(readFileSync(own, "utf8")).toBe("somebody's own");
  }, 300_000);

  it("refuses a run that is going on, and one whose target it works in", async () => {
    expect((await place.run([], "--until", "1")).status).toBe(0);
    const [earlier] = await ids();
    const { mark } = makeEndless(place);
    const child = place.start([]);
    child.stdout!.resume();
    let errors = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => (errors += text));
    await until(() => processesWith(mark).length === 2, "the endless step");
    // Node's own answer is to open its debugger to this machine, and to say so.
    child.kill("SIGUSR1");
    const [running] = await runs();
    const refused = await remove(running!.id);
    expect([refused.status, refused.errors]).toEqual([
      2,
      expect.stringContaining("that is kept and has ended"),
    ]);
    const busy = await remove(earlier!);
    expect([busy.status, busy.errors]).toEqual([
      1,
      expect.stringMatching(/process \d+ is running a bootstrap in .*target \[run\/target-in-use\]/),
    ]);
    expect(await ids()).toEqual([running!.id, earlier]);
    child.kill("SIGTERM");
    expect((await once(child, "close"))[0]).toBe(130);
    expect(errors).not.toContain("Debugger");
    for (const id of await ids()) expect((await remove(id)).status).toBe(0);
    expect(await runs()).toEqual([]);
  }, 300_000);
});

describe.skipIf(!supported)("a run that does not begin", () => {
  it("says why, without a place that it is not about, and is in the list with that", async () => {
    const inList = async () => (await place.command("runs", place.tree)).out;
    const refused = await place.command("run", place.tree, "--target", "/");
    expect(refused).toEqual({
      status: 1,
      out: "Failed: the bootstrap did not begin.\n",
      errors:
        "bootstrappable: error: the target must not be the root of the file system [run/unsafe-target]\n",
    });
    expect(await inList()).toBe("");
    const { out } = await place.command("run", place.tree, "--target", "/", "--format", "json");
    expect(JSON.parse(out.split("\n")[0]!)).toMatchObject({
      ...{ type: "finding", code: "run/unsafe-target", placeless: true },
      ...{ file: `${place.tree}/steps/manifest`, line: 1 },
    });
    execFileSync("mkfifo", [`${place.tree}/steps/pipe`]);
    const { errors } = await place.run([]);
    expect(errors).toMatch(/^\/.*\/steps\/pipe:1:1: error: .*pipe/);
    expect(await inList()).toMatch(/: failed, the bootstrap did not begin: [^\n]*pipe[^\n]*\n$/);
  });
});
