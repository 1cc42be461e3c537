import fc from "fast-check";
import { expect, it } from "vitest";
import { remembered } from "./remembered";

it("makes the same as the function, once for a text that was just asked for", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 })), fc.integer({ min: 2, max: 6 }), (texts, most) => {
      let last: string | undefined;
      const ask = remembered((text) => {
        last = text;
        return text === "" ? undefined : `<${text}>`;
      }, most);
      for (const text of texts) {
        expect(ask(text)).toBe(text === "" ? undefined : `<${text}>`);
        last = undefined;
        ask(text);
        expect(last).toBeUndefined();
      }
    }),
  );
});

it("forgets what was not asked for among as many others", () => {
  let made = 0;
  const ask = remembered(() => ++made, 4);
  ask("a");
  ask("b");
  ask("c");
  expect(ask("a")).toBe(1);
  for (const text of ["d", "e", "f", "g", "h"]) ask(text);
  expect(ask("a")).toBe(9);
});
