import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import { mark, MarkedOutput } from "./markedOutput";
import { qemuStates } from "./qemuStates";
import { Qmp } from "./qmp";

/** A channel on which a QEMU says what it is told to. */
function channel() {
  const sent: string[] = [];
  const waiting: ((result: IteratorResult<string>) => void)[] = [];
  const said: IteratorResult<string>[] = [];
  const say = (result: IteratorResult<string>) => {
    const next = waiting.shift();
    if (next === undefined) said.push(result);
    else next(result);
  };
  const pieces: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const result = said.shift();
        return result === undefined
          ? new Promise((resolve) => waiting.push(resolve))
          : Promise.resolve(result);
      },
    }),
  };
  return {
    sent,
    channel: { pieces, write: (text: string) => void sent.push(text) },
    say: (text: string) => say({ value: text, done: false }),
    end: () => say({ value: undefined, done: true }),
  };
}

const greeting = `{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1"}}}\r\n`;

describe("QEMU's monitor", () => {
  it("is greeted, answers in order and tells of events, in pieces of any length", async () => {
    const qemu = channel();
    const heard: string[] = [];
    const qmp = new Qmp(qemu.channel, (name) => heard.push(name));
    const [first, second] = [qmp.execute("stop"), qmp.monitor("savevm s1")];
    const answers = `${greeting}{"return": {}}\n{"event": "STOP", "data": {}}\n{"return": {}}\n{"return": "Error: no room\\r\\n"}\n`;
    for (const letter of answers) qemu.say(letter);
    expect(await qmp.version).toBe("7.2.22 (Debian 1)");
    expect(await first).toEqual({});
    await expect(second).rejects.toThrow(/^no room$/);
    expect(heard).toEqual(["STOP"]);
    expect(qemu.sent[0]).toContain("qmp_capabilities");
  });

  it("keeps no state of a QEMU that goes meanwhile, and gives no reason but those of one that stays", async () => {
    const qemu = channel();
    const qmp = new Qmp(qemu.channel, () => undefined);
    qemu.say(greeting);
    const output = new MarkedOutput((async function* () {})(), nodeMachine.clock);
    const stood: boolean[] = [];
    const states = qemuStates(
      () => ({ qmp, output, accelerator: "tcg" }),
      (still) => stood.push(still),
    );
    const stands = states.stand();
    qemu.say(`{"return": {}}\n{"return": {}}\n`);
    expect([await stands, stood]).toEqual([true, [true]]);
    const refused = states.keep("s1");
    qemu.say(`{"return": "Error: no room\\r\\n"}\n`);
    expect(await refused).toEqual({ why: "no room" });
    const kept = states.keep("s2");
    qemu.end();
    expect(await kept).toBeUndefined();
    await states.goOn();
    expect([await states.stand(), stood]).toEqual([false, [true, false]]);
  });

  it("ends with QEMU", async () => {
    const qemu = channel();
    const qmp = new Qmp(qemu.channel, () => undefined);
    qemu.say(greeting);
    await qmp.version;
    const asked = qmp.execute("stop");
    qemu.end();
    await expect(asked).rejects.toThrow("QEMU has ended");
    await expect(qmp.execute("cont")).rejects.toThrow("QEMU has ended");
  });

  it("is not upset by anything that is said", async () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record(
          { QMP: fc.anything(), event: fc.anything(), error: fc.anything(), return: fc.anything() },
          { requiredKeys: [] },
        )
        .map((message) => JSON.stringify(message)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line), async (lines) => {
        const qemu = channel();
        const qmp = new Qmp(qemu.channel, () => undefined);
        for (const each of lines) qemu.say(`${each}\n`);
        qemu.end();
        // One of the lines may be an answer to it.
        await qmp.execute("stop").catch(() => undefined);
        await expect(qmp.execute("stop")).rejects.toThrow("QEMU has ended");
      }),
    );
  });
});

describe("an output that is marked", () => {
  it("has the mark behind all that was written, and goes on", async () => {
    const source = channel();
    const bytes = async function* () {
      for await (const piece of source.channel.pieces) yield new TextEncoder().encode(piece);
    };
    const output = new MarkedOutput(bytes(), nodeMachine.clock);
    const got: string[] = [];
    source.say("a");
    for await (const piece of output) {
      got.push(piece === mark ? "|" : new TextDecoder().decode(piece));
      if (got.length === 1) {
        output.ask();
        source.say("b");
        setTimeout(() => source.say("c"), 5);
      } else if (piece === mark) {
        source.say("d");
        source.end();
      }
    }
    expect(got.join("")).toBe("abc|d");
  });

  it("can be left at the mark, although nothing more comes", async () => {
    const source = channel();
    const bytes = async function* () {
      for await (const piece of source.channel.pieces) yield new TextEncoder().encode(piece);
    };
    const output = new MarkedOutput(bytes(), nodeMachine.clock);
    output.ask();
    for await (const piece of output) if (piece === mark) break;
  });
});
