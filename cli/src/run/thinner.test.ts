import { expect, it } from "vitest";
import { Thinner } from "./thinner";

it("shows what people can read, and of the rest the last lines", () => {
  let now = 0;
  const thinner = new Thinner(() => now);
  const line = "x".repeat(99);
  const shown = () =>
    Array.from({ length: 5000 }, (_, at) => `${line}${at}`).filter((text) => !thinner.leavesOut(text));
  // A second and more has passed since nothing was shown: that is two portions.
  const first = shown();
  expect(first.length).toBeGreaterThan(1900);
  expect(first.length).toBeLessThan(4000);
  const left = thinner.rest()!;
  expect(left.count).toBe(5000 - first.length);
  expect(left.tail).toEqual(Array.from({ length: 20 }, (_, at) => `${line}${4980 + at}`));
  expect(thinner.rest()).toBeUndefined();
  expect(shown()).toEqual([]);
  now += 1001;
  expect(thinner.leavesOut(line)).toBe(false);
  expect(thinner.rest()!.count).toBe(5000);
});

it("leaves nothing out of what comes slowly", () => {
  let now = 0;
  const thinner = new Thinner(() => (now += 11));
  for (let count = 0; count < 100_000; count++) {
    now += 1;
    expect(thinner.leavesOut("x".repeat(99))).toBe(false);
  }
  expect(thinner.rest()).toBeUndefined();
});
