import type { EdgeRole } from "./graph";

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly role: EdgeRole;
}

/** The roles whose edges may be left out, those that say the least first. */
const order: readonly EdgeRole[] = ["may-use", "runs", "program"];

/**
 * The edges that a picture can do without, for there is a longer way from the one end to the other: what depends on
 * what stays the same. Edges of inputs are never among them. It takes time as edges times edges.
 */
export function implied(edges: readonly Edge[]): ReadonlySet<Edge> {
  const out = new Map<string, Set<string>>();
  for (const { from, to } of edges) out.set(from, (out.get(from) ?? new Set()).add(to));
  const found = new Set<Edge>();
  for (const role of order) {
    for (const edge of edges) {
      if (edge.role !== role) continue;
      const next = out.get(edge.from)!;
      next.delete(edge.to);
      if (reaches(out, edge.from, edge.to)) found.add(edge);
      else next.add(edge.to);
    }
  }
  return found;
}

function reaches(out: ReadonlyMap<string, ReadonlySet<string>>, from: string, to: string): boolean {
  const seen = new Set([from]);
  const waiting = [from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const next of out.get(at) ?? []) {
      if (next === to) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return false;
}
