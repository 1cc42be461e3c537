import { describe, expect, it } from "vitest";
import { SilenceWatch, type Silence } from "./silence";
import { ManualClock } from "../testing/manualClock";

function watched(usual: number | undefined) {
  const clock = new ManualClock();
  const told: Silence[] = [];
  const watch = new SilenceWatch(clock, (silence) => told.push(silence));
  watch.begin(usual);
  return { clock, told, watch };
}

describe("a silence", () => {
  it("is told once, when it is several times as long as in earlier runs", () => {
    const { clock, told } = watched(30_000);
    clock.pass(119_000);
    expect(told).toEqual([]);
    clock.pass(600_000);
    expect(told).toEqual([{ milliseconds: 120_000, usual: 30_000 }]);
  });

  it("is not told where the part was never done before, nor within a minute", () => {
    const never = watched(undefined);
    never.clock.pass(10_000_000);
    expect(never.told).toEqual([]);
    const quick = watched(10);
    quick.clock.pass(59_000);
    expect(quick.told).toEqual([]);
    quick.clock.pass(2_000);
    expect(quick.told).toEqual([{ milliseconds: 60_000, usual: 10 }]);
  });

  it("begins anew with each output, and is told again only when it is twice as long", () => {
    const { clock, told, watch } = watched(20_000);
    clock.pass(79_000);
    watch.feed();
    clock.pass(79_000);
    expect(told).toEqual([]);
    clock.pass(2_000);
    expect(told).toHaveLength(1);
    watch.feed();
    clock.pass(150_000);
    expect(told).toHaveLength(1);
    clock.pass(20_000);
    expect(told).toHaveLength(2);
  });

  it("is measured, the last one too, from the beginning of the part", () => {
    const { clock, watch } = watched(undefined);
    clock.pass(5_000);
    watch.feed();
    clock.pass(2_000);
    expect(watch.longest).toBe(5_000);
    clock.pass(7_000);
    expect(watch.longest).toBe(9_000);
    watch.begin(undefined);
    expect(watch.longest).toBe(0);
  });

  it("is nobody's business any more once it is stopped", () => {
    const { clock, told, watch } = watched(20_000);
    watch.stop();
    clock.pass(1_000_000);
    expect(told).toEqual([]);
    expect(clock.waiting).toBe(0);
  });
});
