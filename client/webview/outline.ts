import { html } from "./dom";
import type { Relations } from "./picture";

/**
 * The picture as a tree, from what was asked for down to the seeds, for those who would rather read than look: a line
 * opens to what it needs. Arrow keys as in any tree.
 */
export function outlineOf(relations: Relations, go: (id: string) => void): HTMLElement {
  const tree = html("ul", { role: "tree", "aria-label": "Where it comes from" });
  for (const { id, isTarget } of relations.answer.nodes)
    if (isTarget) tree.append(item(id, relations, new Set()));
  tree.querySelector<HTMLElement>("[role=treeitem]")?.setAttribute("tabindex", "0");
  for (const first of tree.children) open(first as HTMLElement, relations);
  tree.addEventListener("click", (event) => {
    const line = (event.target as Element).closest<HTMLElement>("[role=treeitem]");
    if (line === null) return;
    focus(tree, line);
    if (line.getAttribute("aria-expanded") === "false") open(line, relations);
    else if ((event.target as Element).classList.contains("twist")) close(line);
    go(line.dataset["id"]!);
  });
  tree.addEventListener("keydown", (event) => {
    const line = (event.target as Element).closest<HTMLElement>("[role=treeitem]");
    if (line === null) return;
    const lines = [...tree.querySelectorAll<HTMLElement>("[role=treeitem]")];
    const at = lines.indexOf(line);
    const expanded = line.getAttribute("aria-expanded");
    let next: HTMLElement | null | undefined;
    if (event.key === "ArrowDown") next = lines[at + 1];
    else if (event.key === "ArrowUp") next = lines[at - 1];
    else if (event.key === "ArrowRight" && expanded === "false") open(line, relations);
    else if (event.key === "ArrowRight") next = line.querySelector<HTMLElement>("[role=treeitem]");
    else if (event.key === "ArrowLeft" && expanded === "true") close(line);
    else if (event.key === "ArrowLeft") next = line.parentElement?.closest<HTMLElement>("[role=treeitem]");
    else if (event.key === "Enter") go(line.dataset["id"]!);
    else return;
    event.preventDefault();
    event.stopPropagation();
    if (next) focus(tree, next);
  });
  return tree;
}

function item(id: string, relations: Relations, above: ReadonlySet<string>): HTMLElement {
  const node = relations.nodes.get(id)!;
  const has = relations.needs(id).length > 0 && !above.has(id);
  const made = html(
    "li",
    { role: "treeitem", tabindex: -1, "data-id": id, "aria-expanded": has ? "false" : undefined },
    html("span", { class: has ? "twist" : "leaf", "aria-hidden": "true" }),
    html("span", { class: `name ${node.kind}` }, node.title),
    html("span", { class: "about" }, node.detail === "" ? "" : ` ${node.detail}`),
  );
  lineage.set(made, new Set([...above, id]));
  return made;
}

/** The nodes that a line stands below, itself among them: what comes again there is not opened once more. */
const lineage = new WeakMap<HTMLElement, ReadonlySet<string>>();

function open(line: HTMLElement, relations: Relations): void {
  if (line.getAttribute("aria-expanded") !== "false") return;
  line.setAttribute("aria-expanded", "true");
  const above = lineage.get(line) ?? new Set<string>();
  const children = relations.needs(line.dataset["id"]!).map(({ from }) => item(from, relations, above));
  line.append(html("ul", { role: "group" }, ...children));
}

function close(line: HTMLElement): void {
  line.setAttribute("aria-expanded", "false");
  line.querySelector("ul")?.remove();
}

function focus(tree: HTMLElement, line: HTMLElement): void {
  for (const other of tree.querySelectorAll("[tabindex='0']")) other.setAttribute("tabindex", "-1");
  line.setAttribute("tabindex", "0");
  line.focus();
}
