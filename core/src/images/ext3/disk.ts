import type { BulkFiles, Draft } from "../../platform/bulkFiles";
import type { Finding } from "../../runs/events";
import { finding } from "../../runs/findings";
import { startOf } from "../../runs/locations";
import { RunProblem } from "../../runs/problem";
import { sectorSize } from "../builderHex0/stages";
import type { ImageFile, ImageFolder } from "../contents";
import type { ImageTools } from "../layout";
import { linuxPartition, masterBootRecord, mostSectors } from "../mbr";
import type { Progress, Writable } from "../write";
import { ext3Commands, type Ext3Commands } from "./commands";
import { ext3Programs, runTool, type Ext3Programs } from "./programs";
import { Ext3Reader } from "./reader";
import { roomOf } from "./room";

/** Which disk it is: what a kernel mounts as its root, or what has `/external` for builder-hex0 and its successors. */
export type Ext3DiskKind = "root" | "external";

const mebibyte = 1024 * 1024;
const blockSize = 4096;

/**
 * MiB in front of the partition: rootfs.py (lib/utils.py, `create_disk`) leaves 1 GiB free on a disk that is to boot, for
 * whatever boot loader somebody puts there.
 */
const before: Readonly<Record<Ext3DiskKind, number>> = { root: 1024, external: 1 };

/** By which Linux tells disks from each other, always the same so that the same files give the same disk. */
const identities: Readonly<Record<Ext3DiskKind, { readonly signature: number; readonly uuid: string }>> = {
  root: { signature: 0x626f_6f74, uuid: "626f6f74-7374-4261-9070-000000000001" },
  external: { signature: 0x6578_7472, uuid: "626f6f74-7374-4261-9070-000000000002" },
};

/**
 * What `mkfs.ext3` gives a file system where /etc/mke2fs.conf is as e2fsprogs brings it, named one by one: no machine's
 * own settings change the disk, and nothing gets in that Linux 4.9 does not know.
 */
const features = "none,has_journal,ext_attr,resize_inode,dir_index,filetype,sparse_super,large_file";

/** Bytes for each inode; smaller disks get more of them (mke2fs.conf: `small`). */
const inodeRatio = (bytes: number) => (bytes < 512 * mebibyte ? 4096 : 16_384);

/** What all files were made and changed at: 2000-01-01, in seconds since 1970. */
const time = "946684800";

/** A disk that can be written. */
export interface Ext3Disk extends Writable {
  readonly kind: "ext3";
  /** Where the partition begins, in bytes. */
  readonly partitionAt: number;
  /** How many files and folders go in. */
  readonly entries: number;
  readonly problems: readonly Finding[];
}

/**
 * A disk with a partition table and one ext3 partition, in which all belongs to root: what rootfs.py makes with
 * `parted` and `mkfs.ext3 -d`, and the same each time. It is made by mke2fs and debugfs of e2fsprogs; nothing is
 * mounted, and nobody has to be root. Throws a RunProblem where they are missing or `size`, in MiB, cannot be.
 */
export function ext3Disk(
  { machine, files }: ImageTools,
  kind: Ext3DiskKind,
  contents: ImageFolder,
  size: number,
): Ext3Disk {
  const made: ImageFile[] = [];
  const commands = ext3Commands(contents, (file) => String(made.push(file) - 1));
  const start = before[kind];
  if (size <= start) throw tooSmall(size, `its partition begins behind ${start} MiB, as in rootfs.py`);
  if ((size * mebibyte) / sectorSize > mostSectors)
    throw new RunProblem(
      "image/disk-size",
      `a disk of ${size} MiB is too large: a partition table of a PC knows 2 TiB`,
    );
  return {
    kind: "ext3",
    length: size * mebibyte,
    partitionAt: start * mebibyte,
    entries: roomOf(contents, blockSize).inodes,
    problems: commands.problems.map(({ path, message }) => finding("image/bad-name", startOf(path), message)),
    async writeTo(draft, progress, signal) {
      const programs = await ext3Programs(machine);
      const sectors = (mebibyte / sectorSize) * (size - start);
      const partition = { type: linuxPartition, start: (mebibyte / sectorSize) * start, sectors };
      await draft.write(masterBootRecord(partition, identities[kind].signature));
      await draft.extend(size * mebibyte);
      const filling = new Filling({ machine, files }, programs, kind, size, draft, signal);
      await filling.through(contents, commands, made, progress);
    },
  };
}

/** One file system while it is made. Its own files are in a folder beside the draft. */
class Filling {
  readonly #folder: string;
  readonly #disk: string;
  readonly #at: number;
  readonly #environment: ReadonlyMap<string, string>;

  constructor(
    private readonly tools: ImageTools,
    private readonly programs: Ext3Programs,
    private readonly kind: Ext3DiskKind,
    private readonly size: number,
    private readonly draft: Draft,
    private readonly signal: AbortSignal,
  ) {
    this.#folder = `${draft.path}.work`;
    this.#at = before[kind] * mebibyte;
    // The programs take what is behind a question mark for options: none may come from a folder's name.
    this.#disk = `../${draft.path.slice(draft.path.lastIndexOf("/") + 1)}`;
    this.#environment = new Map([
      ["LC_ALL", "C"],
      ["E2FSPROGS_FAKE_TIME", time],
      // No such file: then mke2fs takes what it has built in.
      ["MKE2FS_CONFIG", `${this.#folder}/none`],
    ]);
  }

  async through(
    contents: ImageFolder,
    commands: Ext3Commands,
    made: readonly ImageFile[],
    progress: Progress,
  ): Promise<void> {
    const { disk } = this.tools.machine;
    try {
      await disk.makeDirectory(this.#folder, 0o700);
      await this.#make();
      await this.#look(this.tools.files, (reader) => this.#checkRoom(contents, reader));
      const script = commands.lines.map((line) => `${line}\n`).join("");
      await disk.write(`${this.#folder}/commands`, new TextEncoder().encode(script), 0o600);
      for (const [number, { source }] of made.entries())
        if (typeof source !== "string") await disk.write(`${this.#folder}/${number}`, source, 0o600);
      await this.#fill(commands.files, progress);
      await this.#look(this.tools.files, (reader) => check(contents, reader));
    } finally {
      await disk.removeTree(this.#folder);
    }
  }

  async #make(): Promise<void> {
    const { uuid } = identities[this.kind];
    const bytes = this.size * mebibyte - this.#at;
    const { failed, errors } = await this.#run(this.programs.mke2fs, [
      ...["-q", "-F", "-t", "ext3", "-O", features],
      ...["-b", String(blockSize), "-I", "256", "-i", String(inodeRatio(bytes))],
      ...["-U", uuid, "-E", `hash_seed=${uuid},root_owner=0:0,offset=${this.#at}`],
      ...["--", this.#disk, String(bytes / blockSize)],
    ]);
    // It says so, and goes on without one, which Linux would not mount as ext3.
    if (/too small for a journal/i.test(errors))
      throw tooSmall(this.size, "its file system has no room for a journal");
    if (failed) throw broken("mke2fs", errors);
  }

  #checkRoom(contents: ImageFolder, { free }: Ext3Reader): void {
    const room = roomOf(contents, blockSize);
    if (room.blocks > free.blocks) {
      const short = Math.ceil(((room.blocks - free.blocks) * blockSize) / mebibyte);
      throw tooSmall(this.size, `its files need ${short} MiB more, and the bootstrap what it makes`);
    }
    if (room.inodes > free.inodes)
      throw tooSmall(this.size, `it holds ${free.inodes} files and folders, and there are ${room.inodes}`);
  }

  async #fill(files: number, progress: Progress): Promise<void> {
    const count = new CommandCount();
    const { failed, errors } = await this.#run(
      this.programs.debugfs,
      ["-w", "-f", "commands", `${this.#disk}?offset=${this.#at}`],
      (piece) => progress({ done: Math.min(files, count.push(piece)), of: files }),
    );
    // It goes on behind a command that failed, and says nothing else there but its version.
    const said = errors
      .split("\n")
      .filter((line) => line.trim() !== "" && !/^debugfs \d/.test(line))
      .join("\n");
    if (failed || said !== "") throw broken("debugfs", said);
    progress({ done: files, of: files });
  }

  async #look(files: BulkFiles, look: (reader: Ext3Reader) => void | Promise<void>): Promise<void> {
    const region = await files.region(this.draft.path);
    try {
      const reader = await Ext3Reader.open(region, this.#at);
      if (reader === undefined) throw broken("mke2fs", "there is no file system where it should be");
      await look(reader);
    } finally {
      await region.close();
    }
  }

  #run(file: string, args: readonly string[], output?: (piece: Uint8Array) => void) {
    const request = { file, args, directory: this.#folder, environment: this.#environment };
    return runTool(this.tools.machine, request, this.signal, output);
  }
}

/** Whether everything is on the file system, and nothing else: debugfs tells of few things that go wrong. */
async function check(contents: ImageFolder, reader: Ext3Reader): Promise<void> {
  const wanted = new Map<string, string>();
  const gather = (folder: ImageFolder, prefix: string) => {
    for (const [name, entry] of folder.entries) {
      const path = prefix + name;
      wanted.set(path, entry.kind === "folder" ? "folder" : `file of ${entry.size} bytes`);
      if (entry.kind === "folder") gather(entry, `${path}/`);
    }
  };
  gather(contents, "");
  const damaged = (path: string, why: string) => {
    throw broken("debugfs", `${path}: ${why}`);
  };
  for await (const { path, kind, size } of reader.entries(damaged)) {
    const found = kind === "file" ? `file of ${size} bytes` : kind;
    const there = wanted.get(path);
    if (path === "lost+found" && there === undefined) continue;
    if (there !== found)
      throw broken("debugfs", `${path} is a ${found}, and should be a ${there ?? "name for nothing"}`);
    wanted.delete(path);
  }
  const [missing] = wanted.keys();
  if (missing !== undefined) throw broken("debugfs", `${missing} is missing`);
}

/** Counts the files that debugfs has begun with: it repeats each command that it reads. */
class CommandCount {
  #rest = "";
  #files = 0;

  push(piece: Uint8Array): number {
    const lines = (this.#rest + new TextDecoder("latin1").decode(piece)).split("\n");
    this.#rest = lines.pop() ?? "";
    this.#files += lines.filter((line) => line.startsWith("debugfs: write ")).length;
    return this.#files;
  }
}

function tooSmall(size: number, why: string): RunProblem {
  return new RunProblem("image/disk-size", `a disk of ${size} MiB is too small: ${why}`);
}

function broken(program: string, words: string): RunProblem {
  const said = words.trim().split("\n")[0] ?? "";
  return new RunProblem(
    "image/ext3-failed",
    `${program} could not make the file system of the disk${said === "" ? "" : `: ${said}`}`,
  );
}
