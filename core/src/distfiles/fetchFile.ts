import { diagnose } from "../diagnostics/diagnostic";
import { DiskError } from "../platform/disk";
import type { PartialFile } from "../platform/partialFile";
import { Downloader, type Outcome } from "./download";
import type { FileStatus } from "./events";
import type { GitArchives } from "./gitArchive";
import { PART, quarantineName } from "./name";
import { originInWords, originsOf, shuffled, type Origin } from "./origins";
import type { FetchDoors, FetchRequest } from "./request";
import type { WantedDistfile } from "./wanted";

/** What became of a file. Sizes in bytes. */
export interface Ending {
  readonly status: FileStatus;
  readonly size?: number;
  readonly from?: string;
}

/** Bytes of progress that make up for a failure: a server that breaks off again and again gets us there, too. */
const PROGRESS = 1 << 20;

/** Milliseconds between two tellings of how far a file has come. */
const OFTEN = 200;

/** Fetches one file: from place to place, until one has given what has the wanted hash. */
export class FileFetch {
  readonly #path: string;
  readonly #partPath: string;
  readonly #failures: string[] = [];
  #told = -Infinity;

  constructor(
    private readonly file: WantedDistfile,
    private readonly doors: FetchDoors,
    private readonly request: FetchRequest,
    private readonly git: GitArchives | undefined,
  ) {
    this.#path = `${request.folder}/${file.name}`;
    this.#partPath = this.#path + PART;
  }

  async run(): Promise<Ending> {
    const { machine, hash, openPartial } = this.doors;
    const there = await machine.disk.status(this.#path);
    if (there !== undefined && there.kind !== "file") {
      return this.#fail(
        "distfiles/in-the-way",
        `${this.#path} is ${inWords(there.kind)}, and stays as it is.`,
      );
    }
    if (there !== undefined) {
      const found = await hash(this.#path);
      if (found?.sha256 === this.file.sha256) return { status: "present", size: found.size };
    }
    let partial: PartialFile | undefined;
    try {
      partial = await openPartial(this.#partPath);
      if (partial.size > 0 && partial.sha256() === this.file.sha256)
        return await this.#settle(partial, undefined);
      return await this.#ask(partial);
    } catch (error) {
      if (!(error instanceof DiskError) || error.reason !== "in-the-way") throw error;
      return this.#fail("distfiles/in-the-way", `${error.message}: nothing is written there.`);
    } finally {
      await partial?.close();
      const left = await machine.disk.status(this.#partPath);
      if (partial !== undefined && left?.kind === "file" && left.size === 0)
        await machine.disk.removeFile(this.#partPath);
    }
  }

  async #ask(partial: PartialFile): Promise<Ending> {
    const { mirrors, shuffle } = this.request;
    const order = shuffle ? shuffled(mirrors, Math.random) : mirrors;
    const origins = originsOf(this.file, order, this.git !== undefined);
    for (const origin of origins) {
      const from = originInWords(origin);
      this.request.tell({ type: "asked", name: this.file.name, from });
      const outcome = await this.#from(origin, partial);
      if (outcome.kind === "right") return this.#settle(partial, from);
      if (outcome.kind === "wrong") await this.#quarantine(partial, from);
      else {
        this.#failures.push(`${from}: ${outcome.reason}`);
        this.request.tell({ type: "refused", name: this.file.name, from, reason: outcome.reason });
      }
    }
    if (this.file.urls.length === 0) {
      const git = this.file.commits.length > 0 ? " or git" : "";
      const asked = this.#failures.length > 0 ? ` ${this.#failures.join("; ")}.` : "";
      return this.#fail(
        "distfiles/no-source",
        `No URL has ${this.file.name}: it needs a mirror${git}.${asked}`,
      );
    }
    return this.#fail(
      "distfiles/unavailable",
      `${this.file.name} could not be had. ${this.#failures.join("; ")}.`,
    );
  }

  async #from(origin: Origin, partial: PartialFile): Promise<Outcome> {
    switch (origin.kind) {
      case "http":
        return this.#download(origin.url, partial);
      case "file":
        return this.#copy(origin.path, partial);
      case "git": {
        const made = await this.git!.archive(origin.commit, this.file.name, partial, (size) =>
          this.#progress(size, undefined),
        );
        if (made.kind === "failed") return { ...made, again: false };
        const text = `${this.file.name} was made by ${made.versions}.`;
        this.request.tell({ type: "notice", text });
        return partial.sha256() === this.file.sha256 ? { kind: "right" } : { kind: "wrong" };
      }
    }
  }

  async #download(url: string, partial: PartialFile): Promise<Outcome> {
    const { stall, largest, signal, retries, patience } = this.request;
    const { network, machine } = this.doors;
    const downloader = new Downloader({
      ...{ url, partial, network, stall, largest, signal },
      sha256: this.file.sha256,
      clock: machine.clock,
      progress: (received, total) => this.#progress(received, total),
    });
    let failures = 0;
    let fresh = 0;
    for (;;) {
      const before = partial.size;
      const outcome = await downloader.attempt();
      if (outcome.kind !== "failed" || !outcome.again) return outcome;
      if (partial.size - before >= PROGRESS) failures = 0;
      // Beginning anew takes no time, and helps once or, when the file changes meanwhile, twice.
      if (outcome.wait === 0 && ++fresh <= 2) continue;
      if (++failures > retries) return outcome;
      const wait =
        outcome.wait ?? Math.min(patience * 2 ** (failures - 1), 30_000) * (0.75 + Math.random() / 2);
      this.request.tell({ type: "refused", name: this.file.name, from: url, reason: outcome.reason, wait });
      await this.#pause(wait);
    }
  }

  async #copy(path: string, partial: PartialFile): Promise<Outcome> {
    await partial.reset();
    try {
      for await (const piece of this.doors.readPieces(path, 0)) {
        this.request.signal.throwIfAborted();
        await partial.write(piece);
        this.#progress(partial.size, undefined);
      }
    } catch (error) {
      if (!(error instanceof DiskError) || error.path !== path) throw error;
      const reason = error.reason === "ENOENT" ? "there is no such file" : error.message;
      return { kind: "failed", reason, again: false };
    }
    return partial.sha256() === this.file.sha256 ? { kind: "right" } : { kind: "wrong" };
  }

  /** Puts the whole file under its name; what was there, and is not it, is kept beside it. */
  async #settle(partial: PartialFile, from: string | undefined): Promise<Ending> {
    const { machine, hash } = this.doors;
    const { size } = partial;
    for (let attempt = 0; attempt < 3; attempt++) {
      if (await partial.settle(this.#path))
        return { status: "fetched", size, ...(from !== undefined && { from }) };
      const wrong = await hash(this.#path);
      if (wrong === undefined) break;
      if (wrong.sha256 === this.file.sha256) {
        await machine.disk.removeFile(this.#partPath);
        return { status: "present", size };
      }
      const aside = quarantineName(this.file.name, wrong.sha256);
      await machine.disk.rename(this.#path, `${this.request.folder}/${aside}`);
      const text = `What was ${this.file.name} before had another hash, and is ${aside} now.`;
      this.request.tell({ type: "notice", text });
    }
    return this.#fail("distfiles/in-the-way", `${this.#path} cannot be replaced.`);
  }

  /** Keeps a wrong file for a person to look at, under a name that nothing takes for a distfile. */
  async #quarantine(partial: PartialFile, from: string): Promise<void> {
    const sha256 = partial.sha256();
    const bytes = partial.size;
    const name = quarantineName(this.file.name, sha256);
    await partial.setAside(`${this.request.folder}/${name}`);
    const message = `${from} gave ${bytes} bytes with SHA-256 ${sha256}; they are kept as ${name}.`;
    this.#failures.push(`${from}: it has another hash`);
    this.#find("distfiles/wrong-content", message);
  }

  #progress(received: number, total: number | undefined): void {
    const now = this.doors.machine.clock.now();
    if (now - this.#told < OFTEN) return;
    this.#told = now;
    const { name } = this.file;
    this.request.tell({ type: "progress", name, received, ...(total !== undefined && { total }) });
  }

  #pause(milliseconds: number): Promise<void> {
    const { signal } = this.request;
    return new Promise((resolve, reject) => {
      const stop = () => {
        cancel();
        reject(signal.reason as Error);
      };
      const cancel = this.doors.machine.clock.after(milliseconds, () => {
        signal.removeEventListener("abort", stop);
        resolve();
      });
      if (signal.aborted) stop();
      else signal.addEventListener("abort", stop, { once: true });
    });
  }

  #fail(code: FindingCode, message: string): Ending {
    this.#find(code, message);
    return { status: "failed" };
  }

  #find(code: FindingCode, message: string): void {
    const { path, line } = this.file;
    const range = code === "distfiles/wrong-content" ? line.hash.range : (line.nameWord ?? line.url).range;
    this.request.tell({ type: "finding", path, diagnostic: diagnose(code, range, message) });
  }
}

type FindingCode =
  "distfiles/in-the-way" | "distfiles/no-source" | "distfiles/unavailable" | "distfiles/wrong-content";

function inWords(kind: string): string {
  if (kind === "directory") return "a folder";
  return kind === "link" ? "a link" : "no regular file";
}
