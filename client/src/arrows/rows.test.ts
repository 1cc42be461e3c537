import { describe, expect, it } from "vitest";
import type { Arrow } from "./layout";
import { keyOf, palettes, pictureOf } from "./picture";
import { rowsOf, type Cell } from "./rows";

const arrow = (from: readonly number[], to: number, lane: number | "none" = 0): Arrow => ({
  kind: "jump",
  ...{ from, to, lane: lane === "none" ? undefined : lane },
});

/** `^` goes on above, `v` below, `-` leaves, `>` arrives, `!` is the cursor's. */
const shown = ({ up, down, source, target, strong }: Cell) =>
  [up && "^", down && "v", source && "-", target && ">", strong && "!"].filter(Boolean).join("");

function rows(arrows: readonly Arrow[], cursor?: number): readonly string[] {
  return [...rowsOf(arrows, cursor)]
    .sort(([a], [b]) => a - b)
    .map(([line, row]) => {
      const cells = row.lanes.map((cell) => (cell === undefined ? "." : shown(cell)));
      const lanes = cells.join(" ").replace(/( ?\.)+$/, "");
      return [`${line}:`, lanes, ...row.ends.map((cell) => `end ${shown(cell)}`)].filter(Boolean).join(" ");
    });
}

describe("the rows of the margin", () => {
  it("have a line from the first end to the last, and leave at every source", () => {
    expect(rows([arrow([4, 2], 1)])).toEqual(["1: v>", "2: ^v-", "3: ^v", "4: ^-"]);
  });

  it("have an end that is its own target", () => {
    expect(rows([arrow([3], 3, 1)])).toEqual(["3: . ->"]);
  });

  it("show only the ends of what has no lane, and where the other end is", () => {
    expect(rows([arrow([1, 9], 5, "none")])).toEqual(["1: end v-", "5: end >", "9: end ^-"]);
  });

  it("show stronger what begins or ends at the cursor", () => {
    expect(rows([arrow([1], 2), arrow([5], 4)], 2)).toEqual(["1: v-!", "2: ^>!", "4: v>", "5: ^-"]);
  });

  it("are the same picture where they look the same, and another one where not", () => {
    const [first, second, ...others] = rowsOf([arrow([1], 4), arrow([3], 9, 1)], undefined).values();
    const looks = [first, second, ...others].map(
      (row) => [keyOf(row!), pictureOf(row!, palettes.dark)] as const,
    );
    const byKey = new Map(looks);
    for (const [key, picture] of looks) expect(byKey.get(key)).toBe(picture);
    expect(new Set(byKey.values()).size).toBe(byKey.size);
    expect(byKey.size).toBeGreaterThan(4);
    expect(pictureOf(first!, palettes.light)).not.toBe(pictureOf(first!, palettes.dark));
  });
});
