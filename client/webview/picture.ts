import type {
  ProvenanceAnswer,
  ProvenanceEdgeLine,
  ProvenanceNodeLine,
} from "@bootstrappable/server/protocol";
import { svg } from "./dom";

/** How kinds are called where a person reads or hears them. */
export const kindNames: Readonly<Record<ProvenanceNodeLine["kind"], string>> = {
  seed: "seed",
  source: "source",
  sources: "sources",
  distfile: "distfile",
  artifact: "artifact",
  command: "command",
  files: "files",
  step: "step",
  group: "closed group",
  missing: "missing",
};

/** Who needs whom in a picture, along all edges, drawn or not. */
export class Relations {
  readonly nodes: ReadonlyMap<string, ProvenanceNodeLine>;
  readonly #needs = new Map<string, ProvenanceEdgeLine[]>();
  readonly #neededBy = new Map<string, ProvenanceEdgeLine[]>();

  constructor(readonly answer: ProvenanceAnswer) {
    this.nodes = new Map(answer.nodes.map((node) => [node.id, node]));
    for (const edge of answer.edges) {
      add(this.#needs, edge.to, edge);
      add(this.#neededBy, edge.from, edge);
    }
  }

  needs(id: string): readonly ProvenanceEdgeLine[] {
    return this.#needs.get(id) ?? [];
  }

  neededBy(id: string): readonly ProvenanceEdgeLine[] {
    return this.#neededBy.get(id) ?? [];
  }

  /** The node that an arrow key leads to: along the edges, or up and down among its neighbours. */
  neighbour(id: string, key: string): string | undefined {
    const here = this.nodes.get(id);
    if (here === undefined) return undefined;
    const along =
      key === "ArrowLeft" ? this.needs(id).map(({ from }) => from) : this.neededBy(id).map(({ to }) => to);
    if (key === "ArrowLeft" || key === "ArrowRight")
      return nearest(
        here,
        along.flatMap((to) => this.nodes.get(to) ?? []),
      );
    const below = key === "ArrowDown";
    const others = this.answer.nodes.filter(
      (node) => node !== here && (below ? node.y > here.y : node.y < here.y),
    );
    const column = others.filter(
      (node) => Math.abs(middle(node).x - middle(here).x) < (node.width + here.width) / 2,
    );
    return nearest(here, column.length > 0 ? column : others);
  }
}

function add(map: Map<string, ProvenanceEdgeLine[]>, key: string, edge: ProvenanceEdgeLine): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [edge]);
  else list.push(edge);
}

const middle = ({ x, y, width, height }: ProvenanceNodeLine) => ({ x: x + width / 2, y: y + height / 2 });

function nearest(here: ProvenanceNodeLine, others: readonly ProvenanceNodeLine[]): string | undefined {
  const from = middle(here);
  const distance = (node: ProvenanceNodeLine) => {
    const to = middle(node);
    return (to.x - from.x) ** 2 + (to.y - from.y) ** 2;
  };
  return [...others].sort((a, b) => distance(a) - distance(b))[0]?.id;
}

/** The picture's elements: edges below, nodes on top. */
export function drawPicture(relations: Relations): {
  readonly scene: SVGGElement;
  readonly nodes: Map<string, SVGGElement>;
} {
  const { answer } = relations;
  const nodes = new Map(answer.nodes.map((node) => [node.id, drawNode(node, relations)]));
  const edges = answer.edges.map((edge) => drawEdge(edge, relations));
  // Read from the seeds on.
  const order = [...answer.nodes].sort((a, b) => a.x - b.x || a.y - b.y).map(({ id }) => nodes.get(id)!);
  const scene = svg(
    "g",
    { class: "scene" },
    svg("g", { class: "edges", "aria-hidden": "true" }, ...edges),
    ...order,
  );
  return { scene, nodes };
}

function drawNode(node: ProvenanceNodeLine, relations: Relations): SVGGElement {
  const { id, kind, title, detail, full, x, y, width, height, isTarget } = node;
  const needs = relations.needs(id).length;
  const neededBy = relations.neededBy(id).length;
  const spoken = [title, kindNames[kind], detail, `needs ${needs}`, `needed by ${neededBy}`];
  const center = width / 2;
  return svg(
    "g",
    {
      ...{ class: `node ${kind}${isTarget ? " target" : ""}`, "data-id": id, tabindex: -1, role: "button" },
      ...{ transform: `translate(${x} ${y})`, "aria-label": spoken.filter((part) => part !== "").join(", ") },
      "aria-expanded": kind === "group" ? "false" : undefined,
    },
    svg("title", {}, `${full}\n(${kindNames[kind]})`),
    svg("rect", { width, height, rx: kind === "command" || kind === "group" || kind === "step" ? 8 : 3 }),
    svg("text", { class: "title", x: center, y: detail === "" ? height / 2 + 4 : 18 }, title),
    ...(detail === "" ? [] : [svg("text", { class: "detail", x: center, y: 34 }, detail)]),
    ...(kind === "group" ? [svg("path", { class: "more", d: `M${width - 14} 7h8m-4 -4v8` })] : []),
  );
}

function drawEdge({ from, to, role, points }: ProvenanceEdgeLine, relations: Relations): SVGPathElement {
  const implied = points.length === 0;
  const d = implied ? straight(relations.nodes.get(from), relations.nodes.get(to)) : smooth(points);
  return svg("path", {
    ...{ class: `edge ${role}${implied ? " implied" : ""}`, "data-from": from, "data-to": to, d },
    "marker-end": "url(#end)",
  });
}

/** What is not drawn until one of its ends has the focus. */
function straight(from: ProvenanceNodeLine | undefined, to: ProvenanceNodeLine | undefined): string {
  if (from === undefined || to === undefined) return "";
  const start = { x: from.x + from.width, y: from.y + from.height / 2 };
  const end = { x: to.x, y: to.y + to.height / 2 };
  const bend = Math.max(40, Math.abs(end.x - start.x) / 3);
  return `M${start.x} ${start.y}C${start.x + bend} ${start.y} ${end.x - bend} ${end.y} ${end.x} ${end.y}`;
}

function smooth(points: ProvenanceEdgeLine["points"]): string {
  const [first, ...rest] = points;
  let path = `M${first!.x} ${first!.y}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next === undefined) path += `L${point.x} ${point.y}`;
    else path += `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return path;
}
