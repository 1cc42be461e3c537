import { laneCount, spanOf, type Arrow } from "./layout";

/** What an arrow is in one line of the source. */
export interface Cell {
  readonly kind: Arrow["kind"];
  /** Whether the arrow is one of the line with the cursor. */
  readonly strong: boolean;
  /** Whether its line goes on to the line above, and to the one below. */
  readonly up: boolean;
  readonly down: boolean;
  /** Whether it leaves from here, and whether it comes here. */
  readonly source: boolean;
  readonly target: boolean;
}

/** What is drawn in the margin of one line. */
export interface Row {
  /** By lane, the nearest to the text first. */
  readonly lanes: readonly (Cell | undefined)[];
  /** Ends of arrows that have no lane: `up` and `down` say where the other end is. */
  readonly ends: readonly Cell[];
}

/** What is to be drawn, line by line (zero-based); lines without anything are not among them. */
export function rowsOf(arrows: readonly Arrow[], cursor: number | undefined): ReadonlyMap<number, Row> {
  const rows = new Map<number, { lanes: (Cell | undefined)[]; ends: Cell[] }>();
  const rowAt = (line: number) => {
    let row = rows.get(line);
    if (row === undefined)
      rows.set(line, (row = { lanes: Array.from({ length: laneCount }, () => undefined), ends: [] }));
    return row;
  };
  for (const arrow of arrows) {
    const { kind, from, to, lane } = arrow;
    const sources = new Set(from);
    const strong = cursor === to || (cursor !== undefined && sources.has(cursor));
    if (lane === undefined) {
      for (const line of sources)
        rowAt(line).ends.push({
          kind,
          strong,
          up: to < line,
          down: to > line,
          source: true,
          target: to === line,
        });
      if (!sources.has(to))
        rowAt(to).ends.push({ kind, strong, up: false, down: false, source: false, target: true });
      continue;
    }
    const { first, last } = spanOf(arrow);
    for (let line = first; line <= last; line++) {
      rowAt(line).lanes[lane] = {
        ...{ kind, strong, up: line > first, down: line < last },
        ...{ source: sources.has(line), target: line === to },
      };
    }
  }
  return rows;
}
