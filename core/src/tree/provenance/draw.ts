import type { TreePlace } from "../evaluateTexts";
import type { EdgeRole, NodeKind, ProvenanceEdge, ProvenanceGraph, ProvenanceNode } from "./graph";
import { labelOf, type Label } from "./labels";
import { implied } from "./reduce";

/** A node of a picture: one of the graph's, a group of them, or several sources of one consumer. */
export interface DrawnNode extends Label {
  readonly id: string;
  readonly kind: NodeKind | "group" | "sources";
  readonly place: TreePlace | undefined;
  /** Index of the group that it stands for or belongs to. */
  readonly group: number | undefined;
  readonly isTarget: boolean;
  /** Of what stands for several, what they are called. */
  readonly members?: readonly string[];
}

export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  readonly role: EdgeRole;
  /** Whether a longer way says the same, so that no line is needed. */
  readonly isImplied: boolean;
}

/** A graph as far as it is drawn. */
export interface Drawn {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly DrawnEdge[];
  /** Which groups are open; {@link chain} among them where closed steps stand by themselves. */
  readonly expanded: readonly number[];
}

/** Stands for a group in which the closed steps of the bash era, of which each may use the one before, are one. */
export const chain = -1;

/** So many nodes can still be read. */
const readable = 100;
/** Of more edges than this none is looked at twice. */
const mostReduced = 1500;
/** More sources than this of one consumer are drawn as one. */
const mostSources = 3;

/** So many steps, one behind the other, need not be one. */
const fewSteps = 8;

/** The stronger role of two nodes is drawn. */
const strength: readonly EdgeRole[] = ["program", "input", "made", "runs", "may-use"];

/**
 * What of a graph is drawn when some of its groups are open and the others are one node each. Seeds and what was asked
 * for are always there; sources where what reads them is.
 *
 * @param whole draws every source by itself, and every edge
 */
export function drawn(graph: ProvenanceGraph, expanded: Iterable<number>, whole = false): Drawn {
  const open = new Set(expanded);
  return new Drawing(graph, open, whole).result();
}

/** The groups to open at first: all where that can be read, else as many as can be from the target on. */
export function firstExpanded(graph: ProvenanceGraph): number[] {
  const all = [chain, ...graph.groups.keys()];
  const isReadable = (open: readonly number[]) => new Drawing(graph, new Set(open), false).size() <= readable;
  if (isReadable(all)) return all;
  const open: number[] = [];
  const steps = graph.nodes.filter(({ kind }) => kind === "step").length;
  if (steps <= fewSteps) open.push(chain);
  // The target's group, then the others from the seeds on.
  const first = graph.targets.flatMap((id) => graph.nodes[id]?.group ?? []);
  const order = [...new Set([...first, ...graph.nodes.flatMap(({ group }) => group ?? [])])];
  for (const group of order) {
    if (!isReadable([...open, group])) {
      if (!first.includes(group)) break;
      continue;
    }
    open.push(group);
  }
  return open;
}

class Drawing {
  readonly #targets: ReadonlySet<number>;
  readonly #out: readonly (readonly ProvenanceEdge[])[];
  /** By node, where it is drawn; several of what is passed through; nowhere for sources of closed groups. */
  readonly #where: (readonly string[])[] = [];
  /** By consumer that is drawn by itself, the sources that it reads. */
  readonly #sources = new Map<string, ProvenanceEdge[]>();

  constructor(
    readonly graph: ProvenanceGraph,
    readonly open: ReadonlySet<number>,
    readonly whole: boolean,
  ) {
    this.#targets = new Set(graph.targets);
    const out: ProvenanceEdge[][] = graph.nodes.map(() => []);
    for (const edge of graph.edges) out[edge.from]!.push(edge);
    this.#out = out;
  }

  /** How many nodes there will be. */
  size(): number {
    this.#placeAll();
    return new Set(this.#where.flat()).size + this.#leaves().length;
  }

  #placeAll(): void {
    const { nodes } = this.graph;
    // What needs a node comes behind it, so from the end on it is known where that is drawn.
    for (let id = nodes.length - 1; id >= 0; id--) this.#where[id] = this.#place(nodes[id]!);
  }

  result(): Drawn {
    this.#placeAll();
    const leaves = this.#leaves();
    const edges = this.#edges(leaves.map(({ edge }) => edge));
    return { nodes: [...leaves.map(({ node }) => node), ...this.#nodes()], edges, expanded: [...this.open] };
  }

  #place(node: ProvenanceNode): readonly string[] {
    const own = [`n${node.id}`];
    if (node.kind === "seed" || this.#targets.has(node.id)) return own;
    const consumers = new Set(this.#out[node.id]!.flatMap(({ to }) => this.#where[to]!));
    const isSeen = [...consumers].some((one) => one.startsWith("n"));
    switch (node.kind) {
      case "source":
      case "distfile":
      case "missing":
        return this.whole && isSeen ? own : [];
      case "files":
        return isSeen ? own : [...consumers];
      case "step":
        if (node.isWhole !== true) return own;
        if (node.group !== undefined && this.open.has(node.group)) return own;
        return this.open.has(chain) ? [`g${node.group ?? ""}`] : [`g${chain}`];
      case "artifact":
      case "command":
        return node.group === undefined || this.open.has(node.group) ? own : [`g${node.group}`];
    }
  }

  /**
   * Sources beside what reads them: for each reader anew, since lines from a file that many read would cross the whole
   * picture. Many of one reader are one node.
   */
  #leaves(): { readonly node: DrawnNode; readonly edge: DrawnEdge }[] {
    const { nodes, edges } = this.graph;
    const read = new Map<string, ProvenanceEdge[]>();
    for (const edge of edges) {
      if (!isSource(nodes[edge.from]!) || this.#where[edge.from]!.length > 0) continue;
      const [consumer] = this.#where[edge.to]!;
      if (consumer?.startsWith("n") !== true) continue;
      const list = read.get(consumer);
      if (list === undefined) read.set(consumer, [edge]);
      else list.push(edge);
    }
    return [...read].flatMap(([consumer, own]) => {
      const common = { group: nodes[own[0]!.to]!.group, isTarget: false };
      if (own.length > mostSources) {
        const id = `s_${consumer}`;
        const names = own.map(({ from }) => nodes[from]!.label);
        const node: DrawnNode = {
          ...{ id, kind: "sources", title: `${own.length} sources`, detail: commonFolder(names), ...common },
          ...{ full: names.join("\n"), members: names, place: nodes[own[0]!.from]!.place },
        };
        return [{ node, edge: { from: id, to: consumer, role: "input", isImplied: false } }];
      }
      return own.map(({ from, role }) => {
        const source = nodes[from]!;
        const id = `n${from}_${consumer}`;
        const node: DrawnNode = { id, kind: source.kind, ...labelOf(source), place: source.place, ...common };
        return { node, edge: { from: id, to: consumer, role, isImplied: false } };
      });
    });
  }

  #nodes(): DrawnNode[] {
    const { graph } = this;
    const members = new Map<number, string[]>();
    for (const { kind, group, label } of graph.nodes) {
      if (group === undefined || kind === "step" || kind === "files") continue;
      const list = members.get(group);
      if (list === undefined) members.set(group, [label]);
      else list.push(label);
    }
    const found = new Map<string, DrawnNode>();
    for (const node of graph.nodes) {
      for (const id of this.#where[node.id]!) {
        if (found.has(id)) continue;
        if (id.startsWith("n") && id !== `n${node.id}`) continue;
        found.set(id, this.#drawnNode(id, node, members));
      }
    }
    return [...found.values()];
  }

  #drawnNode(id: string, node: ProvenanceNode, inGroups: ReadonlyMap<number, readonly string[]>): DrawnNode {
    const { graph } = this;
    const isTarget = this.#targets.has(node.id);
    if (id.startsWith("g")) {
      const group = Number(id.slice(1));
      if (group === chain) return this.#chainNode(id);
      const { title, place } = graph.groups[group]!;
      const members = inGroups.get(group) ?? [];
      const count = members.length;
      const detail = count === 0 ? "a step as a whole" : count === 1 ? "1 command" : `${count} commands`;
      return { id, kind: "group", title, detail, full: title, members, place, group, isTarget: false };
    }
    return { id, kind: node.kind, ...labelOf(node), place: node.place, group: node.group, isTarget };
  }

  #chainNode(id: string): DrawnNode {
    const steps = this.graph.nodes.filter(
      (node) => this.#where[node.id]!.includes(id) && node.kind === "step",
    );
    const names = steps.map(({ label }) => label);
    return {
      ...{ id, kind: "group", title: names.length === 1 ? "1 step" : `${names.length} steps`, group: chain },
      ...{
        detail: `${names[0]!} … ${names.at(-1)!}`,
        full: names.join("\n"),
        members: names,
        isTarget: false,
      },
      place: steps.at(-1)?.place,
    };
  }

  #edges(leaves: readonly DrawnEdge[]): DrawnEdge[] {
    const found = new Map<string, Omit<DrawnEdge, "isImplied">>();
    const called = new Set<string>();
    for (const { from, to, role: own } of this.graph.edges) {
      // What is not drawn itself is gone through: then who lies there may be used. What leads to it leads to all that
      // needs it; from there on there is nothing more to draw.
      if (this.#isPassed(from)) continue;
      const role = this.#isPassed(to) ? "may-use" : own;
      for (const start of this.#where[from]!) {
        for (const end of this.#where[to]!) {
          if (start === end) continue;
          // The shell runs every command of a script; to the first of them is enough.
          if (role === "runs" && end.startsWith("n")) {
            const call = `${start} ${this.graph.nodes[to]!.group ?? ""}`;
            if (called.has(call)) continue;
            called.add(call);
          }
          const key = `${start} ${end}`;
          const known = found.get(key);
          if (known !== undefined && strength.indexOf(known.role) <= strength.indexOf(role)) continue;
          found.set(key, { from: start, to: end, role });
        }
      }
    }
    const edges = [...found.values()];
    const left = this.whole || edges.length > mostReduced ? new Set() : implied(edges);
    return [...leaves, ...edges.map((edge) => ({ ...edge, isImplied: left.has(edge) }))];
  }

  #isPassed(id: number): boolean {
    return this.graph.nodes[id]!.kind === "files" && this.#where[id]![0] !== `n${id}`;
  }
}

function isSource({ kind }: ProvenanceNode): boolean {
  return kind === "source" || kind === "distfile" || kind === "missing";
}

/** The folder that paths have in common. */
function commonFolder(paths: readonly string[]): string {
  const [first = ""] = paths;
  let length = first.lastIndexOf("/") + 1;
  for (const path of paths) {
    while (length > 1 && !path.startsWith(first.slice(0, length)))
      length = first.lastIndexOf("/", length - 2) + 1;
  }
  return first.slice(0, length) || "/";
}
