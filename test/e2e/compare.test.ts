import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { bwrapEngine } from "@bootstrappable/core/runs/engines/bwrap";
import { usernsEngine } from "@bootstrappable/core/runs/engines/userns";
import { buildCli, mountsIn, Place } from "./runSupport";
import { addToFifthStep } from "./stepProgram";

const userns = (await usernsEngine(nodeMachine).available()).ok && process.arch === "x64";
const bwrap = (await bwrapEngine(nodeMachine).available()).ok;
if (!userns) console.warn("comparisons of runs are not tested here: there are no user namespaces");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => (place = new Place()));
afterEach(() => place.remove());

/** A program that writes the time of day, to the nanosecond, into /etc/stamp. */
const clock = `
7F454C46 02 01 01 00 0000000000000000  0200 3E00 01000000   # ELF64, executable, x86-64
7800600000000000 4000000000000000 0000000000000000 00000000 # entry 0x600078
4000 3800 0100 0000 0000 0000                               # one program header
01000000 05000000 0000000000000000                          # load all, read and execute
0000600000000000 0000600000000000 C300000000000000 C300000000000000 0010000000000000
4883EC10 B8E4000000 31FF 4889E6 0F05                        # clock_gettime(CLOCK_REALTIME, stack)
B802000000 BFB8006000 BE41020000 BAA4010000 0F05            # open(path, O_WRONLY|O_CREAT|O_TRUNC, 0644)
89C7 B801000000 4889E6 BA10000000 0F05                      # write(it, stack, 16)
B83C000000 31FF 0F05                                        # exit(0)
2F6574632F7374616D7000                                      # /etc/stamp
`;

const targets = () => ["a", "b"].map((name) => `${place.folder}/target-${name}`) as [string, string];

/** Runs the tree into two targets, with a change between. */
async function twice(change: () => void, ...args: readonly string[]): Promise<readonly [number, number]> {
  const [a, b] = targets();
  const first = await place.run([], "--target", a, ...args);
  change();
  const second = await place.run([], "--target", b, ...args);
  return [first.status, second.status];
}

describe.skipIf(!userns)("compare", () => {
  it.each([[[]], [["--no-checkpoints"]]])(
    "names the first step and file that differ, and from which byte on (%j)",
    async (more) => {
      addToFifthStep(place, { name: "clock", source: clock });
      expect(await twice(() => undefined, "--until", "6", ...more)).toEqual([0, 0]);
      const { status, out, errors } = await place.command("compare", ...targets());
      expect([status, errors]).toEqual([1, ""]);
      const found = out.trimEnd().split("\n").slice(2);
      const first = more.length === 0 ? ["Step 5, improve motd, is the first whose output differs."] : [];
      expect(found).toEqual([
        ...first,
        expect.stringMatching(
          /^ {2}\/etc\/stamp {2}16 bytes [0-9a-f]{64} mode 644 \| 16 bytes [0-9a-f]{64} /,
        ),
        // Of the seconds, which come first, the upper half stays the same for a lifetime.
        expect.stringMatching(/^ {4}from byte 0x[0-389AB] \(\d+\) on: [0-9a-f ]+ \| [0-9a-f ]+$/),
      ]);
      // What they left is gone: the records do not tell of that file.
      for (const target of targets()) rmSync(target, { recursive: true });
      const records = await place.command("compare", "--tree", place.tree, "last~1", "last");
      expect([records.status, records.out.trimEnd().split("\n").at(-1)]).toEqual([
        0,
        "Both made the same as far as their records tell.",
      ]);
    },
    120_000,
  );

  it("takes the step that the records tell of where it comes before any file", async () => {
    const [sources, distfile] = ["steps/greet-1.0/sources", "greet-1.0_AMD64.hex0"];
    const statuses = await twice(() => {
      // With a source that is right but another, the program is what has the wrong checksum.
      place.edit(`distfiles/${distfile}`, (text) => `${text}00\n`);
      const bytes = readFileSync(`${place.tree}/distfiles/${distfile}`);
      const hash = createHash("sha256").update(bytes).digest("hex");
      place.edit(sources, (text) =>
        text.replace(/ [0-9a-f]{64} greet-1.0_AMD64/, ` ${hash} greet-1.0_AMD64`),
      );
    });
    expect(statuses).toEqual([0, 1]);
    const { status, out } = await place.command("compare", "--format", "json", ...targets());
    expect(status).toBe(1);
    const comparison = JSON.parse(out) as Record<"first" | "steps" | "checksums" | "files", unknown>;
    expect(comparison).toMatchObject({
      first: { number: 4, kind: "build", name: "greet-1.0" },
      checksums: [
        { step: { number: 4 }, name: `/external/distfiles/${distfile}`, file: sources, line: 2 },
        { step: { number: 4 }, name: "/usr/bin/greet", file: "steps/greet-1.0/greet-1.0.amd64.checksums" },
      ],
    });
    expect(comparison.steps).toContainEqual(expect.objectContaining({ a: "done", b: "failed" }));
  }, 300_000);

  it("says what is no run, and which words do not go together", async () => {
    for (const [args, message] of [
      [["none", "none"], /none: no run of .* has this id$/m],
      [["last", "last~1"], /has no more than 0 runs kept/],
      [[place.tree, place.tree], /has no record of a run in it/],
      [[`${place.tree}/steps/manifest`, "last"], /is no record of a run/],
      [["last"], /name two runs, or --engines/],
      [["--engines", "userns,userns"], /Expected two of/],
      [["--engines", "userns,bwrap", "last"], /name none/],
    ] as const) {
      const { status, errors } = await place.command("compare", "--tree", place.tree, ...args);
      expect([args, status, errors]).toEqual([args, 2, expect.stringMatching(message)]);
    }
  }, 300_000);
});

describe.skipIf(!userns || !bwrap)("compare --engines", () => {
  const compare = () =>
    place.command("compare", "--tree", place.tree, "--engines", "userns,bwrap", "--until", "5");

  it("finds that two engines make the same, and of a step that asks for the time that they do not", async () => {
    const same = await compare();
    expect(same.out.trimEnd().split("\n").slice(2)).toEqual([
      "Around them was different:",
      expect.stringMatching(/^ {2}engine: userns \| bwrap$/),
      "Both made the same, file by file.",
    ]);
    expect(same.status).toBe(0);
    // Each run has a target of its own, beside the one that a run without --target takes.
    const made = readdirSync(`${place.cache}/bootstrappable`, { recursive: true, encoding: "utf8" });
    const markers = made.filter((name) => /(^|\/)record\.json$/.test(name)).sort();
    expect(markers).toEqual([expect.stringContaining("-bwrap/"), expect.stringContaining("-userns/")]);

    const undo = addToFifthStep(place, { name: "clock", source: clock });
    const other = await compare();
    expect(other.status).toBe(1);
    expect(other.out).toMatch(
      /^Step 5, improve motd, is the first whose output differs\.\n {2}\/etc\/stamp {2}16 bytes /m,
    );
    // What the runs themselves tell does not get between.
    expect(other.errors).toMatch(/✓\S* *5\/5 /);
    undo();
    expect(mountsIn(place.folder)).toEqual([]);
    for (const name of markers)
      expect(existsSync(`${place.cache}/bootstrappable/${name.replace(/record\.json$/, "lock")}`)).toBe(
        false,
      );
  }, 300_000);
});
