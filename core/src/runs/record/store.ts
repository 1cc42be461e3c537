import type { Machine } from "../../platform/machine";
import { ownFolders, shortHash, writableFolder } from "../target/path";
import type { Records, RunRecord } from "./record";
import { readRecord } from "./readRecord";

/** How many records of a tree are kept. */
export const kept = 20;

/** Bytes beyond which nobody reads a record: live-bootstrap's have some hundred kilobytes. */
const largest = 64 << 20;

const recordName = /^(\d{8}T\d{9}Z-[0-9a-z-]{1,40})\.json(\.new)?$/;

/** What the store needs of a machine. */
type StoreMachine = Pick<Machine, "facts" | "disk">;

/** The id of a run that begins now. Ids sort by time; the process tells those of one moment apart. */
export function newRecordId(date: string, process: number): string {
  return `${date.replace(/[-:.]/g, "")}-${process.toString(36)}`;
}

/**
 * The records of finished runs, by tree: `bootstrappable/runs/NAME-HASH/ID.json` below the user's folder for state (XDG
 * Base Directory Specification), the hash being that of the tree's real path; where that folder cannot be written to,
 * below a folder of the user's own among the temporary files.
 */
export class RecordStore implements Records {
  /** Records by path: a file is never changed once it is there. */
  readonly #known = new Map<string, RunRecord | undefined>();

  constructor(private readonly machine: StoreMachine) {}

  async of(root: string): Promise<readonly RunRecord[]> {
    const real = await this.#realPath(root);
    const below = await folderOf(real);
    const paths: string[] = [];
    for (const folder of await this.#folders()) {
      const names = await this.#names(`${folder}/${below}`);
      paths.push(
        ...names.filter((name) => name.endsWith(".json")).map((name) => `${folder}/${below}/${name}`),
      );
    }
    const records: RunRecord[] = [];
    for (const path of paths) {
      const record = await this.#read(path);
      // Two paths may have the same short hash; and a file that was put there by hand is of no use under another name.
      if (record?.tree === real && path.endsWith(`/${record.id}.json`)) records.push(record);
    }
    for (const path of this.#known.keys()) {
      if (path.includes(`/${below}/`) && !paths.includes(path)) this.#known.delete(path);
    }
    return records.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, kept);
  }

  /** The path of each file that is kept of a tree, cheaply: whether something is new since. */
  async names(root: string): Promise<string> {
    const below = await folderOf(await this.#realPath(root));
    const found: string[] = [];
    for (const folder of await this.#folders()) found.push(...(await this.#names(`${folder}/${below}`)));
    return found.join();
  }

  /** Keeps a record, and forgets the oldest beyond those that are kept. Rejects with DiskError. */
  async add(record: RunRecord): Promise<void> {
    const below = await folderOf(record.tree);
    const folder = await writableFolder(this.machine, "state", below);
    const { disk } = this.machine;
    await disk.makeDirectory(folder, 0o700);
    await writeWhole(this.machine, `${folder}/${record.id}.json`, record);
    const names = (await this.#names(folder)).filter((name) => recordName.test(name));
    const ids = [...new Set(names.map((name) => recordName.exec(name)![1]!))].sort();
    const old = new Set(ids.slice(0, -kept));
    for (const name of names) {
      if (old.has(recordName.exec(name)![1]!)) await disk.removeFile(`${folder}/${name}`);
    }
  }

  async #read(path: string): Promise<RunRecord | undefined> {
    if (this.#known.has(path)) return this.#known.get(path);
    const { disk } = this.machine;
    const size = (await disk.status(path))?.size;
    const bytes = size === undefined || size > largest ? undefined : await disk.read(path, size);
    const record = bytes && readRecord(bytes);
    this.#known.set(path, record);
    return record;
  }

  /** Folders that may hold records; those among the temporary files only if nobody else has made them. */
  async #folders(): Promise<readonly string[]> {
    const { facts, disk } = this.machine;
    const [usual, temporary] = ownFolders(facts, "state");
    const there = await disk.status(temporary);
    const own = there?.kind === "directory" && there.owner === facts.user;
    return own ? [usual, temporary] : [usual];
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
export async function writeWhole({ disk }: StoreMachine, path: string, record: RunRecord): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(record, undefined, 1)}\n`);
  await disk.write(`${path}.new`, bytes, 0o600);
  await disk.rename(`${path}.new`, path);
}

async function folderOf(root: string): Promise<string> {
  const name = root.slice(root.lastIndexOf("/") + 1) || "root";
  return `bootstrappable/runs/${name}-${await shortHash(root)}`;
}
