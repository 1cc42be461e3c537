// Lays out what a run needs in a folder of its own: the extension as a user gets it, the compiled suites, a profile,
// and a copy of the example, because tests change files.
import { chmod, cp, mkdir, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import esbuild from "esbuild";
import { example, root, shown } from "../../../scripts/lib/paths.mjs";
import { unpackVsix } from "../../../scripts/lib/vsix.mjs";

const suites = path.join(root, "test/vscode/suite");

/** mocha stays outside the bundles: it must be one and the same for the runner and for what the tests import. */
const sharedMocha = {
  name: "shared-mocha",
  setup(build) {
    const mocha = createRequire(import.meta.url).resolve("mocha");
    build.onResolve({ filter: /^mocha$/ }, () => ({ path: mocha, external: true }));
  },
};

async function compileSuites(folder) {
  const files = (await readdir(suites)).filter(
    (name) => name === "index.ts" || /\.(test|part)\.ts$/.test(name),
  );
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: files.map((name) => path.join(suites, name)),
    outdir: folder,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode"],
    plugins: [sharedMocha],
    logLevel: "warning",
  });
}

/** A fresh folder for one run, how to remove it, and variables that keep there what bootstraps leave behind. */
export async function workFolder() {
  const folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "bootstrappable-vscode-")));
  return {
    folder,
    // No target and no record of a test's run is to get among the person's own.
    environment: {
      XDG_CACHE_HOME: path.join(folder, "cache"),
      XDG_STATE_HOME: path.join(folder, "state"),
    },
    remove: async () => {
      await openUp(path.join(folder, "cache"));
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

/** Makes folders readable that the kernel leaves locked beside the layers of a run, so that they can be removed. */
async function openUp(folder) {
  if (!existsSync(folder)) return;
  // What cannot be changed is told by the removal itself.
  await chmod(folder, 0o700).catch(() => undefined);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await openUp(path.join(folder, entry.name));
}

/** A copy of a folder, under the name of the original, for an editor to work in. */
export async function copyInto(folder, original = example) {
  if (!existsSync(original)) throw new Error(`${shown(original)} is not there to be opened.`);
  const copy = path.join(folder, path.basename(path.resolve(original)));
  await cp(original, copy, { recursive: true });
  return copy;
}

/** @returns the folders and files of a run of the suites, all inside `folder` */
export async function prepare(folder, vsix) {
  const layout = {
    extension: path.join(folder, "extension"),
    suite: path.join(folder, "suite"),
    profile: path.join(folder, "profile"),
  };
  await unpackVsix(vsix, layout.extension);
  await compileSuites(layout.suite);
  await mkdir(layout.profile);
  return { ...layout, workspace: await copyInto(folder) };
}
