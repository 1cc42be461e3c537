import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Traffic } from "./traffic";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setImmediate", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** When (in milliseconds) work in the background had its turns, of which each takes none. */
function working(traffic: Traffic, turns = 1000): number[] {
  const taken: number[] = [];
  const turn = traffic.turns();
  void (async () => {
    while (taken.length < turns) {
      await turn();
      taken.push(performance.now());
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  return taken;
}

/** Something that comes every so many milliseconds, up to an end. */
async function coming(every: number, until: number, come: () => void): Promise<void> {
  while (performance.now() < until) {
    come();
    await vi.advanceTimersByTimeAsync(every);
  }
}

describe("work that nobody waits for", () => {
  it("goes on where nothing comes", async () => {
    const taken = working(new Traffic());
    await vi.advanceTimersByTimeAsync(100);
    expect(taken.length).toBeGreaterThan(5);
  });

  it("is held back while requests come, and for a moment behind the last", async () => {
    const traffic = new Traffic();
    traffic.came();
    const taken = working(traffic);
    await coming(90, 900, () => void traffic.answer(() => Promise.resolve()));
    expect(taken).toEqual([]);
    await vi.advanceTimersByTimeAsync(109);
    expect(taken).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(taken).toHaveLength(1);
  });

  it("is held back in the midst of it, too", async () => {
    const traffic = new Traffic();
    const taken = working(traffic);
    await vi.advanceTimersByTimeAsync(100);
    const before = taken.length;
    await coming(90, 900, () => traffic.came());
    expect(taken.length).toBeLessThanOrEqual(before + 1);
  });

  it("is not held back for ever", async () => {
    const traffic = new Traffic();
    traffic.came();
    const taken = working(traffic);
    await coming(90, 6000, () => traffic.came());
    expect(taken[0]).toBeGreaterThanOrEqual(2900);
    expect(taken[0]).toBeLessThanOrEqual(3100);
    expect(taken.length).toBeGreaterThan(100);
  });

  it("keeps out of the way again once it had its turn in peace", async () => {
    const traffic = new Traffic();
    traffic.came();
    const taken = working(traffic);
    await coming(90, 4000, () => traffic.came());
    await vi.advanceTimersByTimeAsync(500);
    const before = taken.length;
    await coming(90, 6000, () => traffic.came());
    expect(taken.length).toBeLessThanOrEqual(before + 1);
  });

  it("goes on soon where a request takes long: that may be waiting for it", async () => {
    const traffic = new Traffic();
    let done: () => void = () => undefined;
    void traffic.answer(() => new Promise<void>((resolve) => (done = resolve)));
    const taken = working(traffic);
    await coming(30, 300, () => traffic.came());
    expect(taken[0]).toBeGreaterThanOrEqual(40);
    expect(taken[0]).toBeLessThanOrEqual(60);
    done();
    await vi.advanceTimersByTimeAsync(1);
    const before = taken.length;
    await coming(30, 600, () => traffic.came());
    expect(taken.length).toBeLessThanOrEqual(before + 1);
  });

  it("is not held by a request that failed", async () => {
    const traffic = new Traffic();
    await expect(traffic.answer(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    traffic.came();
    const taken = working(traffic, 1);
    await vi.advanceTimersByTimeAsync(199);
    expect(taken).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(taken).toHaveLength(1);
  });
});
