import { diagnose } from "../diagnostics/diagnostic";
import { DiskError } from "../platform/disk";
import { LockTaken, takeFileLock } from "../platform/fileLock";
import type { FetchCounts } from "./events";
import { FileFetch, type Ending } from "./fetchFile";
import { GitArchives } from "./gitArchive";
import type { FetchDoors, FetchRequest } from "./request";
import type { WantedDistfile } from "./wanted";

/** A file of ours in the folder while we work in it. */
const LOCK = ".fetching";

/** Errors of a disk after which no other file fares better. */
const hopeless = new Set(["ENOSPC", "EDQUOT", "EROFS"]);

/** Why nothing at all could be fetched, in words for the person. */
export class FetchProblem extends Error {}

/**
 * Fetches distfiles, several at a time. One failure never ends the rest. What is not whole when it is interrupted stays
 * as NAME.part, and the next time goes on from there. Rejects with {@link FetchProblem} where the folder cannot be
 * worked in.
 */
export async function fetchDistfiles(doors: FetchDoors, request: FetchRequest): Promise<FetchCounts> {
  const unlock = await lock(doors, request.folder);
  try {
    return await new Fetching(doors, request).run();
  } finally {
    await unlock();
  }
}

async function lock({ machine }: FetchDoors, folder: string): Promise<() => Promise<void>> {
  try {
    return await takeFileLock(machine, `${folder}/${LOCK}`);
  } catch (error) {
    if (error instanceof DiskError) throw new FetchProblem(error.message);
    if (!(error instanceof LockTaken)) throw error;
    throw new FetchProblem(
      error.holder === undefined
        ? `the lock ${folder}/${LOCK} cannot be taken: remove it`
        : `process ${error.holder} is fetching into ${folder}`,
    );
  }
}

class Fetching {
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #request: FetchRequest;
  readonly #counts = { present: 0, fetched: 0, failed: 0, bytes: 0 };
  readonly #git: GitArchives | undefined;

  constructor(
    private readonly doors: FetchDoors,
    request: FetchRequest,
  ) {
    this.#signal = AbortSignal.any([request.signal, this.#stop.signal]);
    this.#request = { ...request, signal: this.#signal };
    const { clones, stall, tell } = request;
    if (clones !== undefined) {
      const told = (words: readonly string[]) => tell({ type: "command", words });
      this.#git = new GitArchives(doors.machine, clones, told, stall, this.#signal);
    }
  }

  async run(): Promise<FetchCounts> {
    const { files, folder, tell, connections, signal } = this.#request;
    tell({ type: "fetch-started", folder, files: files.length });
    const queue = [...files];
    const worker = async () => {
      for (let file = queue.shift(); file !== undefined; file = queue.shift()) await this.#one(file);
    };
    await Promise.all(Array.from({ length: Math.max(1, connections) }, worker));
    const interrupted = signal.aborted && !this.#stop.signal.aborted;
    const status = interrupted ? "interrupted" : this.#counts.failed > 0 ? "failed" : "good";
    const counts: FetchCounts = { status, ...this.#counts };
    tell({ type: "fetch-ended", ...counts });
    return counts;
  }

  async #one(file: WantedDistfile): Promise<void> {
    const { name, sha256 } = file;
    const ending = await this.#ending(file);
    const { status, size } = ending;
    if (status === "present" || status === "fetched") this.#counts[status]++;
    // What the disk's end kept from being fetched has failed, too.
    if (status === "failed" || (status === "interrupted" && this.#stop.signal.aborted)) this.#counts.failed++;
    if (status === "fetched") this.#counts.bytes += size ?? 0;
    this.#request.tell({ type: "file-ended", name, sha256, ...ending });
  }

  async #ending(file: WantedDistfile): Promise<Ending> {
    if (this.#ended()) return { status: "interrupted" };
    try {
      return await new FileFetch(file, this.doors, this.#request, this.#git).run();
    } catch (error) {
      if (this.#ended()) return { status: "interrupted" };
      if (!(error instanceof DiskError)) throw error;
      const range = (file.line.nameWord ?? file.line.url).range;
      const diagnostic = diagnose("distfiles/disk", range, `${error.message}.`);
      this.#request.tell({ type: "finding", path: file.path, diagnostic });
      if (hopeless.has(error.reason)) this.#stop.abort();
      return { status: "failed" };
    }
  }

  #ended(): boolean {
    return this.#signal.aborted;
  }
}
