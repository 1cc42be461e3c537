import type { Capstone } from "@alexaltea/capstone-js";
import { beforeAll, describe, expect, it } from "vitest";
import type { Effects, Mode } from "../decoder";
import { loadDecoder } from "../loadDecoder";
import { effectsOf } from "./effects";

/** What Capstone tells of its detail, which the decoders do not use; of x86 nothing of ours comes from it. */
interface Detailed extends Capstone {
  _cs_regs_access(
    handle: number,
    instruction: number,
    read: number,
    readCount: number,
    written: number,
    writtenCount: number,
  ): number;
  _cs_reg_name(handle: number, register: number): number;
}

const machines: Readonly<Partial<Record<Mode, readonly [architecture: number, mode: number]>>> = {
  "x86-32": [3, 4],
  "x86-64": [3, 8],
  aarch64: [1, 0],
  arm: [0, 0],
};

let capstone: Detailed;
beforeAll(async () => {
  const module = (await import("@alexaltea/capstone-js")).default as unknown as {
    default?: () => Promise<Detailed>;
  };
  capstone = await (module.default ?? (module as unknown as () => Promise<Detailed>))();
});

interface Access {
  readonly text: string;
  readonly size: number;
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
}

function accessReader(mode: Mode): (bytes: Uint8Array) => Access | undefined {
  const memory = capstone._malloc(1024);
  const [architecture, flags] = machines[mode]!;
  expect(capstone._cs_open(architecture, flags, memory)).toBe(0);
  const handle = capstone.getValue(memory, "*");
  capstone._cs_option(handle, 2, 3);
  const instruction = capstone._cs_malloc(handle);
  return (bytes) => {
    capstone.writeArrayToMemory(bytes, memory + 768);
    capstone.setValue(memory + 16, memory + 768, "*");
    capstone.setValue(memory + 20, bytes.length, "i32");
    capstone.setValue(memory + 24, 0x1000n, "i64");
    if (capstone._cs_disasm_iter(handle, memory + 16, memory + 20, memory + 24, instruction) === 0)
      return undefined;
    const [reads, writes] = [memory + 128, memory + 448];
    if (capstone._cs_regs_access(handle, instruction, reads, memory + 64, writes, memory + 68) !== 0)
      return undefined;
    const names = (list: number, count: number) =>
      new Set(
        Array.from({ length: capstone.getValue(count, "i8") & 255 }, (_, index) =>
          capstone.UTF8ToString(capstone._cs_reg_name(handle, capstone.getValue(list + 2 * index, "i16"))),
        ),
      );
    return {
      text: `${capstone.UTF8ToString(instruction + 42)} ${capstone.UTF8ToString(instruction + 74)}`,
      size: capstone.getValue(instruction + 16, "i16"),
      reads: names(reads, memory + 64),
      writes: names(writes, memory + 68),
    };
  };
}

/** The same numbers every time. */
function dice(seed: number) {
  let state = seed;
  return (limit: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
}

const whole = (name: string) =>
  name
    .replace(/^[er]?([abcd])(?:[xlh])$/, "r$1x")
    .replace(/^[er]?(si|di|sp|bp)l?$/, "r$1")
    .replace(/^(r\d+)[dwb]$/, "$1")
    .replace(/^w(\d+)$/, "x$1")
    .replace(/^fp$/, "x29")
    .replace(/^lr$/, "x30")
    .replace(/^wsp$/, "sp");

/** Random bytes that both take for the same instruction, with what each says of it. */
async function* instructions(
  mode: Mode,
  count: number,
  make: (random: (limit: number) => number) => number[],
): AsyncGenerator<{ text: string; ours: Effects; theirs: Access }> {
  const decoder = await loadDecoder(mode);
  const read = accessReader(mode);
  const random = dice(7);
  for (let index = 0; index < count; index++) {
    const bytes = Uint8Array.from(make(random));
    const instruction = decoder.decode(bytes, 0, 0x1000n);
    const theirs = read(bytes);
    if (instruction === undefined || theirs?.size !== instruction.length) continue;
    const ours = effectsOf(instruction, bytes.slice(0, instruction.length), mode, decoder);
    if (ours !== undefined) yield { text: instruction.text, ours, theirs };
  }
}

describe("what instructions read and write, beside what Capstone says", () => {
  // Bytes of the one-byte opcodes that bootstraps use; Capstone’s lists of others have gaps.
  const opcodes = [
    0x01, 0x03, 0x09, 0x0b, 0x21, 0x23, 0x29, 0x2b, 0x31, 0x33, 0x39, 0x3b, 0x85, 0x89, 0x8b, 0x88, 0x8a,
    0x8d, 0x81, 0x83, 0x50, 0x51, 0x53, 0x58, 0x5b, 0x5f, 0xb8, 0xbb, 0x99, 0xc3, 0xe8,
  ];

  it.each<Mode>(["x86-32", "x86-64"])("%s", async (mode) => {
    const registers = (names: Iterable<string>) =>
      [...new Set([...names].map(whole))]
        .filter((name) => /^r(?:[abcd]x|[sd]i|[sb]p|\d+)$/.test(name))
        .sort()
        .join(" ");
    let compared = 0;
    const make = (random: (limit: number) => number) => [
      ...(mode === "x86-64" ? [0x40 + random(16)] : []),
      opcodes[random(opcodes.length)]!,
      ...Array.from({ length: 13 }, () => random(256)),
    ];
    for await (const { text, ours, theirs } of instructions(mode, 3000, make)) {
      // Capstone says that lea reads the memory’s registers, as ours, but of calls not what they do to the stack.
      if (text.startsWith("call") || /^(cdqe?|cqo|test)/.test(text)) continue;
      // It counts the target of a pure zeroing, and of a 32-bit move, as read.
      if (/^(xor|sub) (\w+), \2$/.test(text)) continue;
      expect(`${text} writes ${registers(ours.writes)}`).toBe(`${text} writes ${registers(theirs.writes)}`);
      expect(`${text} reads ${registers(ours.reads)}`).toBe(`${text} reads ${registers(theirs.reads)}`);
      const flags = theirs.writes.has("eflags") || theirs.writes.has("rflags");
      expect(`${text} ${ours.flagsWritten.length > 0}`).toBe(`${text} ${flags}`);
      compared++;
    }
    expect(compared).toBeGreaterThan(500);
  });

  it("aarch64", async () => {
    let compared = 0;
    const registers = (names: Iterable<string>) =>
      [...new Set([...names].map(whole))].filter((name) => /^(x\d+|sp)$/.test(name)).sort();
    for await (const { text, ours, theirs } of instructions("aarch64", 20_000, (random) =>
      Array.from({ length: 4 }, () => random(256)),
    )) {
      // Of those that set flags it leaves out or adds the target.
      if (
        /^((add|sub|and|bic)s|[us]bf|ldra|st|cmp|cmn|tst|ccm|movk|bf|b|cb|tb|ret|svc|hvc|smc|brk|hlt|hint|nop|msr|mrs|udf|prf|ld[ax]|sys)/.test(
          text,
        )
      )
        continue;
      expect(`${text} writes ${registers(ours.writes).join(" ")}`).toBe(
        `${text} writes ${registers(theirs.writes).join(" ")}`,
      );
      for (const name of registers(theirs.reads)) expect(registers(ours.reads), text).toContain(name);
      compared++;
    }
    expect(compared).toBeGreaterThan(500);
  });

  it("arm", async () => {
    let compared = 0;
    const registers = (names: Iterable<string>) =>
      [...new Set(names)].filter((name) => /^(r\d+|sb|sl|fp|ip|sp|lr)$/.test(name)).sort();
    for await (const { text, ours, theirs } of instructions("arm", 10_000, (random) => [
      random(256),
      random(256),
      random(256),
      0xe0 + random(12),
    ])) {
      if (
        /^(swp|ldrd|strd|ldrex|strex|mcr|mrc|msr|mrs|bkpt|stm|hvc|smc|tst|teq|cmp|cmn|[us]ml|[us]mull|rfe|srs|cps)/.test(
          text,
        )
      )
        continue;
      // What moves its base by a register leaves the base out, too.
      if (/^(str|ldr)\w*t /.test(text) || text.includes("pc") || /\], -?[a-z]/.test(text)) continue;
      expect(`${text} writes ${registers(ours.writes).join(" ")}`).toBe(
        `${text} writes ${registers(theirs.writes).join(" ")}`,
      );
      for (const name of registers(theirs.reads)) expect(registers(ours.reads), text).toContain(name);
      compared++;
    }
    expect(compared).toBeGreaterThan(500);
  });
});
