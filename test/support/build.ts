import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const root = path.join(import.meta.dirname, "../..");
const sources = ["core/src", "server/src", "client/src", "cli/src"];
/** Longer than any build takes; a lock that is older was left behind. */
const LONGEST = 120_000;

/** The programs that are packaged, by absolute path. */
export const programs = {
  cli: path.join(root, "dist/cli.js"),
  server: path.join(root, "dist/server.js"),
} as const;

/** The repository's root folder. */
export const repository = root;

/** When a file was last written; 0 for one that is not there. */
function writtenAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** When the newest source was written; tests are no sources. */
function newestSource(): number {
  const files = sources.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
      .map((name) => path.join(root, folder, name)),
  );
  return Math.max(...files.map(writtenAt), writtenAt(path.join(root, "esbuild.mjs")));
}

function isFresh(): boolean {
  return Math.min(...Object.values(programs).map(writtenAt)) >= newestSource();
}

/**
 * Makes sure that dist/ is there and not older than the sources. `npm test` builds before; this is for a single test
 * run by hand. Test files run in processes of their own, so the first one builds and the others wait.
 */
export async function built(): Promise<void> {
  const lock = path.join(root, ".cache/build.lock");
  mkdirSync(path.dirname(lock), { recursive: true });
  // As long as somebody builds, some files may be new and others not yet there.
  while (existsSync(lock) || !isFresh()) {
    try {
      mkdirSync(lock);
    } catch {
      if (existsSync(lock) && Date.now() - writtenAt(lock) > LONGEST)
        rmSync(lock, { recursive: true, force: true });
      await sleep(100);
      continue;
    }
    try {
      if (!isFresh()) build();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

function build(): void {
  const { status, stderr } = spawnSync(process.execPath, ["esbuild.mjs"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`esbuild.mjs failed:\n${stderr}`);
}
