import { describe, expect, it } from "vitest";
import { hex0 } from "./cases/hex0.js";
import { hex1, hex2 } from "./cases/hex12.js";
import { kaem } from "./cases/kaem.js";
import { lines } from "./cases/lines.js";
import { m1 } from "./cases/m1.js";
import { manifest } from "./cases/manifest.js";
import { tokenize } from "./tokenize.js";

describe("scopes", () => {
  it.each([...hex0, ...hex1, ...hex2, ...m1, ...kaem, ...manifest, ...lines])(
    "%s: %s",
    async (language, source, expected) => {
      const coloured = await tokenize(language, source);
      const tokens = coloured.flatMap((line) => line.tokens).filter(({ text }) => text.trim() !== "");
      let next = 0;
      for (const [text, scope] of expected) {
        // Each expectation looks behind the one before it, so that a text which comes twice can be meant twice.
        const found = tokens.findIndex((token, index) => index >= next && token.text.trim() === text);
        expect(found, `${text} in ${tokens.map((token) => token.text).join("|")}`).toBeGreaterThanOrEqual(0);
        const { scopes } = tokens[found]!;
        if (scope === "") expect(scopes).toEqual([]);
        else expect(scopes.filter((name) => name === scope || name.startsWith(`${scope}.`))).not.toEqual([]);
        next = found + 1;
      }
    },
  );
});

describe("prose stays prose", () => {
  it.each([
    ["hex0", "00 00  # in this case we wait"],
    ["hex0", "00 00  # and so on, test it"],
    ["hex0", "00 00  # Size of the table"],
    ["hex0", "00 00  ; Name of the section (empty)"],
    ["hex0", "# mov is an instruction"],
    ["hex2", "# Check for : and go on"],
    ["m1", "mov_eax, # pop_eax comes later"],
  ])("%s: %s", async (language, source) => {
    const coloured = await tokenize(language, source);
    const comment = coloured
      .flatMap((line) => line.tokens)
      .filter(({ scopes }) => scopes[0]?.startsWith("comment."));
    const inner = comment.flatMap(({ scopes }) => scopes.slice(1));
    expect(inner.filter((scope) => !scope.startsWith("punctuation.definition.comment"))).toEqual([]);
  });
});
