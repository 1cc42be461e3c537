import { once } from "node:events";
import { readdirSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { events } from "./checkpointSupport";
import { makeEndless, until } from "./endless";
import { timeOf } from "./pace";
import { buildCli, canRun, mountsIn, Place, processesWith, users } from "./runSupport";

const supported = await canRun("ends of runs");

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

describe.skipIf(!supported).each(users)("a run, as %s", (_, prefix) => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "ends within two seconds on %s and leaves nothing",
    async (signal) => {
      const { mark: word } = makeEndless(place);
      const child = place.start(prefix, "--format", "json");
      const pieces: Buffer[] = [];
      child.stdout!.on("data", (piece: Buffer) => pieces.push(piece));
      await until(() => processesWith(word).length === 2, "the endless step");
      const took = await timeOf(async () => {
        child.kill(signal);
        expect((await once(child, "close"))[0]).toBe(130);
      });
      expect(took).toBeLessThan(2000);
      expect(processesWith(word)).toEqual([]);
      expect(mountsIn(place.folder)).toEqual([]);
      expect(events(Buffer.concat(pieces).toString()).at(-1)).toMatchObject({
        type: "run-ended",
        status: "interrupted",
      });
      expect(readdirSync(`${place.folder}/target`)).not.toContain("lock");
    },
  );

  it("gives up on a step that prints nothing for too long", async () => {
    const { mark: word } = makeEndless(place);
    const { status, errors } = await place.run(prefix, "--idle-timeout", "3");
    expect(status).toBe(1);
    expect(errors).toMatch(
      /motd\.sh:\d+:1: error: nothing was printed for 3 s.*, in “spin .*” \[run\/idle\]/,
    );
    expect(processesWith(word)).toEqual([]);
  });

  it("gives up at once on a seed that reads a file which does not exist", async () => {
    const { mark: word } = makeEndless(place);
    place.edit("steps/improve/motd.sh", (text) =>
      text.replace("/usr/bin/spin\nspin ", "/usr/bin/hex1\nhex1 /steps/none.hex1 "),
    );
    const { status, errors } = await place.run(prefix, "--spin-timeout", "1");
    expect(status).toBe(1);
    expect(errors).toMatch(
      /motd\.sh:\d+:1: error: hex1 reads \/steps\/none\.hex1, which does not exist.*, in “hex1 .*” \[run\/missing-file\]/,
    );
    expect(processesWith(word.replace("spin\0", "hex1\0/steps/none.hex1\0"))).toEqual([]);
  });
});
