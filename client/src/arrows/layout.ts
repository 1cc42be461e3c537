import type { JumpLine } from "@bootstrappable/server/protocol";

/** So many lines fit beside each other into the margin. */
export const laneCount = 5;

/** All jumps to one line, or all calls of it: they share one line in the margin. */
export interface Arrow {
  readonly kind: JumpLine["kind"];
  /** Lines of the source, zero-based. */
  readonly from: readonly number[];
  readonly to: number;
  /** The nearest to the text is 0; undefined where there is no room, so that only its ends are drawn. */
  readonly lane: number | undefined;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/**
 * Gives the jumps of a source lanes in the margin, of which no two that touch share one. Short ones are near the text, and
 * calls, which go far, take what the others leave. The time that it takes grows with the number of jumps and lines, each with
 * its logarithm.
 */
export function layOut(jumps: readonly JumpLine[]): readonly Arrow[] {
  const arrows = [...grouped(jumps)].map((arrow) => ({ arrow, span: spanOf(arrow) }));
  arrows.sort(
    (a, b) =>
      Number(a.arrow.kind === "call") - Number(b.arrow.kind === "call") ||
      a.span.last - a.span.first - (b.span.last - b.span.first) ||
      a.span.first - b.span.first,
  );
  const lines = arrows.reduce((most, { span }) => Math.max(most, span.last + 1), 0);
  const lanes = Array.from({ length: laneCount }, () => new Lane(lines));
  return arrows.map(({ arrow, span }) => {
    const lane = lanes.findIndex((each) => each.isFree(span));
    lanes[lane]?.take(span);
    return { ...arrow, lane: lane < 0 ? undefined : lane };
  });
}

export function spanOf({ from, to }: Pick<Arrow, "from" | "to">): Span {
  let [first, last] = [to, to];
  for (const line of from) {
    first = Math.min(first, line);
    last = Math.max(last, line);
  }
  return { first, last };
}

function* grouped(jumps: readonly JumpLine[]): Iterable<Omit<Arrow, "lane">> {
  const groups = new Map<string, { readonly to: number; readonly jumps: JumpLine[] }>();
  for (const jump of jumps) {
    const key = `${jump.kind === "call" ? "call" : "jump"} ${jump.to}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { to: jump.to, jumps: [jump] });
    else group.jumps.push(jump);
  }
  for (const { to, jumps: own } of groups.values()) {
    const kinds = new Set(own.map(({ kind }) => kind));
    const [kind] = kinds;
    yield { kind: kinds.size === 1 ? kind! : "branch", from: own.map(({ from }) => from), to };
  }
}

/** Which lines of a lane are taken: a Fenwick tree over their number. */
class Lane {
  readonly #sums: Int32Array;

  constructor(lines: number) {
    this.#sums = new Int32Array(lines + 1);
  }

  isFree({ first, last }: Span): boolean {
    return this.#before(last + 1) === this.#before(first);
  }

  /** Each line is taken once at most. */
  take({ first, last }: Span): void {
    for (let line = first; line <= last; line++) {
      for (let at = line + 1; at < this.#sums.length; at += at & -at) this.#sums[at]!++;
    }
  }

  #before(line: number): number {
    let sum = 0;
    for (let at = line; at > 0; at -= at & -at) sum += this.#sums[at]!;
    return sum;
  }
}
