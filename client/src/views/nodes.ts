import path from "node:path";
import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, type Command } from "vscode";
import { EventEmitter, type Disposable, type TreeDataProvider, type TreeView } from "vscode";

/** A line of a view, with the lines below it. */
export interface Node {
  readonly label: string;
  readonly description?: string | undefined;
  /** In its place where that goes on: asked for whenever the line is drawn. */
  readonly describe?: () => string;
  /** Whether it tells of something that goes on. */
  readonly running?: boolean;
  readonly tooltip?: string | undefined;
  readonly icon?: ThemeIcon | undefined;
  readonly command?: Command | undefined;
  /** What menus ask for: the kind of node and what can be done with it, a dot between. */
  readonly context?: string | undefined;
  /** Stays the same when the line is asked for again, so that what is open stays open. */
  readonly id: string;
  /** Shown as something that does not count now. */
  readonly faded?: boolean;
  readonly children?: readonly Node[] | undefined;
  readonly open?: boolean;
  /** What a menu's command is given. */
  readonly subject?: unknown;
}

/** The made-up address of every line that is faded: colours come by address. */
export const FADED = Uri.from({ scheme: "bootstrappable-faded", path: "/" });

/** A view of nodes: asks for all of them when it is first seen, and again when it is told so. */
export abstract class NodeView implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  protected readonly subscriptions: Disposable[] = [];
  protected view: TreeView<Node> | undefined;

  /** The lines without a line above them. */
  abstract nodes(): Promise<readonly Node[]>;

  /** The view that shows these lines, which has room for a sentence above them. */
  attach(view: TreeView<Node>): void {
    this.view = view;
  }

  /** Asks for all lines again, or draws one again that is there. */
  refresh(node?: Node): void {
    this.#changed.fire(node);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    return [...(node === undefined ? await this.nodes() : (node.children ?? []))];
  }

  getTreeItem(node: Node): TreeItem {
    const { None, Collapsed, Expanded } = TreeItemCollapsibleState;
    const item = new TreeItem(node.label, node.children ? (node.open === true ? Expanded : Collapsed) : None);
    item.id = node.id;
    const description = node.describe?.() ?? node.description;
    if (description !== undefined) item.description = description;
    if (node.tooltip !== undefined) item.tooltip = node.tooltip;
    if (node.icon !== undefined) item.iconPath = node.icon;
    if (node.command !== undefined) item.command = node.command;
    if (node.context !== undefined) item.contextValue = node.context;
    if (node.faded === true) item.resourceUri = FADED;
    const spoken = [node.label, description].filter((part) => part !== undefined && part !== "");
    item.accessibilityInformation = { label: spoken.join(", ") };
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Of one tree its lines, of several a line for each tree with its lines below. */
export async function byTree(
  roots: readonly string[],
  nodesOf: (root: string) => Promise<readonly Node[]>,
): Promise<readonly Node[]> {
  const [only] = roots;
  if (only !== undefined && roots.length === 1) return nodesOf(only);
  return Promise.all(
    roots.map(async (root) => ({
      id: root,
      label: path.basename(root),
      icon: new ThemeIcon("repo"),
      children: await nodesOf(root),
      open: true,
    })),
  );
}

/** Opens a file, at a line (zero-based) if one is given. */
export function opening(file: string, line?: number): Command {
  const selection = line === undefined ? {} : { selection: lineRange(line) };
  return { title: "Open", command: "vscode.open", arguments: [Uri.file(file), selection] };
}

function lineRange(line: number) {
  const place = { line, character: 0 };
  return { start: place, end: place };
}

export function colouredIcon(name: string, colour?: string): ThemeIcon {
  return colour === undefined ? new ThemeIcon(name) : new ThemeIcon(name, new ThemeColor(colour));
}
