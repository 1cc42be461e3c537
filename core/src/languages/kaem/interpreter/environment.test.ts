import fc from "fast-check";
import { expect, it } from "vitest";
import { withoutVariable, withVariable } from "./environment";
import type { Environment, Variable } from "./world";

const variable = (value: string): Variable => ({ value, setBy: undefined });

it("is what a copied Map would be, whatever is set and unset in whichever earlier one", () => {
  const step = fc.record({
    /** How far back the environment lies that the next one grows out of. */
    back: fc.constantFrom(0, 0, 0, 0, 1, 2, 5),
    name: fc.constantFrom(...Array.from({ length: 80 }, (_, index) => `V${index}`), "__proto__", ""),
    value: fc.option(fc.string(), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.nat({ max: 90 }), fc.array(step, { maxLength: 60 }), (begun, steps) => {
      const first = new Map(Array.from({ length: begun }, (_, index) => [`V${index}`, variable("0")]));
      const all: { readonly own: Environment; readonly plain: ReadonlyMap<string, Variable> }[] = [
        { own: first, plain: first },
      ];
      for (const { back, name, value } of steps) {
        const { own, plain } = all[Math.max(0, all.length - 1 - back)]!;
        const copy = new Map(plain);
        if (value === undefined) copy.delete(name);
        else copy.set(name, variable(value));
        const next =
          value === undefined ? withoutVariable(own, name) : withVariable(own, name, variable(value));
        all.push({ own: next, plain: copy });
      }
      for (const { own, plain } of all) {
        expect([...own]).toEqual([...plain]);
        expect([own.size, [...own.keys()], [...own.values()]]).toEqual([
          plain.size,
          [...plain.keys()],
          [...plain.values()],
        ]);
        for (const name of ["V0", "V79", "__proto__", "none"]) {
          expect([own.has(name), own.get(name)]).toEqual([plain.has(name), plain.get(name)]);
        }
        const seen: string[] = [];
        own.forEach((_, name) => seen.push(name));
        expect(seen).toEqual([...plain.keys()]);
      }
    }),
  );
});
