import { expect, it } from "vitest";
import { contentsIn, historyFrom, withGeneration } from "./history";

const told = (changed: ReadonlyMap<string, string> | undefined) => changed && Object.fromEntries(changed);

it("tells what was where in a generation, however often it changed since", () => {
  const second = withGeneration(historyFrom(), [["a", "a1"]]);
  const third = withGeneration(second, [
    ["a", "a2"],
    ["b", ""],
  ]);
  expect([second.generation, third.generation]).toEqual([2, 3]);
  expect(told(contentsIn(third, 1))).toEqual({ a: "a1", b: "" });
  expect(told(contentsIn(third, 2))).toEqual({ a: "a2", b: "" });
  expect(told(contentsIn(third, 3))).toEqual({});
});

it("begins no generation where nothing is other, and knows nothing of one before too many changes", () => {
  const second = withGeneration(historyFrom(), [["a", "a1"]]);
  expect(withGeneration(second, [])).toEqual(second);
  const many = Array.from({ length: 2001 }, (_, index) => [String(index), ""] as const);
  for (const changed of [many, undefined]) {
    const third = withGeneration(second, changed);
    expect(third.generation).toBe(3);
    expect(contentsIn(third, 2)).toBeUndefined();
    expect(told(contentsIn(third, 3))).toEqual({});
  }
});
