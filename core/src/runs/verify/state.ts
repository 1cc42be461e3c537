import type { Disk, TreeEntry } from "../../platform/disk";
import type { Machine } from "../../platform/machine";
import type { Checkpoint } from "../checkpoints/checkpoint";
import { readCheckpoints } from "../checkpoints/read";
import { keyOf, recordedName } from "../compare/compareRecords";
import type { StepName } from "../events";
import { rootPlaces } from "../layout";
import { isInTarget } from "../record/inTarget";
import { allSteps } from "../record/allSteps";
import type { RecordedStep, RunRecord } from "../record/record";

/** What a state needs of a machine. */
export type StateMachine = Pick<Machine, "files" | "disk">;

/** What of a file there is: its SHA-256, that there is none, or that nobody can tell. */
export type Content = { readonly sha256: string } | "absent" | "unknown";

/** A step and what it has written. */
interface Layer {
  readonly step: RecordedStep;
  /** Absolute path of the folder. */
  readonly folder: string;
  /** Whether other steps have written there, too: those that one shell runs do. */
  shared: boolean;
}

/**
 * What a run has left in its target, to be looked at without a mount: the root file system as it is at the end and,
 * where there are checkpoints, what each step has written. Nothing is changed.
 */
export class RunState {
  private constructor(
    private readonly disk: Disk,
    /** Everything in the root at the end; undefined where the run has left none. */
    private readonly entries: ReadonlyMap<string, TreeEntry> | undefined,
    private readonly root: string,
    /** Of every step that was reached, in order; undefined where some have none. */
    private readonly layers: readonly Layer[] | undefined,
  ) {}

  /** Of a run of which nothing is left but its record, both looks find nothing. Rejects with DiskError. */
  static async of({ files, disk }: StateMachine, run: RunRecord): Promise<RunState> {
    const root = `${run.target}/root`;
    if (!(await isInTarget(disk, run))) return new RunState(disk, undefined, root, undefined);
    // A machine's disks are its own, and a run that was interrupted puts no root together.
    const filled = (await disk.status(`${root}${rootPlaces.steps}/bootstrap.cfg`)) !== undefined;
    const entries = filled ? new Map((await disk.list(root)).map((entry) => [entry.path, entry])) : undefined;
    return new RunState(disk, entries, root, await layersOf({ files, disk }, run));
  }

  /** Whether there is a root to look into. */
  get hasRoot(): boolean {
    return this.entries !== undefined;
  }

  /** What is at an absolute path of the root at the end, links followed within it. */
  async atEnd(path: string): Promise<Content> {
    if (this.entries === undefined) return "unknown";
    const entry = resolve(this.entries, path);
    if (entry?.kind !== "file") return "absent";
    return { sha256: await this.disk.hash(this.root, entry.path) };
  }

  /** What a step itself has written at an absolute path. */
  async writtenBy(path: string, step: StepName): Promise<Content> {
    const layer = this.layers?.find((each) => keyOf(each.step) === keyOf(step));
    // What is below may be hidden or not, and steps that one shell runs have one layer.
    if (layer === undefined || layer.shared) return "unknown";
    return (await this.#in(layer, path)) ?? "unknown";
  }

  /**
   * The last step behind another that has changed or removed a file, and what it has left; `nobody`, or `unknown`.
   * `gone` says that the file is not there in the end: then whoever made its folder anew may have hidden it.
   */
  async changedBehind(
    path: string,
    step: StepName,
    gone: boolean,
  ): Promise<{ readonly step: StepName; readonly content: Content } | "nobody" | "unknown"> {
    const at = this.layers?.findIndex((layer) => keyOf(layer.step) === keyOf(step)) ?? -1;
    if (at < 0) return "unknown";
    const later = this.layers!.slice(at + 1).reverse();
    for (const layer of later) {
      const content = await this.#in(layer, path);
      if (content !== undefined) return { step: recordedName(layer.step), content };
    }
    const folder = path.slice(0, path.lastIndexOf("/"));
    return gone && (await this.#mayHide(later, folder)) ? "unknown" : "nobody";
  }

  /**
   * Whether some layers may hide what is in a folder below them: a step may have made it anew. Only root reads the mark of
   * that (overlayfs: `opaque`); but what is seen in the end and none of them has shows that they do not.
   */
  async #mayHide(layers: readonly Layer[], folder: string): Promise<boolean> {
    const own = new Set<string>();
    let any = false;
    for (const { folder: layer } of layers) {
      if ((await this.disk.status(layer + folder))?.kind !== "directory") continue;
      any = true;
      for (const name of await this.disk.names(layer + folder)) own.add(name);
    }
    if (!any) return false;
    const prefix = `${latin1(folder).slice(1)}/`;
    for (const path of this.entries?.keys() ?? []) {
      const name = path.startsWith(prefix) ? path.slice(prefix.length) : "/";
      if (!name.includes("/") && !own.has(name)) return false;
    }
    return true;
  }

  /** What a layer has at a path: `absent` where it hides what is below; undefined where it has nothing there. */
  async #in({ folder }: Layer, path: string): Promise<Content | undefined> {
    const names = path.split("/").filter((name) => name !== "");
    let at = folder;
    for (const [index, name] of names.entries()) {
      at += `/${name}`;
      const kind = (await this.disk.status(at))?.kind;
      const last = index === names.length - 1;
      if (kind === undefined) return undefined;
      if (kind === "link") return "unknown";
      if (last && kind === "file") return { sha256: await this.disk.hash(folder, latin1(names.join("/"))) };
      if (last || kind !== "directory") return "absent";
    }
    return undefined;
  }
}

/** Of every step that was reached the layer, in order; undefined where some have none. */
async function layersOf(machine: StateMachine, run: RunRecord): Promise<readonly Layer[] | undefined> {
  const folder = `${run.target}/layers`;
  const { checkpoints } = await readCheckpoints(machine, folder);
  if (checkpoints.length === 0) return undefined;
  const layers: Layer[] = [];
  let parent = "0";
  for (const step of allSteps(run)) {
    const checkpoint = checkpointOf(checkpoints, step, parent);
    if (checkpoint !== undefined) {
      layers.push({ step, folder: `${folder}/${checkpoint.id}`, shared: false });
      parent = checkpoint.id;
      continue;
    }
    const before = layers.at(-1);
    if (step.status === "done") {
      if (before === undefined) return undefined;
      before.shared = true;
      layers.push({ ...before, step });
      continue;
    }
    const aside = `${folder}/f`;
    if (step.status === "failed" && (await machine.disk.status(aside))?.kind === "directory")
      layers.push({ step, folder: aside, shared: false });
    break;
  }
  return layers;
}

/** The newest of a step on another. */
function checkpointOf(
  checkpoints: readonly Checkpoint[],
  step: StepName,
  parent: string,
): Checkpoint | undefined {
  const own = checkpoints.filter((each) => each.parent === parent && keyOf(each.step) === keyOf(step));
  return own.sort((a, b) => Number(a.id) - Number(b.id)).at(-1);
}

/** Links that a path may lead through (Linux: MAXSYMLINKS). */
const mostLinks = 40;

/** What is at a path of a root, its links followed as a process in that root would; undefined where nothing is. */
function resolve(entries: ReadonlyMap<string, TreeEntry>, path: string): TreeEntry | undefined {
  const namesOf = (text: string) => text.split("/").filter((name) => name !== "" && name !== ".");
  const at: string[] = [];
  let left = namesOf(latin1(path));
  let found: TreeEntry | undefined;
  for (let links = 0; ;) {
    const [name, ...rest] = left;
    if (name === undefined) return found;
    left = rest;
    if (name === "..") {
      at.pop();
      found = entries.get(at.join("/"));
      continue;
    }
    found = entries.get([...at, name].join("/"));
    if (found === undefined) return undefined;
    if (found.kind === "link") {
      if (++links > mostLinks) return undefined;
      const target = found.target ?? "";
      if (target.startsWith("/")) at.length = 0;
      left = [...namesOf(target), ...left];
      continue;
    }
    if (found.kind !== "directory" && left.length > 0) return undefined;
    at.push(name);
  }
}

/** A text's bytes, each as one character. */
function latin1(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}
