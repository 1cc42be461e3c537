import path from "node:path";
import type { ArtifactFile, ArtifactLine, ArtifactsAnswer } from "@bootstrappable/server/protocol";
import type { Forest } from "../tree/forest";
import { byTree, colouredIcon, NodeView, opening, type Node } from "./nodes";
import type { PublishedSubject } from "./seeds";

/** An artifact, as menus hand it to commands. */
export interface ArtifactSubject extends PublishedSubject {
  readonly root: string;
  /** Relative to the tree. */
  readonly file: string;
  readonly name: string;
}

const states: Readonly<
  Record<ArtifactLine["state"], readonly [words: string, icon: string, colour?: string]>
> = {
  verified: ["verified", "pass", "testing.iconPassed"],
  received: ["not verified since it was accepted", "circle-large-filled", "testing.iconQueued"],
  differs: ["differs", "error", "testing.iconFailed"],
  never: ["never verified", "circle-large-outline"],
};

/** The view *Artifacts*: what the tree publishes checksums for, by architecture and step, and which run verified it. */
export class ArtifactsView extends NodeView {
  constructor(private readonly forest: Forest) {
    super();
    this.subscriptions.push(forest.onChanged(() => this.refresh()));
  }

  async nodes(): Promise<readonly Node[]> {
    return byTree(await this.forest.roots(), async (root) => {
      const answer = await this.forest.artifacts(root);
      return answer === undefined ? [] : architecturesOf(answer);
    });
  }
}

function architecturesOf({ root, files }: ArtifactsAnswer): readonly Node[] {
  const names = [...new Set(files.map(({ architecture }) => architecture))].sort((a, b) =>
    (a ?? "~").localeCompare(b ?? "~"),
  );
  return names.map((architecture) => {
    const own = files.filter((file) => file.architecture === architecture && file.artifacts.length > 0);
    const artifacts = own.flatMap((file) => file.artifacts);
    return {
      id: `${root} artifacts ${architecture ?? ""}`,
      label: architecture ?? "every architecture",
      description: summary(artifacts),
      icon: colouredIcon("circuit-board"),
      children: own.map((file) => fileNode(root, file)),
      open: artifacts.some(({ state }) => state !== "never"),
    };
  });
}

function fileNode(root: string, { path: file, file: inTree, package: name, artifacts }: ArtifactFile): Node {
  const worst = artifacts.some(({ state }) => state === "differs");
  const label = path.posix.basename(file);
  return {
    id: `${root} artifacts ${inTree}`,
    label: name ?? (label.endsWith(".answers") ? "stage0-posix" : "packages under bash"),
    description: `${summary(artifacts)} · ${label}`,
    tooltip: inTree,
    icon: worst ? colouredIcon("error", "testing.iconFailed") : colouredIcon("checklist"),
    children: artifacts.map((artifact) => artifactNode(root, file, inTree, artifact)),
    open: worst,
    context: "artifacts",
  };
}

function artifactNode(root: string, file: string, inTree: string, artifact: ArtifactLine): Node {
  const { name, sha256, line, state, run, received } = artifact;
  const [words, icon, colour] = states[state];
  const place = name.startsWith("/") ? name : `/${name}`;
  const subject: ArtifactSubject = { root, file: inTree, name, artifact: { root, path: place } };
  return {
    id: `${root} artifact ${inTree} ${line}`,
    label: path.posix.basename(name),
    description: run === undefined ? words : `${words} · ${run}`,
    tooltip: [
      name,
      `SHA-256: ${sha256}`,
      ...(received === undefined ? [] : [`received: ${received}`]),
      ...(run === undefined ? [] : [`run of ${run}`]),
    ].join("\n"),
    icon: colouredIcon(icon, colour),
    command: opening(file, line),
    context: received === undefined ? `artifact.${state}` : `artifact.${state}.acceptable`,
    subject,
  };
}

/** `3 of 4 verified`, and how many differ. */
function summary(artifacts: readonly ArtifactLine[]): string {
  const count = (wanted: ArtifactLine["state"]) => artifacts.filter(({ state }) => state === wanted).length;
  const differing = count("differs");
  const words = `${count("verified")} of ${artifacts.length} verified`;
  return differing === 0 ? words : `${words}, ${differing} ${differing === 1 ? "differs" : "differ"}`;
}
