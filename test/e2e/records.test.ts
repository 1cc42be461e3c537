import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RunStarted } from "@bootstrappable/core/runs/events";
import type { RunRecord } from "@bootstrappable/core/runs/record/record";
import { readRecord } from "@bootstrappable/core/runs/record/readRecord";
import { makeEndless, until } from "./endless";
import { buildCli, canRun, Place, processesWith } from "./runSupport";

const supported = await canRun("records of runs");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** The records that are kept, oldest first. */
function records(): RunRecord[] {
  const runs = `${place.state}/bootstrappable/runs`;
  return readdirSync(runs).flatMap((tree) =>
    readdirSync(`${runs}/${tree}`)
      .sort()
      .map((name) => readRecord(readFileSync(`${runs}/${tree}/${name}`))!),
  );
}

const checksums = "steps/greet-1.0/greet-1.0.amd64.checksums";

describe.skipIf(!supported)("the record of a run", () => {
  it("is one file, beside the log and among those of the tree", async () => {
    expect((await place.run([], "--until", "greet-1.0:1", "--set", "X=y")).status).toBe(0);
    const [record, ...more] = records();
    expect(more).toEqual([]);
    expect(readRecord(readFileSync(`${place.folder}/target/record.json`))).toEqual(record);
    expect(record).toMatchObject({
      ...{ status: "good", tree: place.tree, engine: "userns", architecture: "amd64", driver: "steps" },
      configuration: { ARCH: "amd64", X: "y" },
      tools: { node: process.versions.node },
      host: { system: "linux", processor: "x64" },
      log: { path: `${place.folder}/target/log`, bytes: statSync(`${place.folder}/target/log`).size },
    });
    expect(record?.steps.map(({ status }) => status)).toEqual(["done", "done", "done", "done", "done"]);
    for (const { milliseconds, silence, environment } of record!.steps) {
      expect(milliseconds).toBeGreaterThan(0);
      expect(silence).toBeLessThanOrEqual(milliseconds!);
      expect(environment).toBeDefined();
    }
    const greet = record!.checksums.find(({ file }) => file === checksums);
    const hash = readFileSync(`${place.tree}/${checksums}`, "latin1").slice(0, 64);
    expect(greet).toMatchObject({
      step: 4,
      name: "/usr/bin/greet",
      ok: true,
      line: 1,
      expected: hash,
      received: hash,
    });
    expect(
      record!.checksums.every(({ received, line }) => received !== undefined && line !== undefined),
    ).toBe(true);
    expect(record!.totals.verified).toBe(record!.checksums.length);
  });

  it("tells the next run how long each step takes", async () => {
    const usual = async () => {
      const { out } = await place.run([], "--until", "seed", "--format", "json");
      return (JSON.parse(out.split("\n", 1)[0]!) as RunStarted).usual;
    };
    expect(await usual()).toBeUndefined();
    expect(await usual()).toEqual([{ step: 0, milliseconds: records()[0]!.steps[0]!.milliseconds }]);
  });

  it("has what was received when a checksum is wrong, and what was not reached", async () => {
    const right = readFileSync(`${place.tree}/${checksums}`, "latin1").slice(0, 64);
    const wrong = "0".repeat(64);
    place.edit(checksums, (text) => text.replace(right, wrong));
    expect((await place.run([])).status).toBe(1);
    const [record] = records();
    expect(record?.status).toBe("failed");
    expect(record?.checksums.filter(({ ok }) => !ok)).toMatchObject([
      { step: 4, name: "/usr/bin/greet", expected: wrong, received: right, file: checksums, line: 1 },
    ]);
    expect(record?.steps.find(({ number }) => number === 4)?.status).toBe("failed");
    expect(record?.steps.at(-1)).toMatchObject({ number: 12, status: "not-reached" });
    expect(record?.findings.map(({ code }) => code)).toContain("run/checksum-mismatch");
  });

  it("says that what all files have in common is wrong when a whole check fails", async () => {
    place.edit("seed/stage0-posix/amd64.answers", (text) => text.replace(/^[0-9a-f]{64}/gm, "0".repeat(64)));
    const { errors } = await place.run([]);
    expect(errors).toMatch(/all \d+ files that were checked are others: .*\[run\/every-checksum-wrong\]/);
  });

  it("is left by a run that is interrupted, and none by one that cannot begin", async () => {
    const { mark, undo } = makeEndless(place);
    const child = place.start([]);
    child.stdout!.resume();
    await until(() => processesWith(mark).length > 0, "the endless step");
    child.kill("SIGINT");
    await once(child, "close");
    undo();
    expect(records().map(({ status }) => status)).toEqual(["interrupted"]);
    expect((await place.run([], "--target", place.tree)).status).toBe(1);
    expect(records()).toHaveLength(1);
  });
});
