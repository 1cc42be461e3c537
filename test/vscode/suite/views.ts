import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { Shown } from "../../../client/src/views/all";
import type { Node } from "../../../client/src/views/nodes";

export type View = Parameters<Shown["nodes"]>[0];

export function extension(): vscode.Extension<Shown> {
  const found = vscode.extensions.getExtension<Shown>("bootstrappable.bootstrappable");
  assert.ok(found);
  return found;
}

/** What stands beside a line at this moment. */
export const beside = (node: Node) => node.describe?.() ?? node.description ?? "";

/** Every line of a view that has a text in it, as `label | description`. */
export async function lines(view: View, text = ""): Promise<string[]> {
  const flat = (nodes: readonly Node[]): string[] =>
    nodes.flatMap((node) => [`${node.label} | ${beside(node)}`, ...flat(node.children ?? [])]);
  return flat(await (await extension().activate()).nodes(view)).filter((line) => line.includes(text));
}

/** The first line of a view of which something is true. */
export async function node(view: View, where: (node: Node) => boolean): Promise<Node> {
  const search = (nodes: readonly Node[]): Node | undefined => {
    for (const one of nodes) {
      const found = where(one) ? one : search(one.children ?? []);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = search(await (await extension().activate()).nodes(view));
  assert.ok(found, (await lines(view)).join("\n"));
  return found;
}
