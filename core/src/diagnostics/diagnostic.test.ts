import { expect, it } from "vitest";
import { diagnose } from "./diagnostic";

it("leaves out the middle of what quotes an endless word", () => {
  const at = { start: 0, end: 1 };
  const said = (word: string) =>
    diagnose("manifest/unknown-directive", at, `There is no folder ${word} in steps/`).message;
  expect(said("a-1")).toBe("There is no folder a-1 in steps/");
  const long = said("x".repeat(30_000_000));
  expect(long.length).toBeLessThan(3000);
  expect(long).toMatch(/^There is no folder xxx.*x … x.*xxx in steps\/$/);
});
