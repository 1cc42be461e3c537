import { LockTaken, takeFileLock } from "../platform/fileLock";
import { guardedProgram } from "../platform/guarded";
import type { Machine } from "../platform/machine";
import type { PartialFile } from "../platform/partialFile";
import { sha256Of } from "../tree/seedBuild/program";
import { Watchdog } from "../platform/watchdog";
import { withoutPassword } from "./redirects";
import type { Commit } from "./wanted";

/** How git's part in it ended; `versions` are of the programs that made the archive. */
export type ArchiveOutcome =
  { readonly kind: "made"; readonly versions: string } | { readonly kind: "failed"; readonly reason: string };

/** Variables of the person's that git needs to find settings, proxies and certificates. */
const variables = [
  ...["HOME", "PATH", "XDG_CONFIG_HOME", "http_proxy", "https_proxy", "no_proxy", "HTTPS_PROXY", "NO_PROXY"],
  ...["ALL_PROXY", "all_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "LANG"],
];

/** Endings of archives, and how git is told to make them. */
const formats = [
  [".tar.gz", "tar.gz"],
  [".tgz", "tar.gz"],
  [".tar.xz", "tar.xz"],
  [".tar", "tar"],
] as const;

/** Milliseconds between two looks at a lock that somebody else has. */
const LOOK = 300;

/** Makes archives of commits with the person's own git, as mirror.sh of live-bootstrap does. Every command is told. */
export class GitArchives {
  readonly #busy = new Map<string, Promise<unknown>>();
  #versions: Promise<string> | undefined;

  constructor(
    private readonly machine: Machine,
    /** Where clones are kept; an absolute path. */
    private readonly clones: string,
    private readonly tell: (words: readonly string[]) => void,
    /** Milliseconds for which nothing may come of a server. */
    private readonly stall: number,
    private readonly signal: AbortSignal,
  ) {}

  /** Writes the archive of a commit, named by what it is to be, to a file. */
  async archive(
    commit: Commit,
    name: string,
    partial: PartialFile,
    progress: (received: number) => void,
  ): Promise<ArchiveOutcome> {
    const format = formats.find(([ending]) => name.endsWith(ending))?.[1];
    if (format === undefined) return failure(`git makes no such archive as ${name}`);
    const fault = commitFault(commit);
    if (fault !== undefined) return failure(fault);
    const git = await this.machine.processes.find("git");
    if (git === undefined) return failure("git is not installed");
    // Of one repository one at a time: most have many commits of it.
    const before = this.#busy.get(commit.repository) ?? Promise.resolve();
    const cloned = before.then(() => this.#clone(git, commit));
    this.#busy.set(
      commit.repository,
      cloned.catch(() => undefined),
    );
    const clone = await cloned;
    if ("kind" in clone) return clone;
    await partial.reset();
    const words = [
      ...["-C", clone.folder, "-c", "tar.tar.gz.command=gzip -n", "-c", "tar.tar.xz.command=xz -T1"],
      ...["archive", `--format=${format}`, `--prefix=${prefixOf(commit)}/`, commit.reference],
    ];
    const take = async (bytes: Uint8Array) => {
      await partial.write(bytes);
      progress(partial.size);
    };
    const ended = await this.#run(git, words, { take });
    if (ended !== undefined) return failure(ended);
    return { kind: "made", versions: await (this.#versions ??= this.#askVersions(git)) };
  }

  /** The clone that has a commit; nobody else writes into it meanwhile. */
  async #clone(git: string, commit: Commit): Promise<{ folder: string } | ArchiveOutcome> {
    await this.machine.disk.makeDirectory(this.clones, 0o755);
    const folder = `${this.clones}/${await folderName(commit.repository)}`;
    const unlock = await this.#lock(`${folder}.lock`);
    if (unlock === undefined) return failure(`the lock ${folder}.lock cannot be taken: remove it`);
    try {
      return await this.#update(git, commit, folder);
    } finally {
      await unlock();
    }
  }

  /** Waits for whoever else fetches into the same clone: another mirror is made at the same time. */
  async #lock(path: string): Promise<(() => Promise<void>) | undefined> {
    for (;;) {
      this.signal.throwIfAborted();
      try {
        return await takeFileLock(this.machine, path);
      } catch (error) {
        if (!(error instanceof LockTaken)) throw error;
        if (error.holder === undefined) return undefined;
      }
      await new Promise<void>((resolve) => this.machine.clock.after(LOOK, resolve));
    }
  }

  async #update(
    git: string,
    { repository, reference }: Commit,
    folder: string,
  ): Promise<{ folder: string } | ArchiveOutcome> {
    const { disk } = this.machine;
    // Of the others git knows by itself when it has been enough.
    const silent = repository.startsWith("git:") ? { longest: this.stall } : {};
    if ((await disk.status(folder)) === undefined) {
      const fresh = `${folder}.new`;
      await disk.removeTree(fresh);
      const ended = await this.#run(
        git,
        [...this.#patience, "clone", "--bare", "--progress", "--template=", "--", repository, fresh],
        silent,
      );
      if (ended !== undefined) {
        // git clears up after itself, unless it was ended.
        await disk.removeTree(fresh);
        return failure(ended);
      }
      await disk.rename(fresh, folder);
    }
    const has = ["-C", folder, "cat-file", "-e", `${reference}^{commit}`];
    if ((await this.#run(git, has)) === undefined) return { folder };
    const update = [
      "-C",
      folder,
      ...this.#patience,
      "fetch",
      "--progress",
      "--tags",
      "--force",
      "origin",
      "+refs/heads/*:refs/heads/*",
    ];
    const ended = await this.#run(git, update, silent);
    if (ended !== undefined) return failure(ended);
    return (await this.#run(git, has)) === undefined
      ? { folder }
      : failure(`${repository} has no ${reference}`);
  }

  /** A server that says nothing is given up, as any other, by git's own watch; it has none for git://. */
  get #patience(): readonly string[] {
    const seconds = Math.max(1, Math.round(this.stall / 1000));
    return ["-c", "http.lowSpeedLimit=1", "-c", `http.lowSpeedTime=${seconds}`];
  }

  /**
   * Runs git to its end; what went wrong, in words, or undefined. `take` gets its output; it may say nothing for `longest`
   * milliseconds.
   */
  async #run(
    git: string,
    words: readonly string[],
    { take, longest }: { take?: (bytes: Uint8Array) => Promise<void>; longest?: number } = {},
  ): Promise<string | undefined> {
    this.signal.throwIfAborted();
    this.tell(["git", ...words.map(withoutPassword)]);
    const child = this.machine.processes.start({
      ...(await guardedProgram(this.machine, git, words)),
      environment: this.#environment(),
      directory: this.clones,
    });
    const kill = () => child.kill();
    this.signal.addEventListener("abort", kill);
    const watchdog = new Watchdog(this.machine.clock, longest ?? 0, kill);
    let said = "";
    const errors = (async () => {
      for await (const piece of child.errors) {
        watchdog.feed();
        said = (said + piece).slice(-4000);
      }
    })();
    try {
      for await (const bytes of child.output) await take?.(bytes);
      await errors;
      const { status } = await child.exit;
      this.signal.throwIfAborted();
      if (watchdog.barked) return `nothing came for ${this.stall / 1000} seconds`;
      if (status === 0) return undefined;
      const last = said.trim().split("\n").at(-1) ?? "";
      return last === "" ? `git ended with status ${status ?? "of a signal"}` : `git says: ${last}`;
    } finally {
      watchdog.stop();
      this.signal.removeEventListener("abort", kill);
      child.kill();
    }
  }

  async #askVersions(git: string): Promise<string> {
    const found: string[] = [];
    for (const program of ["git", "gzip", "xz"]) {
      const file = program === "git" ? git : await this.machine.processes.find(program);
      if (file === undefined) continue;
      const request = { file, args: ["--version"], environment: this.#environment(), directory: this.clones };
      const child = this.machine.processes.start(request);
      let said = "";
      for await (const bytes of child.output) said += new TextDecoder().decode(bytes);
      found.push(`${program} ${/\d+(\.\d+)+/.exec(said)?.[0] ?? "of unknown version"}`);
    }
    return found.join(", ");
  }

  #environment(): ReadonlyMap<string, string> {
    const own = variables.flatMap((name): [string, string][] => {
      const value = this.machine.facts.variable(name);
      return value === undefined ? [] : [[name, value]];
    });
    // A name in a tree must not make git run a program, read a folder of this machine, or wait for a password.
    return new Map([...own, ["GIT_ALLOW_PROTOCOL", "http:https:git"], ["GIT_TERMINAL_PROMPT", "0"]]);
  }
}

/** Bytes of a clone's name; its lock's is longer. */
const LONGEST = 200;

/** The name of a repository's clone. */
async function folderName(repository: string): Promise<string> {
  const name = encodeURIComponent(withoutPassword(repository));
  if (name.length <= LONGEST) return name;
  const hash = await sha256Of(new TextEncoder().encode(repository));
  return `${name.slice(0, LONGEST - 16)}${hash.slice(0, 16)}`;
}

function failure(reason: string): ArchiveOutcome & { kind: "failed" } {
  return { kind: "failed", reason };
}

function commitFault({ repository, reference }: Commit): string | undefined {
  if (!/^(https?|git):\/\/[^/\s]/.test(repository)) return "only http, https and git repositories are cloned";
  return /^[A-Za-z0-9][\w./+-]*$/.test(reference) ? undefined : `\`${reference}\` names no commit`;
}

/** The folder in the archive: forges leave out the `v` of a version, but for GitLab (mirror.sh). */
function prefixOf({ repository, reference }: Commit): string {
  const base = repository.replace(/\/+$/, "");
  const name = base.slice(base.lastIndexOf("/") + 1).replace(/\.git$/, "");
  const plain = /^v[0-9]/.test(reference) && !repository.includes("gitlab") ? reference.slice(1) : reference;
  return `${name}-${plain}`;
}
