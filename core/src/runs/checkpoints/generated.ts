import type { Machine } from "../../platform/machine";
import { generateScripts, type GeneratedFile } from "../../tree/generate/generateScripts";
import { sha256Of } from "../../tree/seedBuild/program";
import type { RunRequest } from "../request";
import { writeInRoot } from "../writeInRoot";

/** Of which scripts the seed phase has left the files. */
export interface ScriptsMade {
  /** Says what our own generator wrote for the manifest of then. */
  readonly hash: string;
  /** Whether the tree's generator had written just that. */
  readonly same: boolean;
}

/** Where the generator may write, below the root. */
const isScript = (path: string) => /^(steps\/\d+\.sh|(kaem\.run|init)\.\d+|preseed-jump\.kaem)$/.test(path);

/**
 * The scripts that a tree's own generator makes of the manifest at the end of the seed phase. The seed phase takes
 * long and does not depend on the manifest otherwise: so when only that changed, its layer gets the scripts of the new
 * one from our own generator, if that is known to write the same as the tree's.
 */
export class GeneratedScripts {
  private constructor(
    private readonly machine: Machine,
    private readonly files: readonly GeneratedFile[],
    readonly hash: string,
  ) {}

  static async of(
    machine: Machine,
    { tree, workspace, configuration }: Pick<RunRequest, "tree" | "workspace" | "configuration">,
  ): Promise<GeneratedScripts> {
    const { files } = await generateScripts(tree, workspace, configuration);
    const hashes = await Promise.all(files.map(async ({ path, bytes }) => [path, await sha256Of(bytes)]));
    const hash = await sha256Of(new TextEncoder().encode(JSON.stringify(hashes)));
    return new GeneratedScripts(machine, files, hash);
  }

  /** What a layer that the seed phase has just written has of them. */
  async madeIn(layer: string): Promise<ScriptsMade> {
    let same = this.files.length > 0;
    const wanted = new Set(this.files.map(({ path }) => path));
    for (const path of await this.#scriptsIn(layer)) same &&= wanted.has(path);
    for (const { path, bytes } of this.files) {
      const found = await this.machine.disk.read(`${layer}/${path}`, bytes.length + 1);
      same &&= found?.length === bytes.length && found.every((byte, index) => byte === bytes[index]);
    }
    return { hash: this.hash, same };
  }

  /** Brings the scripts in a layer up to date; only for one in which they were the same as ours. */
  async write(layer: string): Promise<ScriptsMade> {
    const { disk } = this.machine;
    const wanted = new Set(this.files.map(({ path }) => path));
    for (const path of await this.#scriptsIn(layer))
      if (!wanted.has(path)) await disk.removeFile(`${layer}/${path}`);
    const like = await disk.status(`${layer}/steps/0.sh`);
    for (const { path, bytes } of this.files) {
      const before = await disk.status(`${layer}/${path}`);
      await writeInRoot(disk, layer, path, bytes, (before ?? like)?.mode ?? 0o644);
    }
    return { hash: this.hash, same: true };
  }

  async #scriptsIn(layer: string): Promise<readonly string[]> {
    const { disk } = this.machine;
    const top = await disk.names(layer);
    const below =
      (await disk.status(`${layer}/steps`))?.kind === "directory" ? await disk.names(`${layer}/steps`) : [];
    return [...top, ...below.map((name) => `steps/${name}`)].filter(isScript);
  }
}
