import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isDue, superfluous } from "./rule";
import { isMidst, newestFor, type Snapshot, type SnapshotPlace } from "./snapshot";

const gibibyte = 2 ** 30;

function snapshot(id: number, place: SnapshotPlace, changes: Partial<Snapshot> = {}): Snapshot {
  return {
    ...{ id: `s${id}`, place, log: id, elapsed: 0, milliseconds: 10, bytes: 1 },
    date: new Date(id * 60_000).toISOString(),
    ...{ accelerator: "tcg", version: "9", boot: "-", synced: true },
    ...changes,
  };
}

const beginning = (step: number): SnapshotPlace => ({ behind: step - 1, within: step, fresh: true });
const midst = (step: number): SnapshotPlace => ({ behind: step - 1, within: step, fresh: false });
const ids = (snapshots: readonly Snapshot[]) => snapshots.map(({ id }) => id);

describe("the snapshot for a step", () => {
  const loading = snapshot(1, { behind: -1, fresh: false });
  const all = [loading, snapshot(2, beginning(0)), snapshot(3, midst(2)), snapshot(4, beginning(3))];
  const behind = snapshot(5, { behind: 4, fresh: false });
  const step = (number: number) => ({ number }) as Parameters<typeof newestFor>[1];

  it.each([
    ["seed", "s2"],
    [step(1), "s2"],
    [step(2), "s2"],
    [step(3), "s4"],
    [step(4), "s4"],
    [step(5), "s5"],
    ["resume", "s5"],
  ] as const)("of %j is %s", (from, id) => {
    expect(newestFor([...all, behind], from, false)?.id).toBe(id);
  });

  it("is one right before it, where nothing else may run", () => {
    expect(newestFor([...all, behind], step(3), true)?.id).toBe("s4");
    expect(newestFor([...all, behind], step(5), true)?.id).toBe("s5");
    expect(newestFor([...all, behind], step(2), true)).toBeUndefined();
    expect(newestFor([...all, behind], step(4), true)).toBeUndefined();
  });
});

describe("when a snapshot is due", () => {
  it.each([
    [{ since: 59, took: 0, interval: 60, fresh: true }, false],
    [{ since: 60, took: 0, interval: 60, fresh: true }, true],
    [{ since: 299, took: 0, interval: 60, fresh: false }, false],
    [{ since: 300, took: 0, interval: 60, fresh: false }, true],
    [{ since: 300, took: 16, interval: 60, fresh: true }, false],
    [{ since: 320, took: 16, interval: 60, fresh: true }, true],
    [{ since: 0, took: 99, interval: 0, fresh: true }, true],
    [{ since: 99, took: 0, interval: 0, fresh: false }, false],
  ])("%j: %s", (pace, due) => {
    expect(isDue(pace)).toBe(due);
  });
});

describe("which snapshots go", () => {
  it("is each from the midst of a step once there is a newer one", () => {
    const all = [snapshot(1, { behind: -1, fresh: false }), snapshot(2, midst(1)), snapshot(3, midst(1))];
    expect(ids(superfluous(all))).toEqual(["s1", "s2"]);
  });

  it("leaves those that are spread over the run, and not more than there is room for", () => {
    const many = [1, 10, 11, 20, 30, 40, 50, 60, 70].map((at) => snapshot(at, beginning(at)));
    expect(ids(superfluous(many))).toEqual(["s10"]);
    const large = [1, 2, 3, 4, 5].map((at) => snapshot(at, beginning(at), { bytes: 4 * gibibyte }));
    expect(superfluous(large)).toHaveLength(1);
  });

  it("is never the last, and what stays is bounded", () => {
    const places = fc.record({ behind: fc.nat(20), within: fc.nat(20), fresh: fc.boolean() });
    const sizes = fc.nat(6).map((size) => ({ bytes: size * gibibyte }));
    fc.assert(
      fc.property(fc.array(fc.tuple(places, sizes), { minLength: 1, maxLength: 30 }), (made) => {
        let kept: Snapshot[] = [];
        for (const [at, [place, size]] of made.entries()) {
          kept = [...kept, snapshot(at, place, size)];
          const gone = superfluous(kept);
          expect(gone).not.toContain(kept.at(-1));
          kept = kept.filter((each) => !gone.includes(each));
          expect(kept.length).toBeLessThanOrEqual(8);
          expect(kept.slice(0, -1).some((each) => isMidst(each.place))).toBe(false);
          expect(kept.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(16 * gibibyte);
        }
      }),
    );
  });
});
