import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JumpLine } from "@bootstrappable/server/protocol";
import { laneCount, layOut, spanOf } from "./layout";

const jump = (from: number, to: number, kind: JumpLine["kind"] = "jump"): JumpLine => ({ from, to, kind });

describe("lanes", () => {
  it.each<[what: string, jumps: readonly JumpLine[], lanes: readonly (number | undefined)[]]>([
    ["of nothing are none", [], []],
    ["of a jump is the nearest to the text", [jump(3, 1)], [0]],
    ["of jumps that do not touch are the same", [jump(0, 2), jump(3, 5)], [0, 0]],
    ["of jumps that touch differ", [jump(0, 2), jump(2, 4)], [0, 1]],
    ["of what is inside are nearer", [jump(0, 9), jump(3, 4)], [0, 1]],
    ["of all jumps to a line are one", [jump(0, 5), jump(3, 5), jump(9, 5, "branch")], [0]],
    ["of calls are those that are left", [jump(0, 1, "call"), jump(0, 9)], [0, 1]],
    [
      "are there only so many",
      Array.from({ length: laneCount + 1 }, (_, index) => jump(10 - index, 20 + index)),
      [...Array(laneCount).keys(), undefined],
    ],
  ])("%s", (_, jumps, lanes) => {
    expect(layOut(jumps).map(({ lane }) => lane)).toEqual(lanes);
  });

  it("a branch among them makes a branch of all", () => {
    expect(layOut([jump(0, 5), jump(1, 5, "branch")])).toEqual([
      { kind: "branch", from: [0, 1], to: 5, lane: 0 },
    ]);
  });

  it("are never shared by two that touch, and lose no jump", () => {
    const jumps = fc.array(
      fc.record({
        ...{ from: fc.nat({ max: 60 }), to: fc.nat({ max: 60 }) },
        kind: fc.constantFrom<JumpLine["kind"][]>("jump", "branch", "call"),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(jumps, (all) => {
        const arrows = layOut(all);
        for (const lane of Array.from({ length: laneCount }, (_, index) => index)) {
          const taken = new Set<number>();
          for (const arrow of arrows.filter((each) => each.lane === lane)) {
            const { first, last } = spanOf(arrow);
            for (let line = first; line <= last; line++) {
              expect(taken.has(line)).toBe(false);
              taken.add(line);
            }
          }
        }
        const ends = (of: readonly { from: number; to: number }[]) =>
          of.map(({ from, to }) => `${from} ${to}`).sort();
        expect(ends(arrows.flatMap(({ from, to }) => from.map((one) => ({ from: one, to }))))).toEqual(
          ends(all),
        );
      }),
    );
  });
});
