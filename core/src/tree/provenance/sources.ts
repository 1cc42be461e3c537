import { rootPlaces, sourcesOf } from "../../runs/layout";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { EvaluatedTree } from "../evaluatedTree";
import { allSources } from "../packages";
import type { Tree } from "../tree";
import { inspectSeed, seedsOf, type Seed } from "../verify/seeds";
import type { Workspace } from "../workspace";
import type { ProvenanceNode } from "./graph";

type Given = Omit<ProvenanceNode, "id">;
const start = { start: 0, end: 0 };

/** What is there from the start, as nodes: seeds, files of the tree, distfiles. Asks for each path once. */
export class TreeSources {
  /** In the root file system: the shell that reads the first script. */
  readonly shell: string;
  readonly #files = new Map<string, Promise<Given | undefined>>();
  #seeds: Promise<ReadonlyMap<string, Seed>> | undefined;
  #distfiles: Promise<ReadonlyMap<string, { readonly file: string; readonly range: Range }>> | undefined;

  constructor(
    readonly tree: Tree,
    readonly workspace: Workspace,
    readonly evaluated: EvaluatedTree,
    /** stage0-posix's folder of the architecture. */
    folder: string,
  ) {
    this.shell = `/bootstrap-seeds/POSIX/${folder}/kaem-optional-seed`;
  }

  /** A path in the root file system. */
  file(path: string): Promise<Given | undefined> {
    let found = this.#files.get(path);
    if (found === undefined) this.#files.set(path, (found = this.#file(path)));
    return found;
  }

  async #file(path: string): Promise<Given | undefined> {
    this.#seeds ??= seedsOf(this.tree, this.workspace).then(
      (seeds) => new Map(seeds.map((seed) => [seed.binary.slice(this.tree.stage0.length), seed])),
    );
    const seed = (await this.#seeds).get(path);
    if (seed !== undefined) return this.#seed(path, seed);
    if (path.startsWith(`${rootPlaces.distfiles}/`)) return this.distfile(path);
    const file = await this.evaluated.fileOf(path);
    if (file !== undefined) return { kind: "source", label: path, place: { file, range: start }, when: -1 };
    // Whoever starts the bootstrap writes it.
    return path === "/steps/bootstrap.cfg" ? { kind: "source", label: path, when: -1 } : undefined;
  }

  async #seed(path: string, seed: Seed): Promise<Given | undefined> {
    const state = await inspectSeed(seed, this.workspace);
    if (state.kind === "missing") return undefined;
    const size = "size" in state ? state.size : (await this.workspace.files.stamp(seed.binary))?.size;
    const place = state.kind === "binary-only" ? undefined : { file: seed.source, range: start };
    return { kind: "seed", label: path, place, size, when: -1 };
  }

  /** An archive of distfiles/, be it there or not. */
  async distfile(path: string): Promise<Given | undefined> {
    this.#distfiles ??= allSources(this.workspace, this.tree).then(
      (files) =>
        new Map(
          files.flatMap(({ path: file, contents }) =>
            contents.lines.map(({ name, range }) => [name, { file, range }] as const),
          ),
        ),
    );
    const name = path.slice(rootPlaces.distfiles.length + 1);
    const place = (await this.#distfiles).get(name);
    const stamp = name.includes("/")
      ? undefined
      : await this.workspace.files.stamp(`${this.tree.distfiles}/${name}`);
    if (place === undefined && stamp === undefined) return undefined;
    return { kind: "distfile", label: path, place, size: stamp?.size, when: -1 };
  }

  /** The text of a file of the tree. */
  async text(path: string): Promise<SourceText | undefined> {
    const file = await this.evaluated.fileOf(path);
    return file === undefined ? undefined : this.workspace.text(file);
  }

  /** A folder of the tree as one source; undefined where the tree has none at a path of the root file system. */
  async folder(path: string): Promise<Given | undefined> {
    for (const folder of sourcesOf(this.tree, path)) {
      if (folder === this.tree.stage0 || folder === this.tree.seed) continue;
      if (await this.workspace.isDirectory(folder))
        return { kind: "source", label: `${path}/`, place: { file: folder, range: start }, when: -1 };
    }
    return undefined;
  }
}
