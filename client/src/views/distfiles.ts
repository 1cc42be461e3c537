import type { DistfileLine, DistfilesAnswer } from "@bootstrappable/server/protocol";
import { tasks, type TaskEndEvent, type TaskStartEvent } from "vscode";
import { byteCount } from "@bootstrappable/core/text/amounts";
import type { Forest } from "../tree/forest";
import { byTree, colouredIcon, NodeView, opening, type Node } from "./nodes";

/** A distfile that a menu's command is for. */
export interface DistfileSubject {
  readonly root: string;
  readonly distfile: string;
  readonly path: string;
}

/** What is there sooner needs no word, in milliseconds. */
const SOON = 150;

/** The states in the order in which they matter. */
const groups: readonly (readonly [
  state: DistfileLine["state"],
  title: string,
  icon: string,
  colour: string,
])[] = [
  ["bad", "Not what sources want", "error", "testing.iconFailed"],
  ["missing", "Missing", "circle-large-outline", "list.warningForeground"],
  ["have", "Verified", "pass", "testing.iconPassed"],
];

/** The view *Distfiles*: what the plan needs from distfiles/, and whether it is there. */
export class DistfilesView extends NodeView {
  constructor(private readonly forest: Forest) {
    super();
    const turn = ({ execution }: TaskStartEvent | TaskEndEvent, by: number) => {
      const { type, task } = execution.task.definition;
      if (type !== "bootstrappable" || task !== "fetch") return;
      this.#fetches += by;
      this.#say();
    };
    this.subscriptions.push(
      forest.onChanged(() => this.refresh()),
      tasks.onDidStartTask((event) => turn(event, 1)),
      tasks.onDidEndTask((event) => turn(event, -1)),
    );
  }

  async nodes(): Promise<readonly Node[]> {
    // The first time the server reads all of them.
    const slow = setTimeout(() => {
      this.#slow = true;
      this.#say();
    }, SOON);
    this.#asked++;
    try {
      return await byTree(await this.forest.roots(), async (root) => {
        const answer = await this.forest.distfiles(root);
        return answer === undefined ? [] : nodesOf(answer);
      });
    } finally {
      clearTimeout(slow);
      if (--this.#asked === 0) this.#slow = false;
      this.#say();
    }
  }

  #asked = 0;
  /** Whether an answer is waited for. */
  #slow = false;
  /** How many tasks are fetching distfiles. */
  #fetches = 0;

  #say(): void {
    if (this.view === undefined) return;
    const fetching = this.#fetches > 0 ? "Fetching… The terminal tells how far it is." : "";
    this.view.message = this.#slow ? "Reading the files in distfiles/ and their hashes…" : fetching;
  }
}

function nodesOf({ root, distfiles }: DistfilesAnswer): readonly Node[] {
  return groups.flatMap(([state, title, icon, colour]) => {
    const files = distfiles.filter((file) => file.state === state);
    if (files.length === 0) return [];
    return {
      id: `${root} distfiles ${state}`,
      label: title,
      description: `${files.length} of ${distfiles.length}`,
      icon: colouredIcon(icon, colour),
      children: files.map((file) => fileNode(root, file, colouredIcon(icon, colour))),
      open: state !== "have" || files.length === distfiles.length,
    };
  });
}

function fileNode(root: string, file: DistfileLine, icon: Node["icon"]): Node {
  const { name, path, state, size, sha256, received, url, beforeNetwork, needed } = file;
  const [first] = needed;
  const packages = needed.map((line) => line.package);
  return {
    id: `${root} distfile ${sha256} ${name}`,
    label: name,
    description: [size === undefined ? undefined : byteCount(size), packages.join(", ")]
      .filter((part) => part !== undefined)
      .join(" · "),
    tooltip: [
      `Needed by ${packages.join(", ")}${beforeNetwork ? ", before there is a network" : ""}`,
      ...(received === undefined
        ? [`SHA-256: ${sha256}`]
        : [`SHA-256 wanted: ${sha256}`, `SHA-256 found: ${received}`]),
      url ?? "No URL has it: it takes a mirror.",
    ].join("\n"),
    icon,
    ...(first !== undefined && { command: opening(first.sources, first.line) }),
    context: `distfile.${state}`,
    subject: { root, distfile: name, path } satisfies DistfileSubject,
  };
}
