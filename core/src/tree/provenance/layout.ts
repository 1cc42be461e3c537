import { Graph, layout } from "@dagrejs/dagre";
import type { Drawn, DrawnEdge, DrawnNode } from "./draw";

/** A node with its place. Pixels; `x` and `y` are of its upper left corner. */
export interface PlacedNode extends DrawnNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends DrawnEdge {
  /** From border to border, and where it bends in between; none of what is implied. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Placed {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
  readonly expanded: readonly number[];
}

/** Of a font of fixed width in 12 and 10.5 pixels. */
const titleCharacter = 7.25;
const detailCharacter = 6.4;
const oneLine = 30;
const twoLines = 44;
const margin = 20;

/** Puts a picture's nodes in columns, what is needed to the left of what needs it. */
export function placed({ nodes, edges, expanded }: Drawn): Placed {
  const graph = new Graph();
  graph.setGraph({
    rankdir: "LR",
    ranker: "longest-path",
    nodesep: 14,
    ranksep: 56,
    marginx: margin,
    marginy: margin,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of nodes) graph.setNode(node.id, sizeOf(node));
  for (const { from, to, role, isImplied } of edges) {
    if (isImplied) continue;
    graph.setEdge(from, to, { weight: role === "input" ? 3 : role === "program" ? 2 : 1 });
  }
  layout(graph);
  const size = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((node) => {
      const { x, y, width, height } = graph.node(node.id) as Required<Box>;
      return { ...node, x: round(x - width / 2), y: round(y - height / 2), width, height };
    }),
    edges: edges.map((edge) => {
      if (edge.isImplied) return { ...edge, points: [] };
      const { points = [] } = graph.edge(edge.from, edge.to) as { points?: { x: number; y: number }[] };
      return { ...edge, points: points.map(({ x, y }) => ({ x: round(x), y: round(y) })) };
    }),
    width: Math.ceil(size.width ?? 2 * margin),
    height: Math.ceil(size.height ?? 2 * margin),
    expanded,
  };
}

interface Box {
  width: number;
  height: number;
  x?: number;
  y?: number;
}

function sizeOf({ title, detail }: DrawnNode): Box {
  const width = Math.max(title.length * titleCharacter, detail.length * detailCharacter) + 24;
  return { width: Math.ceil(Math.max(width, 64)), height: detail === "" ? oneLine : twoLines };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
