import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, isElf, loadSegments, offsetOf, parseElf, type Elf } from "./elf";

/** Little-endian numbers of given sizes, behind one another. */
function numbers(
  littleEndian: boolean,
  ...pairs: readonly (readonly [value: bigint | number, size: number])[]
) {
  return pairs.flatMap(([value, size]) => {
    const bytes = Array.from({ length: size }, (_, index) =>
      Number((BigInt(value) >> BigInt(8 * index)) & 0xffn),
    );
    return littleEndian ? bytes : bytes.reverse();
  });
}

interface Program {
  readonly type?: number;
  readonly flags?: number;
  readonly offset?: bigint;
  readonly address?: bigint;
  readonly fileSize?: bigint;
  readonly memorySize?: bigint;
}

interface File {
  readonly bits?: 32 | 64;
  readonly littleEndian?: boolean;
  readonly entry?: bigint;
  readonly headersAt?: bigint;
  readonly count?: number;
  readonly programs?: readonly Program[];
  /** Bytes behind the headers. */
  readonly rest?: number;
}

/** An ELF file of those headers. */
function file({ bits = 32, littleEndian = true, rest = 0, programs = [], ...more }: File): Uint8Array {
  const word = bits / 8;
  const size = bits === 32 ? 52 : 64;
  const header = [
    ...[0x7f, 0x45, 0x4c, 0x46, bits === 32 ? 1 : 2, littleEndian ? 1 : 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...numbers(littleEndian, [2, 2], [bits === 32 ? 3 : 62, 2], [1, 4], [more.entry ?? 0n, word]),
    ...numbers(littleEndian, [more.headersAt ?? BigInt(size), word], [0, word], [0, 4], [size, 2]),
    ...numbers(
      littleEndian,
      [bits === 32 ? 32 : 56, 2],
      [more.count ?? programs.length, 2],
      [0, 2],
      [0, 2],
      [0, 2],
    ),
  ];
  const table = programs.flatMap(
    ({ type = 1, flags = 5, offset = 0n, address = 0n, fileSize = 0n, memorySize = fileSize }) => {
      const middle = [offset, address, address, fileSize, memorySize].map((value) => [value, word] as const);
      return bits === 32
        ? numbers(littleEndian, [type, 4], ...middle, [flags, 4], [1, 4])
        : numbers(littleEndian, [type, 4], [flags, 4], ...middle, [1, 8]);
    },
  );
  return Uint8Array.from([...header, ...table, ...Array.from({ length: rest }, () => 0)]);
}

const parsed = (what: File): Elf => parseElf(file(what))!;

describe.each([32, 64] as const)("%i bits", (bits) => {
  it.each([true, false])("are read field by field; little-endian: %s", (littleEndian) => {
    const program = { offset: 0n, address: 0x8048000n, fileSize: 0x99n, memorySize: 0x199n, flags: 6 };
    const elf = parsed({ bits, littleEndian, entry: 0x8048054n, programs: [program] });
    expect([elf.bits, elf.littleEndian, elf.machine, elf.entry]).toEqual([
      bits,
      littleEndian,
      bits === 32 ? 3 : 62,
      0x8048054n,
    ]);
    expect(elf.headersOutside).toBe(false);
    const { flags, ...numbersOfProgram } = program;
    expect(elf.segments).toEqual([{ ...numbersOfProgram, index: 0, type: 1, executable: (flags & 1) !== 0 }]);
    expect(elf.field("e_phnum").value).toBe(1n);
    expect(elf.field("p_flags", 0).meaning).toBe("read, write");
  });

  it("cover their headers without gaps", () => {
    const { fields } = parsed({ bits, programs: [{}, {}] });
    let at = 0;
    for (const { offset, size } of fields) {
      expect(offset).toBe(at);
      at += size;
    }
    expect(at).toBe(bits === 32 ? 52 + 2 * 32 : 64 + 2 * 56);
  });

  it("end within the header: no file", () => {
    expect(parseElf(file({ bits }).subarray(0, bits === 32 ? 51 : 63))).toBeUndefined();
  });
});

describe("what is no ELF file", () => {
  it.each([[[]], [[0x7f]], [[0x7f, 0x45, 0x4c]], [[0x7f, 0x45, 0x4c, 0x47]]])("%j", (bytes) => {
    expect([isElf(Uint8Array.from(bytes)), parseElf(Uint8Array.from(bytes))]).toEqual([false, undefined]);
  });
});

describe("headers that overlap or lie outside", () => {
  it("a program header in the last eight bytes of the ELF header is read", () => {
    // e_phnum 1 and three zeros are p_type 1 and p_offset 0, as the smallest seeds have it.
    const bytes = file({ headersAt: 44n, count: 1, rest: 24 });
    const elf = parseElf(bytes)!;
    expect(elf.segments.map(({ type, offset }) => [type, offset])).toEqual([[1, 0n]]);
    const both = elf.fields.filter(({ offset, size }) => offset <= 44 && 44 < offset + size);
    expect(both.map(({ name }) => name)).toEqual(["e_phnum", "p_type"]);
  });

  it.each<[what: string, file: File, read: number]>([
    ["behind the end", { headersAt: 1000n, count: 1 }, 0],
    ["cut off", { headersAt: 52n, count: 1, rest: 31 }, 0],
    ["more than there are", { programs: [{}, {}], count: 3 }, 2],
    ["65535 of them", { headersAt: 52n, count: 0xffff, rest: 320 }, 10],
    ["near 2^32", { headersAt: 0xfffffff0n, count: 1 }, 0],
    ["near 2^64", { bits: 64, headersAt: 0xfffffffffffffff0n, count: 0xffff }, 0],
  ])("%s", (_, what, read) => {
    const elf = parsed(what);
    expect([elf.segments.length, elf.headersOutside]).toEqual([read, true]);
  });

  it("no program headers at all are none outside", () => {
    expect(parsed({ headersAt: 0n }).headersOutside).toBe(false);
  });
});

describe("addresses", () => {
  const two: File = {
    bits: 64,
    programs: [
      { type: 0x6474e551, address: 0n, fileSize: 0n, memorySize: 0n },
      { offset: 0n, address: 0x600000n, fileSize: 0x10n },
      { offset: 0x20n, address: 0x700000n, fileSize: 8n, memorySize: 0x100n },
    ],
  };

  it.each<[offset: number, address: bigint | undefined]>([
    [0, 0x600000n],
    [15, 0x60000fn],
    [16, undefined],
    [0x27, 0x700007n],
    [0x28, undefined],
  ])("offset %i is at %s, and back", (offset, address) => {
    expect(addressOf(parsed(two), offset)).toBe(address);
    if (address !== undefined) expect(offsetOf(parsed(two), address)).toBe(offset);
  });

  it.each([0n, 0x5fffffn, 0x600010n, 0x700008n, 1n << 64n])("nothing of the file is at %s", (address) => {
    expect(offsetOf(parsed(two), address)).toBeUndefined();
  });

  it("and offsets stay exact to 64 bits", () => {
    const huge = 0xfffffffffffffff1n;
    const [segment] = loadSegments(
      parsed({ bits: 64, programs: [{ offset: huge, address: huge, fileSize: huge }] }),
    );
    expect([segment?.offset, segment?.address, segment?.fileSize]).toEqual([huge, huge, huge]);
  });
});

describe("any bytes", () => {
  it("behind the magic number are read or refused, never more than there are", () => {
    const property = fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(400), (tail, offset) => {
      const bytes = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, ...tail);
      const elf = parseElf(bytes);
      if (!elf) {
        expect(bytes.length).toBeLessThan(64);
        return;
      }
      for (const field of elf.fields) expect(field.offset + field.size).toBeLessThanOrEqual(bytes.length);
      const address = addressOf(elf, offset);
      if (address !== undefined) expect(offsetOf(elf, address)).toBeDefined();
    });
    fc.assert(property, { numRuns: 300 });
  });
});
