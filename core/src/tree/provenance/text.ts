import type { EdgeRole, ProvenanceGraph, ProvenanceNode } from "./graph";
import type { Provenance } from "./provenance";
import type { Totals } from "./totals";

/** What is said before a node by how it is needed. */
const said: Readonly<Record<EdgeRole, string>> = {
  program: "run by ",
  input: "",
  made: "left by ",
  runs: "in a script of ",
  "may-use": "may use ",
};

/** A line of the outline. */
export interface OutlineLine {
  readonly depth: number;
  readonly node: ProvenanceNode;
  /** How the line above needs it; undefined for what was asked for. */
  readonly role: EdgeRole | undefined;
  /** Whether what it needs stands further up. */
  readonly isRepeated: boolean;
}

/**
 * A graph as a tree from what was asked for down to the seeds. What is needed in several places has its own lines only
 * at the first; the shell of a script stands at the first of its commands.
 */
export function* outlineOf({ targets, nodes, edges }: ProvenanceGraph): Iterable<OutlineLine> {
  const needs: (readonly [number, EdgeRole])[][] = nodes.map(() => []);
  for (const { from, to, role } of edges) needs[to]!.push([from, role]);
  for (const list of needs)
    list.sort(([a, first], [b, second]) => order.indexOf(first) - order.indexOf(second) || a - b);
  const seen = new Set<number>();
  const waiting = targets
    .toReversed()
    .map((id) => ({ id, depth: 0, role: undefined as EdgeRole | undefined }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { id, depth, role } = next;
    const isRepeated = seen.has(id);
    if (isRepeated && role === "runs") continue;
    seen.add(id);
    yield { depth, node: nodes[id]!, role, isRepeated: isRepeated && needs[id]!.length > 0 };
    if (isRepeated) continue;
    for (const [from, how] of needs[id]!.toReversed())
      waiting.push({ id: from, depth: depth + 1, role: how });
  }
}

const order: readonly EdgeRole[] = ["input", "made", "program", "may-use", "runs"];

/**
 * The outline as text, then the totals.
 *
 * @param placeOf where a node stands in the tree, in words; undefined for nowhere
 */
export function textOf(
  provenance: Provenance,
  placeOf: (node: ProvenanceNode) => string | undefined,
): string[] {
  const lines: string[] = [];
  for (const { depth, node, role, isRepeated } of outlineOf(provenance)) {
    const parts = [`${"  ".repeat(depth)}${role === undefined ? "" : said[role]}${nameOf(node)}`];
    if (isRepeated) parts.push("(see above)");
    else {
      if (node.command !== undefined) parts.push(`← ${node.command}`);
      const place = placeOf(node);
      if (place !== undefined) parts.push(`(${place})`);
    }
    lines.push(parts.join("  "));
  }
  return [...lines, "", ...totalLines(provenance.totals, provenance.architecture)];
}

function nameOf({ kind, label, size }: ProvenanceNode): string {
  switch (kind) {
    case "seed":
      return `${label}  seed, ${size ?? "?"} bytes`;
    case "distfile":
      return `${label}  distfile`;
    case "files":
      return label.startsWith("/") ? `what lies in ${label} by then` : "what was installed by then";
    case "step":
      return `step ${label}`;
    case "missing":
      return `${label}  (nothing is known to make it)`;
    case "artifact":
    case "command":
    case "source":
      return label;
  }
}

/** The totals in words. */
function totalLines(totals: Totals, architecture: string): string[] {
  const { binaries, binaryBytes, sources, lines, commands, artifacts, steps, distfiles, missing } = totals;
  return [
    `to trust (${architecture}): ${binaryBytes.toLocaleString("en")} bytes of binary`,
    ...binaries.map(({ path, size }) => `${(size ?? 0).toLocaleString("en").padStart(10)}  ${path}`),
    `to read: ${lines.toLocaleString("en")} lines of source`,
    ...sources.map(
      ({ language, files, lines: own }) =>
        `${own.toLocaleString("en").padStart(10)}  ${language} (${counted(files, "file")})`,
    ),
    [
      counted(commands, "command"),
      counted(artifacts, "artifact"),
      ...(steps > 0 ? [`${counted(steps, "step")} followed as a whole`] : []),
      ...(distfiles > 0 ? [`${counted(distfiles, "distfile")} whose lines are not counted`] : []),
    ].join(", "),
    ...(missing.length > 0 ? [`nothing is known to make: ${missing.join(" ")}`] : []),
  ];
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count.toLocaleString("en")} ${what}s`;
}
