import type { TreePlace } from "../evaluateTexts";

/**
 * What a node stands for: `seed` a binary that everything begins with; `source` a file (or a folder of files) of the
 * tree; `distfile` an archive that the tree names and others wrote; `artifact` a file as one command made it;
 * `command` one whose outputs cannot be told from its words, or that starts a script; `files` what lies in a place at
 * a moment; `step` a step as a whole; `missing` a file that nothing of the tree is known to make.
 */
export type NodeKind = "seed" | "source" | "distfile" | "artifact" | "command" | "files" | "step" | "missing";

export interface ProvenanceNode {
  /** Its index in {@link ProvenanceGraph.nodes}. */
  readonly id: number;
  readonly kind: NodeKind;
  /** A path of the root file system; of a command its program, of a step its name. */
  readonly label: string;
  /** The words of the command, variables replaced. */
  readonly command?: string | undefined;
  /** Where it stands in the tree: the command, the source, the line of `sources` or of the manifest. */
  readonly place?: TreePlace | undefined;
  /** Index in {@link ProvenanceGraph.groups}; undefined for what no script does. */
  readonly group?: number | undefined;
  /**
   * When it came to be, in commands. Files that are there from the start have -1. Every edge goes from something
   * earlier to something later, so that nothing comes from itself.
   */
  readonly when: number;
  /** Of a step, whether its commands are not known. */
  readonly isWhole?: boolean | undefined;
  /** Bytes, of seeds and of distfiles that are there. */
  readonly size?: number | undefined;
}

/**
 * How the one needs the other: `program` executes it, `input` reads it, `made` is what an unfathomable command leaves
 * behind, `runs` is the shell that the command is read by, `may-use` could read it, for all that is known.
 */
export type EdgeRole = "program" | "input" | "made" | "runs" | "may-use";

/** From what is needed to what needs it. */
export interface ProvenanceEdge {
  readonly from: number;
  readonly to: number;
  readonly role: EdgeRole;
}

/** Commands that belong together: those of a script of the seed phase, or of a step. */
export interface ProvenanceGroup {
  readonly title: string;
  /** The script, or the step's line in the manifest. */
  readonly place: TreePlace | undefined;
}

/** Where something comes from: the smallest part of the bootstrap that holds all that it needs. */
export interface ProvenanceGraph {
  /** What was asked for. */
  readonly targets: readonly number[];
  /** Each only once all that it needs is there. */
  readonly nodes: readonly ProvenanceNode[];
  readonly edges: readonly ProvenanceEdge[];
  readonly groups: readonly ProvenanceGroup[];
}

/** A graph that grows from its targets towards the seeds. Edges are the same only once. */
export class GraphBuilder {
  readonly nodes: ProvenanceNode[] = [];
  readonly edges: ProvenanceEdge[] = [];
  readonly groups: ProvenanceGroup[] = [];
  readonly #known = new Map<string, number>();
  readonly #joined = new Set<string>();
  readonly #grouped = new Map<string, number>();

  /** The node of a key; `isNew` when this call made it. */
  node(
    key: string,
    make: () => Omit<ProvenanceNode, "id">,
  ): { readonly id: number; readonly isNew: boolean } {
    const known = this.#known.get(key);
    if (known !== undefined) return { id: known, isNew: false };
    const id = this.nodes.length;
    this.nodes.push({ id, ...make() });
    this.#known.set(key, id);
    return { id, isNew: true };
  }

  edge(from: number, to: number, role: EdgeRole): void {
    const key = `${from} ${to}`;
    // A program may be an input, too, and files may be read twice: the first, and strongest, role counts.
    if (from === to || this.#joined.has(key)) return;
    this.#joined.add(key);
    this.edges.push({ from, to, role });
  }

  group(key: string, make: () => ProvenanceGroup): number {
    let index = this.#grouped.get(key);
    if (index === undefined) {
      index = this.groups.length;
      this.groups.push(make());
      this.#grouped.set(key, index);
    }
    return index;
  }

  /** Sorted from the seeds to the targets. */
  finish(targets: readonly number[]): ProvenanceGraph {
    const order = this.nodes
      .map(({ id }) => id)
      .sort((a, b) => this.nodes[a]!.when - this.nodes[b]!.when || b - a);
    const place = new Map(order.map((id, index) => [id, index]));
    const at = (id: number) => place.get(id)!;
    return {
      targets: targets.map(at),
      nodes: order.map((id, index) => ({ ...this.nodes[id]!, id: index })),
      edges: this.edges
        .map(({ from, to, role }) => ({ from: at(from), to: at(to), role }))
        .sort((a, b) => a.to - b.to || a.from - b.from),
      groups: this.groups,
    };
  }
}
