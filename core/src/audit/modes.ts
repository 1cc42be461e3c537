import type { KnownMode } from "./bootCode";
import type { AuditedLine } from "./verdict";

/** What a change of mode costs behind an instruction of each kind, where a line that disagrees costs one. */
const changes = { anywhere: 6, behindCall: 1.5, behindEnd: 0.5, intoKnown: 0.25 } as const;

/** What it costs to have a line in another mode than control reaches it in; a guess is soon outweighed by comments. */
const against = { known: 2, guess: 0.3 } as const;

/** What it costs to stay in the mode, or to leave it, behind a call to what is known to change it. */
const switcher = { staying: 5, changing: 0 } as const;

/**
 * For every line the index of the mode in which the whole is most in agreement. `tried` holds the lines as each mode has them, `known`
 * the mode in which control reaches a line: it counts more than any comment that could be written on the same bytes.
 * Elsewhere boot code says nowhere in which mode a stretch of it is, but it changes only behind a jump, a return or a call: so a comment that
 * fits in another mode only is wrong among neighbours that fit in this one.
 */
export function likeliestModes(
  tried: readonly (readonly AuditedLine[])[],
  known: readonly (KnownMode | undefined)[],
): readonly number[] {
  const believed = withDoubts(tried, known);
  const first = cheapestPath(tried, believed, new Set());
  const switchers = switchersIn(tried, first);
  return switchers.size === 0 ? first : cheapestPath(tried, believed, switchers);
}

/** So many lines may be right in another mode alone before it is doubted that control reaches them in this one. */
const MOST_WRONG = 2;

/**
 * The same modes, those of one reason a guess where several more of their lines are wrong in them than in another mode: a fragment may begin in
 * 32 bits, and not where a BIOS starts it.
 */
function withDoubts(
  tried: readonly (readonly AuditedLine[])[],
  known: readonly (KnownMode | undefined)[],
): readonly (KnownMode | undefined)[] {
  const doubts = new Map<string, number>();
  known.forEach((each, index) => {
    if (each === undefined) return;
    const costs = tried.map((lines) => disagreement(lines[index]!));
    const doubt = costs[each.mode]! - Math.min(...costs);
    const trust = Math.max(...costs) - costs[each.mode]!;
    doubts.set(each.why, (doubts.get(each.why) ?? 0) + doubt - trust);
  });
  return known.map((each) =>
    each !== undefined && (doubts.get(each.why) ?? 0) > MOST_WRONG ? { ...each, isGuess: true } : each,
  );
}

/** Targets of calls behind which the mode changed at least twice, and more often than not. */
function switchersIn(
  tried: readonly (readonly AuditedLine[])[],
  chosen: readonly number[],
): ReadonlySet<bigint> {
  const changed = new Map<bigint, number>();
  for (let index = 1; index < chosen.length; index++) {
    const target = calledBy(tried[chosen[index - 1]!]![index - 1]!);
    if (target === undefined) continue;
    changed.set(target, (changed.get(target) ?? 0) + (chosen[index] === chosen[index - 1] ? -1 : 1));
  }
  return new Set([...changed].filter(([, count]) => count >= 2).map(([target]) => target));
}

function cheapestPath(
  tried: readonly (readonly AuditedLine[])[],
  known: readonly (KnownMode | undefined)[],
  switchers: ReadonlySet<bigint>,
): readonly number[] {
  const count = tried[0]?.length ?? 0;
  const modes = tried.map((_, mode) => mode);
  let costs = modes.map((mode) => mode * changes.behindEnd);
  const from: number[][] = [];
  for (let index = 0; index < count; index++) {
    const arrival = (before: number, mode: number) => {
      if (index === 0) return before === mode ? costs[mode]! : Infinity;
      return costs[before]! + passage(tried[before]![index - 1]!, before === mode, known[index], switchers);
    };
    const before = modes.map((mode) =>
      modes.reduce((best, each) => (arrival(each, mode) < arrival(best, mode) ? each : best), mode),
    );
    costs = modes.map(
      (mode) => arrival(before[mode]!, mode) + costOf(tried[mode]![index]!, mode, known[index]),
    );
    from.push(before);
  }
  const chosen: number[] = Array.from({ length: count }, () => 0);
  let mode = costs.indexOf(Math.min(...costs));
  for (let index = count - 1; index >= 0; index--) {
    chosen[index] = mode;
    mode = from[index]![mode]!;
  }
  return chosen;
}

/** What it costs to go from a line to the next one, in the same mode or in another. */
function passage(
  line: AuditedLine,
  same: boolean,
  next: KnownMode | undefined,
  switchers: ReadonlySet<bigint>,
): number {
  const target = calledBy(line);
  if (target !== undefined && switchers.has(target)) return same ? switcher.staying : switcher.changing;
  if (same) return 0;
  // What is reached from elsewhere has its mode from there.
  if (next?.isGuess === false) return changes.intoKnown;
  const flow = line.instruction?.flow;
  if (flow === undefined || flow === "jump" || flow === "return" || flow === "indirect jump")
    return changes.behindEnd;
  return flow === "call" || flow === "indirect call" ? changes.behindCall : changes.anywhere;
}

/** The address that a call goes to, of another segment included; lines in whose mode the bytes are something else have none. */
function calledBy({ instruction, verdict }: AuditedLine): bigint | undefined {
  if (instruction?.flow !== "call" || verdict === "disagrees") return undefined;
  const far = instruction.operands.find((operand) => operand.kind === "far");
  return instruction.target ?? (far && BigInt(far.offset));
}

function costOf(line: AuditedLine, mode: number, known: KnownMode | undefined): number {
  const wrong =
    known === undefined || known.mode === mode ? 0 : known.isGuess ? against.guess : against.known;
  return wrong + disagreement(line);
}

/** Bytes that are not as long as their line are a mistake that nobody makes; another register is one. */
function disagreement({ verdict, instruction, line }: AuditedLine): number {
  const isWhole = instruction?.length === line.bytes.end - line.bytes.start;
  if (verdict === "cannot tell") return instruction === undefined || isWhole ? 0.25 : 2;
  if (verdict !== "disagrees") return 0;
  return isWhole ? 1 : 4;
}
