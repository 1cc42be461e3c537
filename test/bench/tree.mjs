// How long a bootstrap's tree takes in an editor: the packaged language server over standard input and output.
//
//   node test/bench/tree.mjs [--runs N] [--only open|edit|large] [--requests PART] [--profile FOLDER]
//
// Opening: the manifest of a tree like live-bootstrap until diagnostics, plan, outline and lenses are there, in a
// server of its own each time. Editing: one line of it, until its diagnostics are there. Large: 20,000 steps, each
// request by itself and behind an edit. BOOTSTRAPPABLE_UPSTREAM adds a real checkout.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { BenchServer } from "./lib/server.mjs";
import { Report, Times } from "./lib/times.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    only: { type: "string" },
    profile: { type: "string" },
    requests: { type: "string", default: "" },
  },
});
const runs = Number(values.runs);
const root = path.join(import.meta.dirname, "../..");
const scratch = mkdtempSync(path.join(tmpdir(), "bootstrappable-bench-"));
const upstream = process.env.BOOTSTRAPPABLE_UPSTREAM;
const report = new Report("median");
const { say } = report;

async function generated(name, size) {
  const outfile = path.join(scratch, "generatedTree.mjs");
  await build({
    entryPoints: [path.join(root, "test/support/generatedTree.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const module = await import(pathToFileURL(outfile).href);
  const tree = path.join(scratch, name);
  module.generateTree(
    tree,
    size ?? { ...module.likeLiveBootstrap, seed: path.join(root, "examples/mini-bootstrap/seed") },
  );
  return tree;
}

const manifestOf = (tree) => path.join(tree, "steps/manifest");
const opened = async (server, tree) => {
  const diagnostics = server.open(manifestOf(tree), "bootstrap-manifest");
  await Promise.all([
    diagnostics,
    server.connection.sendRequest("bootstrappable/plan", { root: tree }),
    server.ask("textDocument/documentSymbol"),
    server.ask("textDocument/codeLens"),
  ]);
};

async function benchOpen(tree, title) {
  const times = new Times(report);
  const rss = [];
  for (let run = 0; run < runs; run++) {
    const server = await BenchServer.start(tree);
    await times.take(server, () => opened(server, tree));
    rss.push(server.usage().rss);
    await server.stop();
  }
  times.say(`${title}: open, complete model`, 1000);
  say(`${title}: memory then`, rss, 200, { unit: "MiB" });
}

async function benchEdit(tree, title) {
  const server = await BenchServer.start(tree);
  await opened(server, tree);
  const lines = readFileSync(manifestOf(tree), "utf8").split("\n");
  const line = lines.findIndex((each, at) => at > lines.length / 2 && each.startsWith("build: "));
  const end = lines[line].length;
  const times = new Times(report);
  const all = new Times(report);
  for (let run = 0; run < 3 * runs; run++) {
    await times.take(server, () => server.edit(line, end, end, " # note"));
    await times.take(server, () => server.edit(line, end, end + 7, ""));
    await all.take(server, () =>
      Promise.all([
        server.edit(line, 7, 7, "x"),
        server.connection.sendRequest("bootstrappable/plan", { root: tree }),
        server.ask("textDocument/documentSymbol"),
        server.ask("textDocument/codeLens"),
        server.ask("textDocument/semanticTokens/full"),
        server.ask("textDocument/foldingRange"),
      ]),
    );
    await times.take(server, () => server.edit(line, 7, 8, ""));
  }
  times.say(`${title}: an edit, diagnostics`, 20);
  all.say(`${title}: an edit, and all that VS Code asks then`);
  say(`${title}: memory at the end`, [server.usage().rss], 200, { unit: "MiB" });
  await server.stop();
}

async function benchLarge(tree) {
  const server = await BenchServer.start(
    tree,
    values.profile ? ["--cpu-prof", `--cpu-prof-dir=${values.profile}`] : [],
  );
  const first = new Times(report);
  await first.take(server, () => opened(server, tree));
  first.say("20,000 steps: open");
  const lines = readFileSync(manifestOf(tree), "utf8").split("\n");
  const line = lines.findIndex((each, at) => at > lines.length / 2 && /^build: \S+$/.test(each));
  const end = lines[line].length;
  const position = { line, character: 10 };
  const range = { start: { line, character: 0 }, end: { line: line + 60, character: 0 } };
  const requests = {
    "textDocument/hover": { position },
    "textDocument/definition": { position },
    "textDocument/references": { position, context: { includeDeclaration: true } },
    "textDocument/documentHighlight": { position },
    "textDocument/completion": { position },
    "textDocument/documentSymbol": {},
    "textDocument/codeLens": {},
    "textDocument/inlayHint": { range },
    "textDocument/semanticTokens/full": {},
    "textDocument/semanticTokens/range": { range },
    "textDocument/foldingRange": {},
    "textDocument/documentLink": {},
    "textDocument/prepareRename": { position },
    "textDocument/rename": { position, newName: "other-1.0" },
    "bootstrappable/plan": { root: tree },
  };
  const edits = new Times(report);
  const edit = async () => {
    await edits.take(server, () => server.edit(line, end, end, " # note"));
    await edits.take(server, () => server.edit(line, end, end + 7, ""));
  };
  for (const [method, params] of Object.entries(requests)) {
    if (!method.includes(values.requests)) continue;
    await server.ask(method, params);
    const times = new Times(report);
    for (let run = 0; run < runs; run++) {
      await edit();
      await times.take(server, () => server.ask(method, params));
    }
    times.say(`20,000 steps: ${method.replace("textDocument/", "")}`, 100);
  }
  edits.say("20,000 steps: diagnostics behind an edit", 100);
  say("20,000 steps: memory at the end", [server.usage().rss], undefined, { unit: "MiB" });
  await server.stop();
}

const wanted = (name) => values.only === undefined || values.only === name;
try {
  if (wanted("open") || wanted("edit")) {
    const trees = { generated: await generated("small"), ...(upstream && { upstream }) };
    for (const [title, tree] of Object.entries(trees)) {
      if (wanted("open")) await benchOpen(tree, title);
      if (wanted("edit")) await benchEdit(tree, title);
    }
  }
  if (wanted("large")) await benchLarge(await generated("large", { steps: 20_000, filesPerPackage: 0 }));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = report.missed === 0 ? 0 : 1;
