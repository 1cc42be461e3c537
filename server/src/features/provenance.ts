import { treeConfiguration } from "@bootstrappable/core/tree/discover";
import { dotOf } from "@bootstrappable/core/tree/provenance/dot";
import {
  chain,
  drawn,
  firstExpanded,
  type Drawn,
  type DrawnNode,
} from "@bootstrappable/core/tree/provenance/draw";
import { placed, type PlacedNode } from "@bootstrappable/core/tree/provenance/layout";
import { provenanceOf, type Provenance } from "@bootstrappable/core/tree/provenance/provenance";
import { svgOf } from "@bootstrappable/core/tree/provenance/svg";
import type {
  ProvenanceAnswer,
  ProvenanceFileParams,
  ProvenanceNodeLine,
  ProvenanceParams,
} from "../protocol";
import type { Session } from "../session";
import { treeOf } from "./tree";

/** Of a larger picture nobody sees anything, and laying it out takes long. */
const mostNodes = 400;

/** bootstrappable/provenance */
export async function provenance(
  session: Session,
  params: ProvenanceParams,
): Promise<ProvenanceAnswer | null> {
  const found = await find(session, params);
  if (found === undefined) return null;
  const { nodes, edges, expanded, width, height } = placed(pictureOf(found, params.expanded));
  const { title, architecture, groups, totals } = found;
  return {
    ...{ root: params.root, of: params.of, title, architecture, width, height, expanded },
    nodes: await Promise.all(nodes.map((node) => nodeLine(session, node))),
    edges: edges.map(({ from, to, role, points }) => ({ from, to, role, points })),
    groups: [
      ...(found.nodes.some(({ kind }) => kind === "step")
        ? [{ index: chain, title: "steps of the bash era" }]
        : []),
      ...groups.map((group, index) => ({ index, title: group.title })),
    ],
    totals: {
      ...totals,
      binaries: totals.binaries.map(({ path, size }) => ({ path, ...(size !== undefined && { size }) })),
    },
  };
}

/** bootstrappable/provenanceFile */
export async function provenanceFile(
  session: Session,
  params: ProvenanceFileParams,
): Promise<{ readonly text: string } | null> {
  const found = await find(session, params);
  if (found === undefined) return null;
  const title = `${found.title} (${found.architecture})`;
  const picture = pictureOf(found, params.expanded);
  return {
    text: params.format === "svg" ? svgOf(placed(picture), title) : dotOf(picture, found.groups, title),
  };
}

async function find(session: Session, { root, of }: ProvenanceParams): Promise<Provenance | undefined> {
  const tree = await treeOf(session, root);
  if (tree === undefined) return undefined;
  const { configuration } = await treeConfiguration(session.workspace, tree);
  return provenanceOf(tree, session.workspace, configuration, of);
}

/** With the groups open that are asked for, as many as there is room for: the last ones asked for are the first to go. */
function pictureOf(found: Provenance, expanded: readonly number[] | undefined): Drawn {
  if (expanded === undefined) return drawn(found, firstExpanded(found));
  for (let open = expanded; ; open = open.slice(0, -1)) {
    const picture = drawn(found, open);
    if (picture.nodes.length <= mostNodes || open.length === 0) return picture;
  }
}

async function nodeLine(session: Session, node: PlacedNode): Promise<ProvenanceNodeLine> {
  const { id, kind, title, detail, full, members, isTarget, group, x, y, width, height } = node;
  return {
    ...{ id, kind, title, detail, full, isTarget, x, y, width, height },
    ...(members !== undefined && { members }),
    ...(group !== undefined && { group }),
    ...(await lineOf(session, node)),
  };
}

/** Where a node stands: of what has no line of its own, its first one. */
async function lineOf(
  { workspace }: Session,
  { place }: DrawnNode,
): Promise<{ file?: string; line?: number }> {
  if (place === undefined || (await workspace.isDirectory(place.file))) return {};
  const line = place.range.start === 0 ? 0 : (await workspace.text(place.file))?.lineAt(place.range.start);
  return { file: place.file, line: line ?? 0 };
}
