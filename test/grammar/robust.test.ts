import { processorTimeOf } from "@bootstrappable/core/testing/processorTime";
import { describe, expect, it } from "vitest";
import { contributes } from "./manifest.js";
import { tokenize } from "./tokenize.js";

const LENGTH = 100_000;

/** Lines that make a careless expression look at the rest of the line again and again. */
const LONG = [
  "00 ",
  "0",
  "# ",
  ";",
  ": ",
  "%a>",
  '" ',
  "'",
  "${a:-",
  "a=",
  "\\",
  "( a == ",
  "mov_eax,[",
  "DEFINE a ",
  "rd_a0 ",
  "f _ ",
  "g a~b ",
  " ",
  "\t#",
  "é",
];

describe.each(contributes.languages.map(({ id }) => id))("%s", (language) => {
  it.each(LONG)("copes with a line of 100 kB of %j", async (part) => {
    const source = part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH);
    const took = await processorTimeOf(async () => {
      const [line] = await tokenize(language, source);
      expect(line?.tokens.map(({ text }) => text).join("")).toBe(source);
    });
    // Linear work takes some 100 ms; a bound that a slow machine keeps and quadratic work does not.
    expect(took).toBeLessThan(10_000);
  });

  it("takes any byte", async () => {
    const bytes = String.fromCharCode(...Array.from({ length: 256 }, (_, index) => index));
    const lines = await tokenize(language, bytes);
    const texts = lines.flatMap((line) => line.tokens.map(({ text }) => text));
    expect(texts.join("")).toBe(bytes.replace(/\n/g, ""));
  });
});
