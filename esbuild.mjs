// Bundles dist/client.js, dist/server.js and dist/cli.js. Run by `npm run build`; `--watch` rebuilds on change.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import esbuild from "esbuild";
import { withLateEnumerations } from "./scripts/lib/enumerations.mjs";
import { licencesOf } from "./scripts/lib/licences.mjs";
import { watInBundles } from "./scripts/lib/wat.mjs";

const root = import.meta.dirname;
const watch = process.argv.includes("--watch");
const minify = !watch && !process.argv.includes("--no-minify");

/** Folder: that in dist. Licences are relative to the script, or those of this repository. `quicker`: the script, to read faster. */
const modules = [
  {
    module: "iced-x86",
    folder: "iced-x86",
    script: "iced_x86.js",
    wasm: "iced_x86_bg.wasm",
    licences: ["LICENSE.txt"],
    quicker: withLateEnumerations,
  },
  {
    module: "@alexaltea/capstone-js",
    folder: "capstone",
    script: "capstone.js",
    wasm: "capstone.wasm",
    licences: ["../LICENSE", path.join(root, "core/licences/LICENSE.capstone-engine.txt")],
  },
  {
    module: "v86",
    workspace: "cli",
    folder: "v86",
    script: "libv86.js",
    wasm: "v86.wasm",
    licences: ["../LICENSE"],
  },
];

/** Decoders and the emulator are megabytes, and their .wasm is beside them: files of their own, loaded when first needed. */
const modulesBeside = {
  name: "modules-beside",
  setup(build) {
    for (const { module, folder, script } of modules) {
      const filter = new RegExp(`^${module}$`);
      build.onResolve({ filter }, () => ({ path: `./${folder}/${script}`, external: true }));
    }
  },
};

/** Commands that others do without are files of their own: a small assembly, or a step, does not wait for them to be read. */
const commandsBeside = {
  name: "commands-beside",
  setup(build) {
    build.onResolve({ filter: /^\.\/(others|running)$/ }, ({ path: name }) => ({
      path: `./cli-${path.basename(name)}.js`,
      external: true,
    }));
  },
};

/** What downloads is as long as all that a run needs, and seldom needed. */
const networkBeside = {
  name: "network-beside",
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, ({ kind }) =>
      kind === "entry-point" ? undefined : { path: "./undici.js", external: true },
    );
  },
};

/** commander can start a program for a subcommand. None of ours is one, and Node's half of it takes milliseconds to load. */
const noPrograms = {
  name: "no-programs",
  setup(build) {
    build.onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: "none", namespace: "no-programs" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "no-programs" }, () => ({ contents: "module.exports = {}" }));
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  minify,
  sourcemap: watch ? "linked" : false,
  // The licences are in a file of their own.
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  plugins: [modulesBeside, networkBeside, watInBundles],
  mainFields: ["module", "main"],
  // Node parses a CommonJS file once more, for its exports, where it is imported and not required: of the decoders and of
  // the other commands that takes a quarter of a second.
  supported: { "dynamic-import": false },
};

async function copyModule({ module, workspace = "core", folder, script, wasm, licences, quicker }) {
  const require = createRequire(path.join(root, `${workspace}/package.json`));
  const from = path.dirname(require.resolve(module));
  const to = path.join(root, "dist", folder);
  await mkdir(to, { recursive: true });
  const text = await readFile(path.join(from, script), "utf8");
  await esbuild.build({
    ...common,
    plugins: [],
    bundle: false,
    stdin: { contents: quicker === undefined ? text : quicker(text), sourcefile: script },
    outfile: path.join(to, script),
  });
  await copyFile(path.join(from, wasm), path.join(to, wasm));
  for (const licence of licences) {
    await copyFile(path.resolve(from, licence), path.join(to, path.basename(licence)));
  }
}

await rm(path.join(root, "dist"), { recursive: true, force: true });
for (const module of modules) await copyModule(module);
const targets = [
  { ...common, entryPoints: ["client/src/extension.ts"], outfile: "dist/client.js", external: ["vscode"] },
  { ...common, entryPoints: ["server/src/main.node.ts"], outfile: "dist/server.js" },
  {
    ...common,
    entryPoints: ["cli/src/main.ts"],
    outfile: "dist/cli.js",
    plugins: [...common.plugins, commandsBeside, noPrograms],
    banner: { js: "#!/usr/bin/env node" },
  },
  ...["others", "running"].map((name) => ({
    ...common,
    entryPoints: [`cli/src/commands/${name}.ts`],
    outfile: `dist/cli-${name}.js`,
  })),
  {
    ...common,
    entryPoints: [createRequire(path.join(root, "core/package.json")).resolve("undici")],
    outfile: "dist/undici.js",
  },
  {
    ...common,
    entryPoints: ["cli/src/emulator/main.ts"],
    outfile: "dist/emulator.js",
    loader: { ".hex0": "text" },
  },
  {
    ...common,
    entryPoints: ["client/webview/main.ts", "client/webview/provenance.css"],
    outdir: "dist",
    entryNames: "provenance",
    platform: "browser",
    format: "iife",
    target: "es2022",
  },
];
if (watch) {
  for (const target of targets) await (await esbuild.context(target)).watch();
} else {
  const built = await Promise.all(targets.map((target) => esbuild.build(target)));
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const licences = await licencesOf(inputs, root, path.join(root, "core/licences"));
  await writeFile(path.join(root, "dist/LICENSES.txt"), licences);
}
