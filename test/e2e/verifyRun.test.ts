import { execFileSync } from "node:child_process";
import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, bundledCli, canRun, Place } from "./runSupport";

const supported = await canRun("verifications of runs");

interface Line {
  readonly name?: string;
  readonly file?: string;
  readonly state?: string;
  readonly expected?: string;
  readonly received?: string;
  readonly changedBy?: { readonly name: string };
  readonly verified?: Readonly<Record<string, number>>;
}

const checksums = "steps/greet-1.0/greet-1.0.amd64.checksums";

describe.skipIf(!supported)("verify --run", () => {
  let place: Place;
  /** Every step in turn, with checkpoints; a broken one, without. */
  beforeAll(async () => {
    await buildCli();
    place = new Place();
    expect((await place.run([])).status).toBe(0);
  }, 180_000);
  afterAll(() => place.remove());

  function verify(...args: readonly string[]): { status: number; out: string; errors: string } {
    try {
      const out = execFileSync(process.execPath, [bundledCli, "verify", ...args], {
        ...{ cwd: place.folder, env: place.environment, encoding: "utf8" as const, stdio: "pipe" as const },
      });
      return { status: 0, out, errors: "" };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { status, out: stdout, errors: stderr };
    }
  }

  function lines(...args: readonly string[]): { status: number; lines: readonly Line[]; all: Line } {
    const { status, out } = verify(...args, "--format", "json");
    const objects = out
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
    return { status, lines: objects.slice(0, -1), all: objects.at(-1)! };
  }

  const root = () => `${place.folder}/target/root`;
  const wrong = (found: readonly Line[]) =>
    found.filter(({ state }) => state !== "ok" && state !== "not-reached");

  it("finds all right, also what later steps changed or removed as they should", () => {
    const { status, lines: found, all } = lines("mini-bootstrap", "--run", "last");
    expect(status).toBe(0);
    expect(all.verified).toMatchObject({ ok: found.length, differs: 0, missing: 0, changed: 0, unknown: 0 });
    const changed = found.filter(({ changedBy }) => changedBy !== undefined);
    expect(changed.map(({ name, changedBy }) => [name, changedBy?.name])).toEqual([
      ["/usr/bin/greet", "greet-1.0"],
      ["/usr/bin/unhex0", "/usr/bin/unhex0"],
      ["/usr/bin/shout", "/usr/bin/shout /etc/motd"],
    ]);
    const text = verify("mini-bootstrap", "--run", "last").out;
    expect(text).toMatch(/^seeds +2 OK\nstage0-posix +12 OK\nsteps +\d+ OK\ndistfiles +2 OK$/m);
  });

  it("takes a target folder, a record, and finds the tree from it", () => {
    for (const run of ["target", "target/record.json"])
      expect(verify("--run", run)).toMatchObject({ status: 0, errors: "" });
  });

  it("tells what somebody has changed or removed since, with both hashes and the place", () => {
    const greet = readFileSync(`${root()}/usr/bin/greet`);
    const pass2 = "steps/greet-1.0/greet-1.0-pass2.amd64.checksums";
    const right = readFileSync(`${place.tree}/${pass2}`, "latin1").slice(0, 64);
    appendFileSync(`${root()}/usr/bin/greet`, "!");
    renameSync(`${root()}/usr/bin/uninstall`, `${place.folder}/uninstall`);
    try {
      const { status, lines: found } = lines("mini-bootstrap", "--run", "target");
      expect(status).toBe(1);
      expect(wrong(found).map(({ file, state }) => [file?.split("/").at(-1), state])).toEqual([
        ["uninstall-1.0.amd64.checksums", "missing"],
        // What the first pass made had been replaced already.
        ["greet-1.0.amd64.checksums", "changed"],
        ["greet-1.0-pass2.amd64.checksums", "differs"],
      ]);
      const { out } = verify("mini-bootstrap", "--run", "target");
      expect(out).toContain(
        `mini-bootstrap/${pass2}:1:1: error: /usr/bin/greet behind greet-1.0 pass 2: expected ${right}, received `,
      );
    } finally {
      renameSync(`${place.folder}/uninstall`, `${root()}/usr/bin/uninstall`);
      writeFileSync(`${root()}/usr/bin/greet`, greet);
    }
  });

  it("says so where layers are gone, and reads the record where all is", () => {
    renameSync(`${place.folder}/target/layers`, `${place.folder}/layers`);
    const { status, lines: found } = lines("mini-bootstrap", "--run", "last");
    expect([status, wrong(found).map(({ name, state }) => [name, state])]).toEqual([
      0,
      [
        ["/usr/bin/greet", "changed"],
        ["/usr/bin/unhex0", "changed"],
        ["/usr/bin/shout", "changed"],
      ],
    ]);
    renameSync(`${place.folder}/target`, `${place.folder}/elsewhere`);
    try {
      const kept = lines("mini-bootstrap", "--run", "last");
      expect([kept.status, kept.all.verified?.["differs"], kept.all.verified?.["missing"]]).toEqual([
        0, 0, 0,
      ]);
      expect(kept.lines.find(({ name }) => name === "/usr/bin/shout")?.state).toBe("ok");
      expect(verify("mini-bootstrap", "--run", "last").out).toContain("its record tells");
    } finally {
      renameSync(`${place.folder}/elsewhere`, `${place.folder}/target`);
      renameSync(`${place.folder}/layers`, `${place.folder}/target/layers`);
    }
  });

  it("holds a run against the tree as it is now, and is quiet on steps that were not reached", async () => {
    const right = readFileSync(`${place.tree}/${checksums}`, "latin1").slice(0, 64);
    const other = "0".repeat(64);
    place.edit(checksums, (text) => text.replace(right, other));
    const before = lines("mini-bootstrap", "--run", "last");
    expect(wrong(before.lines)).toMatchObject([{ state: "differs", expected: other, received: right }]);
    const options = ["--target", `${place.folder}/other`, "--no-checkpoints"];
    expect((await place.run([], ...options)).status).toBe(1);
    const { status, lines: found, all } = lines("mini-bootstrap", "--run", "other");
    expect(status).toBe(1);
    expect(wrong(found)).toMatchObject([{ state: "differs", expected: other, received: right }]);
    expect(all.verified?.["not-reached"]).toBe(3);
    place.edit(checksums, (text) => text.replace(other, right));
    // Nothing is right because it was expected otherwise when it ran.
    expect(lines("mini-bootstrap", "--run", "other").status).toBe(0);
  });

  it.each([
    [["--run", "nothing"], 2, /no run of .* has this id/],
    [["--run", "mini-bootstrap"], 2, /has no record of a run in it/],
    [["--run", "last", "--arch", "x86"], 2, /contradict/],
  ])("%j", (args, status, message) => {
    const ended = verify("mini-bootstrap", ...args);
    expect(ended.status).toBe(status);
    expect(ended.errors).toMatch(message);
  });

  it.each([["8"], ["resume"]])(
    "finds the same behind a run that began at a checkpoint (%s)",
    async (from) => {
      expect((await place.run([])).status).toBe(0);
      const before = verify("mini-bootstrap", "--run", "last").out.split("\n").slice(1);
      expect(before[2]).toBe("steps           6 OK");
      const words = from === "resume" ? ["--resume"] : ["--from", from];
      expect((await place.run([], ...words)).status).toBe(0);
      expect(verify("mini-bootstrap", "--run", "last").out.split("\n").slice(1)).toEqual(before);
      const { status, out } = await place.command("compare", "--tree", place.tree, "last~1", "last");
      expect([status, out.trimEnd().split("\n").at(-1)]).toEqual([
        0,
        "Both made the same as far as their records tell.",
      ]);
    },
  );
});
