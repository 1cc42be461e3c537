import path from "node:path";
import type { AnswersLine, SeedLine, SeedsAnswer } from "@bootstrappable/server/protocol";
import type { BuiltArtifact, SeedBuilds } from "../runs/seedBuilds";
import type { Forest } from "../tree/forest";
import { byTree, colouredIcon, NodeView, opening, type Node } from "./nodes";

/** A seed, as menus hand it to commands. */
export interface SeedSubject {
  /** The tree's top folder. */
  readonly root: string;
  readonly source: string;
}

/** A file that the tree says the hash of, as menus hand it to commands. */
export interface PublishedSubject {
  /** `path` is in the root file system of a run. */
  readonly artifact: { readonly root: string; readonly path: string };
}

const states: Readonly<Record<SeedLine["state"], readonly [words: string, icon: string, colour?: string]>> = {
  equal: ["equals its source", "pass", "testing.iconPassed"],
  "source-only": ["source only", "file-code"],
  "binary-only": ["no source", "warning", "list.warningForeground"],
  missing: ["missing", "circle-slash", "disabledForeground"],
  different: ["differs from its source", "error", "testing.iconFailed"],
};

/** The view *Seeds*: the programs that everything begins with, beside their sources, and what the first tools hash to. */
export class SeedsView extends NodeView {
  constructor(
    private readonly forest: Forest,
    private readonly builds: SeedBuilds,
  ) {
    super();
    const refresh = () => this.refresh();
    this.subscriptions.push(forest.onChanged(refresh), builds.onChanged(refresh));
  }

  async nodes(): Promise<readonly Node[]> {
    return byTree(await this.forest.roots(), async (root) => {
      const answer = await this.forest.seeds(root);
      return answer === undefined ? [] : nodesOf(answer, this.builds);
    });
  }
}

function nodesOf({ root, seeds, answers }: SeedsAnswer, builds: SeedBuilds): readonly Node[] {
  // A folder that has neither seed nor source is for something else.
  const had = seeds.filter(({ state }) => state !== "missing");
  const folders = [...new Set(had.map(({ folder }) => folder))].map((folder) => ({
    id: `${root} seeds ${folder}`,
    label: folder,
    icon: colouredIcon("circuit-board"),
    children: had.filter((seed) => seed.folder === folder).map((seed) => seedNode(root, seed)),
    open: true,
  }));
  return [...folders, ...answers.map((file) => answersNode(root, file, builds))];
}

function seedNode(root: string, seed: SeedLine): Node {
  const [words, icon, colour] = states[seed.state];
  const size = seed.size === undefined ? undefined : `${seed.size.toLocaleString("en")} bytes`;
  const hasSource = seed.state !== "binary-only";
  const subject: SeedSubject = { root, source: seed.source };
  return {
    id: seed.binary,
    label: path.posix.basename(seed.binary),
    description: [size, words].filter((part) => part !== undefined).join(" · "),
    tooltip: [
      hasSource ? `Source: ${path.posix.basename(seed.source)}` : "It has no source.",
      ...(seed.sha256 === undefined ? [] : [`SHA-256: ${seed.sha256}`]),
    ].join("\n"),
    icon: colouredIcon(icon, colour),
    ...(hasSource && { command: opening(seed.source) }),
    context: hasSource ? "seed.source" : "seed",
    subject,
  };
}

/** Artifacts with what the last *Build Seeds In Process* made of them, where it made them. */
function answersNode(root: string, { path: file, artifacts }: AnswersLine, builds: SeedBuilds): Node {
  const built = artifacts.map(({ line }) => builds.of(file, line));
  const made = built.filter((one) => one !== undefined);
  const equal = made.filter((one) => one.equal).length;
  return {
    id: file,
    label: path.posix.basename(file),
    description:
      made.length === 0
        ? `${artifacts.length} artifacts`
        : `${artifacts.length} artifacts · ${equal} of ${made.length} built as published`,
    tooltip: `${file.slice(root.length + 1)}: what the first programs have to hash to`,
    icon: colouredIcon("verified"),
    children: artifacts.map(({ name, sha256, line }, index) => ({
      id: `${file} ${line}`,
      label: path.posix.basename(name),
      description: `${sha256.slice(0, 12)}…${builtWords(built[index])}`,
      tooltip: [`${name}\nSHA-256: ${sha256}`, ...builtTooltip(built[index])].join("\n"),
      icon: builtIcon(built[index]),
      command: opening(file, line),
      context: "artifact",
      subject: { artifact: { root, path: `/${name.replace(/^\.?\//, "")}` } } satisfies PublishedSubject,
    })),
  };
}

function builtWords(built: BuiltArtifact | undefined): string {
  if (built === undefined) return "";
  return built.equal ? " · built as published" : " · built differently";
}

function builtTooltip(built: BuiltArtifact | undefined): string[] {
  if (built === undefined) return [];
  return [built.equal ? "Building the seeds in process gave the same." : `Built in process: ${built.sha256}`];
}

function builtIcon(built: BuiltArtifact | undefined) {
  if (built === undefined) return colouredIcon("file-binary");
  return built.equal
    ? colouredIcon("pass", "testing.iconPassed")
    : colouredIcon("error", "testing.iconFailed");
}
