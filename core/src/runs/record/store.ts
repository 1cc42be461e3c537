import { isAlive } from "../../platform/fileLock";
import type { Machine } from "../../platform/machine";
import { ownFoldersThere, shortHash, writableFolder } from "../target/path";
import type { Records, RunRecord } from "./record";
import { readRecord } from "./readRecord";

/** How many records of a tree are kept. */
export const kept = 20;

/** Bytes beyond which nobody reads a record: live-bootstrap's have some hundred kilobytes. */
const largest = 64 << 20;

const recordName = /^(\d{8}T\d{9}Z-[0-9a-z-]{1,40})(\.begun)?\.json(\.new)?$/;

/** What the store needs of a machine. */
type StoreMachine = Pick<Machine, "facts" | "disk" | "files"> & {
  readonly processes: Pick<Machine["processes"], "ownId" | "exists">;
};

/** The id of a run that begins now. Ids sort by time; the process tells those of one moment apart. */
export function newRecordId(date: string, process: number): string {
  return `${date.replace(/[-:.]/g, "")}-${process.toString(36)}`;
}

/**
 * The records of runs, by tree: `bootstrappable/runs/NAME-HASH/ID.json` below the user's folder for state (XDG Base
 * Directory Specification), the hash being that of the tree's real path; where that folder cannot be written to, below
 * a folder of the user's own among the temporary files. A run that has not ended has an `ID.begun.json` in its place.
 */
export class RecordStore implements Records {
  /** Records by path: the file of an ended run is never changed once it is there. */
  readonly #known = new Map<string, RunRecord | undefined>();

  constructor(private readonly machine: StoreMachine) {}

  async of(root: string): Promise<readonly RunRecord[]> {
    const { paths, begun, real } = await this.#find(root);
    const records: RunRecord[] = [];
    for (const path of paths) {
      const record = await this.#read(path);
      // Two paths may have the same short hash; and a file that was put there by hand is of no use under another name.
      if (record?.tree === real && path.endsWith(`/${record.id}.json`)) records.push(record);
    }
    for (const { record, alive } of begun) if (!alive) records.push(record);
    return records.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, kept);
  }

  /** The runs of a tree that are going on, as far as their last step, the newest first. */
  async running(root: string): Promise<readonly RunRecord[]> {
    const { begun } = await this.#find(root);
    const records = begun.filter(({ alive }) => alive).map(({ record }) => record);
    return records.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** The files of the runs that have ended, by their ids. */
  async files(root: string): Promise<ReadonlyMap<string, string>> {
    const { paths, begun } = await this.#find(root);
    const ended = [...paths, ...begun.filter(({ alive }) => !alive).map(({ path }) => path)];
    return new Map(ended.map((path) => [recordName.exec(path.slice(path.lastIndexOf("/") + 1))![1]!, path]));
  }

  /** Removes the record of a run that has ended; nothing where none is kept. Rejects with DiskError. */
  async remove({ tree, id }: Pick<RunRecord, "tree" | "id">): Promise<void> {
    const path = (await this.files(tree)).get(id);
    if (path !== undefined) await this.machine.disk.removeFile(path);
  }

  /** The path of each file that is kept of a tree, cheaply: whether something is new since. */
  async names(root: string): Promise<string> {
    const { paths, begun } = await this.#find(root);
    const states = begun.map(({ path, alive, record }) => `${path} ${alive} ${record.milliseconds}`);
    return [...paths, ...states].join();
  }

  /** Writes down that a run has begun, or how far it is. Rejects with DiskError. */
  async begin(record: RunRecord): Promise<void> {
    const folder = await this.#folder(record);
    await writeWhole(this.machine, `${folder}/${record.id}.begun.json`, record);
  }

  /** Keeps a record, and forgets the oldest beyond those that are kept. Rejects with DiskError. */
  async add(record: RunRecord): Promise<void> {
    const folder = await this.#folder(record);
    const { disk } = this.machine;
    await writeWhole(this.machine, `${folder}/${record.id}.json`, record);
    // The draft is there of a run that was killed while it wrote down how far it was.
    for (const gone of [".begun.json", ".begun.json.new"])
      await disk.removeFile(`${folder}/${record.id}${gone}`);
    const names = (await this.#names(folder)).filter((name) => recordName.test(name));
    const ids = [...new Set(names.map((name) => recordName.exec(name)![1]!))].sort();
    const old = new Set(ids.slice(0, -kept));
    for (const name of names) {
      if (old.has(recordName.exec(name)![1]!)) await disk.removeFile(`${folder}/${name}`);
    }
  }

  /** Keeps what is known of runs whose process ended without a word, as of others; they are the result, oldest first. */
  async settle(root: string): Promise<readonly RunRecord[]> {
    const { begun } = await this.#find(root);
    const lost = begun.filter(({ alive }) => !alive).map(({ record }) => record);
    lost.sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const record of lost) await this.add(record);
    return lost;
  }

  async #folder({ tree }: RunRecord): Promise<string> {
    const folder = await writableFolder(this.machine, "state", await folderOf(tree));
    await this.machine.disk.makeDirectory(folder, 0o700);
    return folder;
  }

  /** The files of a tree's ended runs, and what is known of the others. */
  async #find(root: string): Promise<{
    readonly real: string;
    readonly paths: readonly string[];
    readonly begun: readonly { readonly path: string; readonly record: RunRecord; readonly alive: boolean }[];
  }> {
    const real = await this.#realPath(root);
    const below = await folderOf(real);
    const paths: string[] = [];
    const begun: { path: string; record: RunRecord; alive: boolean }[] = [];
    for (const folder of await ownFoldersThere(this.machine, "state")) {
      const names = await this.#names(`${folder}/${below}`);
      for (const name of names) {
        const [, id, unfinished, draft] = recordName.exec(name) ?? [];
        const path = `${folder}/${below}/${name}`;
        if (draft !== undefined || id === undefined) continue;
        if (unfinished === undefined) paths.push(path);
        else if (!names.includes(`${id}.json`)) {
          const record = await this.#readBegun(path, id, real);
          if (record !== undefined) begun.push({ path, ...record });
        }
      }
    }
    for (const path of this.#known.keys())
      if (path.includes(`/${below}/`) && !paths.includes(path)) this.#known.delete(path);
    return { real, paths, begun };
  }

  async #readBegun(
    path: string,
    id: string,
    tree: string,
  ): Promise<{ readonly record: RunRecord; readonly alive: boolean } | undefined> {
    const record = await this.#parse(path);
    if (record?.process === undefined || record.id !== id || record.tree !== tree) return undefined;
    const alive = await isAlive(this.machine, record.process);
    const bytes = (await this.machine.disk.status(record.log.path))?.size ?? 0;
    return { record: { ...record, log: { ...record.log, bytes } }, alive };
  }

  async #read(path: string): Promise<RunRecord | undefined> {
    if (this.#known.has(path)) return this.#known.get(path);
    const record = await this.#parse(path);
    this.#known.set(path, record);
    return record;
  }

  async #parse(path: string): Promise<RunRecord | undefined> {
    const { disk } = this.machine;
    const size = (await disk.status(path))?.size;
    const bytes = size === undefined || size > largest ? undefined : await disk.read(path, size);
    return bytes && readRecord(bytes);
  }

  async #names(folder: string): Promise<readonly string[]> {
    try {
      return (await this.machine.disk.names(folder)).filter((name) => recordName.test(name));
    } catch {
      return [];
    }
  }

  async #realPath(root: string): Promise<string> {
    return (await this.machine.disk.realPath(root)) ?? root;
  }
}

/** Writes a record so that nobody ever sees half of it. */
export async function writeWhole(
  { disk }: Pick<StoreMachine, "disk">,
  path: string,
  record: RunRecord,
): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(record, undefined, 1)}\n`);
  await disk.write(`${path}.new`, bytes, 0o600);
  await disk.rename(`${path}.new`, path);
}

async function folderOf(root: string): Promise<string> {
  const name = root.slice(root.lastIndexOf("/") + 1) || "root";
  return `bootstrappable/runs/${name}-${await shortHash(root)}`;
}
