import type { Drawn, DrawnNode } from "./draw";
import type { EdgeRole, ProvenanceGroup } from "./graph";

const shapes: Readonly<Record<DrawnNode["kind"], string>> = {
  seed: "shape=doubleoctagon",
  source: "shape=note",
  sources: "shape=folder",
  distfile: "shape=cylinder",
  artifact: "shape=box",
  command: "shape=box, style=rounded",
  files: "shape=tab",
  step: "shape=component",
  group: "shape=box3d",
  missing: "shape=box, style=dashed",
};

const lines: Readonly<Record<EdgeRole, string>> = {
  program: "style=bold",
  input: "",
  made: "",
  runs: "style=dotted",
  "may-use": "style=dashed",
};

/** A picture as text for Graphviz. Nodes of an open group lie in a cluster. */
export function dotOf(
  { nodes, edges, expanded }: Drawn,
  groups: readonly ProvenanceGroup[],
  title: string,
): string {
  const out = [`digraph ${quoted(title)} {`, "  rankdir=LR;", '  node [fontname="monospace", fontsize=10];'];
  const clusters = new Map(expanded.map((group) => [group, [] as string[]]));
  const loose: string[] = [];
  for (const node of nodes) {
    const cluster = node.kind === "group" || node.group === undefined ? undefined : clusters.get(node.group);
    (cluster ?? loose).push(
      `${node.id} [label=${labelled(node)}, ${shapes[node.kind]}${node.isTarget ? ", penwidth=2" : ""}];`,
    );
  }
  for (const [group, inside] of clusters) {
    if (inside.length === 0) continue;
    out.push(`  subgraph cluster_${group} {`, `    label=${quoted(groups[group]!.title)};`);
    out.push(...inside.map((line) => `    ${line}`), "  }");
  }
  out.push(...loose.map((line) => `  ${line}`));
  for (const { from, to, role, isImplied } of edges) {
    if (isImplied) continue;
    const style = lines[role];
    out.push(`  ${from} -> ${to}${style === "" ? "" : ` [${style}]`};`);
  }
  return `${[...out, "}"].join("\n")}\n`;
}

function labelled({ title, detail }: DrawnNode): string {
  return quoted(detail === "" ? title : `${title}\n${detail}`);
}

/** Of DOT's escapes only a line end is meant: what looks like others are letters of a name. */
function quoted(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "\ufffd");
  return `"${escaped}"`;
}
