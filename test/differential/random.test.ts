import type { Assembly, AssemblyLanguage } from "@bootstrappable/core/assemble/assembly";
import { bloodElf } from "@bootstrappable/core/assemble/bloodElf";
import { assembleHex2 } from "@bootstrappable/core/assemble/hex2";
import { kernelFor } from "@bootstrappable/core/assemble/kernelFor";
import { assembleM1, expandM1 } from "@bootstrappable/core/assemble/m1";
import { byKernel } from "@bootstrappable/core/testing/byKernel";
import { describe, expect, it } from "vitest";
import { commonOptions, hex2Program, inputsOf, labelledProgram, m1Program, type Program } from "./programs";
import { callAll, compareAll, difference, errorsOf, unavailable, type Call } from "./tools";

/** Random programs of each kind; all tools together take some seconds for them. */
const COUNT = 2000;

const filesOf = ({ files }: Program) => inputsOf(files).map(({ bytes }) => bytes);
const linkOptions = ({ architecture, baseAddress, bigEndian }: Program) => ({
  architecture,
  baseAddress,
  bigEndian,
  map: true,
});
const base = ({ baseAddress }: Program) => ["-B", `0x${baseAddress.toString(16)}`];

/** What the kernel takes, it assembles as we do without it; and that is compared with the real tools. */
function sameByKernel(language: AssemblyLanguage, program: Program, { bytes, findings }: Assembly): void {
  const { architecture, baseAddress, bigEndian, mode } = program;
  const request = { language, architecture, baseAddress, bigEndian, byteMode: mode, inputs: [] };
  const files = filesOf(program);
  const kernel = kernelFor(
    request,
    files.reduce((sum, { length }) => sum + length, 0),
  );
  const taken = kernel && byKernel(kernel, files);
  if (taken) expect([taken, []]).toEqual([bytes, findings]);
}

describe.skipIf(unavailable !== undefined)(`like mescc-tools ${unavailable ?? ""}`, () => {
  it("hex2: random programs give the same bytes, or are refused", { timeout: 120_000 }, () => {
    const { accepted, refused } = compareAll(
      hex2Program,
      COUNT,
      (program): Call => ({
        tool: "hex2",
        args: [...commonOptions(program), ...base(program)],
        files: filesOf(program),
      }),
      (program, answer) => {
        const ours = assembleHex2(inputsOf(program.files), linkOptions(program), program.mode);
        expect(ours.map?.length).toBe(ours.bytes.length);
        sameByKernel("hex2", program, ours);
        return difference(answer, ours.bytes, errorsOf(ours.findings));
      },
    );
    expect([accepted > COUNT / 10, refused > COUNT / 10]).toEqual([true, true]);
  });

  it("M1: random programs give the same hex2, or are refused", { timeout: 120_000 }, () => {
    const { accepted, refused } = compareAll(
      m1Program,
      COUNT,
      (program): Call => ({ tool: "M1", args: commonOptions(program), files: filesOf(program) }),
      (program, answer) => {
        const { architecture, bigEndian, mode, files } = program;
        const ours = expandM1(inputsOf(files), architecture, bigEndian, mode);
        return difference(answer, ours.hex2, errorsOf(ours.findings));
      },
    );
    expect([accepted > COUNT / 10, refused > COUNT / 10]).toEqual([true, true]);
  });

  it("M1 to bytes: what the tool's hex2 makes of our hex2", { timeout: 120_000 }, () => {
    compareAll(
      m1Program.filter(
        ({ files, architecture, bigEndian, mode }) =>
          errorsOf(expandM1(inputsOf(files), architecture, bigEndian, mode).findings).length === 0,
      ),
      COUNT,
      (program): Call => {
        const { architecture, bigEndian, mode, files } = program;
        const { hex2 } = expandM1(inputsOf(files), architecture, bigEndian, mode);
        const args = [...commonOptions({ ...program, files: [""] }), ...base(program)];
        return { tool: "hex2", args, files: [hex2] };
      },
      (program, answer) => {
        const ours = assembleM1(inputsOf(program.files), linkOptions(program), program.mode);
        sameByKernel("M1", program, ours);
        return difference(answer, ours.bytes, errorsOf(ours.findings));
      },
    );
  });

  it.each([32, 64] as const)("blood-elf: random labels, %d bits", { timeout: 120_000 }, (bits) => {
    compareAll(
      labelledProgram,
      COUNT / 10,
      (program): Call => ({
        tool: "blood-elf",
        args: [
          ...(bits === 64 ? ["--64"] : []),
          program.bigEndian ? "--big-endian" : "--little-endian",
          `--${program.mode}`,
          "--entry",
          "_start",
          ...program.files.flatMap((_, index) => ["-f", `{${index}}`]),
        ],
        files: filesOf(program),
      }),
      ({ bigEndian, mode, files }, answer) => {
        const ours = bloodElf(inputsOf(files), { bits, bigEndian, byteMode: mode, entries: ["_start"] });
        return difference(answer, ours.m1, errorsOf(ours.findings));
      },
    );
  });

  it("catm: inputs behind one another, as from cat", () => {
    const files = inputsOf(["a\n", "", "b"]).map(({ bytes }) => bytes);
    const [answer] = callAll([{ tool: "catm", args: ["/dev/stdout", "{0}", "{1}", "{2}"], files }]);
    expect(Buffer.from(answer!).toString()).toBe("a\nb");
  });
});
