import { assemble } from "@bootstrappable/core/assemble/assemble";
import type { AssemblyLanguage } from "@bootstrappable/core/assemble/assembly";
import { expandM0 } from "@bootstrappable/core/assemble/m0";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hex2Program, m1Program } from "./programs";
import { callStageTool, stageFolders, stageTools, type StageArchitecture } from "./stageTools";
import { difference, errorsOf, type Answer } from "./tools";

const COUNT = 400;

/** Some of what only the stage tools take in their own way, put in anywhere. */
const odd = fc.tuple(fc.nat(), fc.constantFrom("\xfc", " \xfc", "\xfc ", "^", "^^", "~"));

/** A program as one file, each character a byte. */
function oneFile(program: typeof hex2Program): fc.Arbitrary<Uint8Array> {
  return fc.tuple(program, fc.array(odd, { maxLength: 2 })).map(([{ files }, pieces]) => {
    let text = files.join("");
    for (const [place, piece] of pieces) {
      const at = place % (text.length + 1);
      text = text.slice(0, at) + piece + text.slice(at);
    }
    return new Uint8Array(Buffer.from(text, "latin1"));
  });
}

/** hex1 looks up such names in front of its table, and what lies there is not ours to know. */
const isLookedUp = (bytes: Uint8Array) => !bytes.some((byte) => byte >= 0x80) && bytes.at(-1) === 0x0a;

const inputOf = (bytes: Uint8Array) => [{ name: "", bytes }];

function bytesOf(language: AssemblyLanguage, architecture: StageArchitecture, bytes: Uint8Array) {
  const { map, ...rest } = assemble({
    ...{ language, architecture, inputs: inputOf(bytes) },
    ...{ dialect: "stage", map: true },
  });
  expect(map?.length).toBe(rest.bytes.length);
  return rest;
}

function compare(
  inputs: readonly Uint8Array[],
  answers: readonly Answer[],
  ours: (bytes: Uint8Array) => Pick<ReturnType<typeof bytesOf>, "bytes" | "findings">,
): void {
  const differences = inputs.flatMap((input, index) => {
    const { bytes, findings } = ours(input);
    const differs = difference(answers[index], bytes, errorsOf(findings));
    return differs === undefined
      ? []
      : [`${JSON.stringify(Buffer.from(input).toString("latin1"))}: ${differs}`];
  });
  expect(differences).toEqual([]);
  expect(answers.filter((answer) => answer !== undefined).length).toBeGreaterThan(COUNT / 10);
}

describe.skipIf(stageTools === undefined)("like the tools of stage0-posix", () => {
  const all = Object.keys(stageFolders) as StageArchitecture[];

  it.each(all)("hex1 of %s", { timeout: 600_000 }, (architecture) => {
    const inputs = fc.sample(oneFile(hex2Program).filter(isLookedUp), COUNT);
    const answers = callStageTool("hex1", architecture, inputs);
    compare(inputs, answers, (bytes) => bytesOf("hex1", architecture, bytes));
  });

  it.each(all)("hex2-0 of %s", { timeout: 600_000 }, (architecture) => {
    const inputs = fc.sample(oneFile(hex2Program), COUNT);
    const answers = callStageTool("hex2-0", architecture, inputs);
    compare(inputs, answers, (bytes) => bytesOf("hex2", architecture, bytes));
  });

  it.each(all)("M0 of %s, and hex2-0 behind it", { timeout: 600_000 }, (architecture) => {
    const inputs = fc.sample(oneFile(m1Program), COUNT);
    const answers = callStageTool("M0", architecture, inputs);
    compare(inputs, answers, (bytes) => {
      const { hex2, findings } = expandM0(inputOf(bytes), architecture);
      return { bytes: hex2, findings };
    });
    const accepted = inputs.filter((_, index) => answers[index] !== undefined);
    const hex2 = answers.filter((answer) => answer !== undefined);
    compare(accepted, callStageTool("hex2-0", architecture, hex2), (bytes) =>
      bytesOf("M0", architecture, bytes),
    );
  });
});
