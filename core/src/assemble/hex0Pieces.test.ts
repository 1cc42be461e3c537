import fc from "fast-check";
import { expect, it } from "vitest";
import { assembleHex0, Hex0Assembler, hex0OfArchitecture, plainHex0 } from "./hex0";

it("a source in pieces gives the bytes and the map of the whole", () => {
  const dialects = [plainHex0, ...Object.values(hex0OfArchitecture)];
  const text = fc.array(fc.constantFrom(...Array.from("09afGg   \t\n\r#;x")), { maxLength: 120 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(30)), fc.constantFrom(...dialects), (characters, cuts, dialect) => {
      const source = new TextEncoder().encode(characters.join(""));
      const pieces = new Hex0Assembler(dialect, true);
      let at = 0;
      for (const cut of cuts) {
        pieces.push(source.subarray(at, at + cut));
        at += cut;
      }
      pieces.push(source.subarray(at));
      expect(pieces.end()).toEqual(assembleHex0(source, { dialect, map: true }));
      expect(assembleHex0(source, { dialect }).bytes).toEqual(pieces.end().bytes);
    }),
    { numRuns: 2000 },
  );
});
