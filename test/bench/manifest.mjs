// How long each service of steps/manifest takes: on a checkout of live-bootstrap, and on a generated tree of 20,000
// steps. Cold is the first answer of a fresh workspace, edited the median of answers after an edit each.
//
//   node test/bench/manifest.mjs [TREE] [--steps N]
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: "string", default: "20000" } },
});
const scratch = mkdtempSync(path.join(tmpdir(), "bootstrappable-bench-"));
const edits = 9;

/** The core, bundled as the extension has it. */
async function core() {
  const outfile = path.join(scratch, "core.mjs");
  await build({
    stdin: {
      contents: `
        export { languageOfPath } from "./core/src/languages/registry";
        export { nodeFileSystem } from "./core/src/platform/node/fileSystem";
        export { RememberedFiles } from "./core/src/platform/rememberedFiles";
        export { SourceText } from "./core/src/text/sourceText";
        export { Workspace } from "./core/src/tree/workspace";`,
      resolveDir: path.join(import.meta.dirname, "../.."),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    minify: true,
    external: ["iced-x86"],
    outfile,
    logLevel: "error",
  });
  return import(pathToFileURL(outfile).href);
}

/** A tree of so many steps: a tenth are second builds, a tenth scripts, a few defines and predicates. */
function generate(steps) {
  const root = path.join(scratch, "tree");
  const lines = ["build: bash-1.0"];
  mkdirSync(path.join(root, "steps/improve"), { recursive: true });
  mkdirSync(path.join(root, "steps/bash-1.0"));
  writeFileSync(path.join(root, "steps/bash-1.0/pass1.kaem"), "");
  for (let step = 0; lines.length < steps; step++) {
    const name = `package-${step}.${step % 10}`;
    mkdirSync(path.join(root, "steps", name));
    const hash = step.toString(16).padStart(64, "0");
    writeFileSync(path.join(root, "steps", name, "pass1.sh"), "");
    writeFileSync(
      path.join(root, "steps", name, "sources"),
      `f https://example.org/${name}.tar.gz ${hash}\n`,
    );
    lines.push(`build: ${name}${step % 7 === 0 ? " ( CHROOT == False && QEMU == True )" : ""}`);
    if (step % 10 === 1) lines.push(`build: ${name}`);
    if (step % 10 === 2) lines.push("improve: tidy");
    if (step % 50 === 3) lines.push(`define: VARIABLE_${step} = ( CHROOT == True || ARCH == x86 )`);
  }
  writeFileSync(path.join(root, "steps/improve/tidy.sh"), "");
  writeFileSync(path.join(root, "steps/manifest"), `${lines.slice(0, steps).join("\n")}\n`);
  return root;
}

async function measure(root, { languageOfPath, nodeFileSystem, RememberedFiles, SourceText, Workspace }) {
  const manifest = `${root}/steps/manifest`;
  const language = languageOfPath(manifest);
  const bytes = readFileSync(manifest);
  const middle = bytes.indexOf("build: ", bytes.length >> 1) + "build: ".length;
  const calls = {
    diagnostics: (document) => language.diagnostics(document),
    lenses: (document) => language.lenses?.(document),
    inlayHints: (document) => language.inlayHints?.(document, { start: middle, end: middle + 4000 }),
    semanticTokens: (document) => language.semanticTokens?.(document),
    folding: (document) => language.folding?.(document),
    outline: (document) => language.outline(document),
    links: (document) => language.links?.(document),
    hover: (document) => language.hover(document, middle),
    definition: (document) => language.definition(document, middle),
    references: (document) => language.references?.(document, middle),
    highlights: (document) => language.highlights?.(document, middle),
    completion: (document) => language.completion?.(document, middle),
    rename: (document) => language.rename?.(document, middle, "other-1.0"),
  };
  let open;
  const fresh = () =>
    new Workspace(new RememberedFiles(nodeFileSystem, () => true), (at) =>
      at === manifest ? open : undefined,
    );
  const edited = (count) => {
    open = new SourceText(Buffer.concat([bytes, Buffer.from(`${"# edited\n".repeat(count)}`)]));
    return { language: language.id, path: manifest, text: open, workspace };
  };
  const time = async (call, document) => {
    const start = performance.now();
    await call(document);
    return performance.now() - start;
  };

  let workspace = fresh();
  const all = performance.now();
  const first = edited(0);
  for (const call of Object.values(calls)) await call(first);
  console.log(`${root}: every service once, cold: ${(performance.now() - all).toFixed(0)} ms`);
  console.log("service            cold ms  edited ms");
  for (const [name, call] of Object.entries(calls)) {
    workspace = fresh();
    const cold = await time(call, edited(0));
    const times = [];
    for (let count = 1; count <= edits; count++) times.push(await time(call, edited(count)));
    const median = times.sort((a, b) => a - b)[edits >> 1];
    console.log(`${name.padEnd(16)} ${cold.toFixed(1).padStart(9)} ${median.toFixed(1).padStart(10)}`);
  }
  console.log(`memory: ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`);
}

try {
  const modules = await core();
  for (const tree of positionals) await measure(path.resolve(tree), modules);
  await measure(generate(Number(values.steps)), modules);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
