// How long an editor waits: one-character edits over the server's standard input and output, each until its
// diagnostics and the tokens of fifty lines are there; then hovers and completions. p95 of each. On programs of our own
// of the size of upstream's largest, and with a live-bootstrap checkout on its own files.
//
//   node test/bench/latency.mjs [TREE] [--edits N]      (after npm run build)
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { Editor } from "./lib/editor.mjs";
import { writeHex0, writeHex2, writeM1 } from "./lib/programs.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { edits: { type: "string", default: "60" } },
});
const edits = Number(values.edits);
const scratch = mkdtempSync(path.join(tmpdir(), "bootstrappable-bench-"));
const server = path.join(import.meta.dirname, "../../dist/server.js");
let missed = 0;

/** A tree whose one script assembles each of the files. */
function ownTree() {
  const root = path.join(scratch, "tree");
  const x86 = path.join(root, "seed/stage0-posix/x86");
  mkdirSync(x86, { recursive: true });
  mkdirSync(path.join(root, "steps"));
  writeFileSync(path.join(root, "steps/manifest"), "");
  writeFileSync(
    path.join(root, "seed/stage0-posix/kaem.x86"),
    "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini.kaem\n",
  );
  const kaem = [];
  const tools = { hex0: "hex0", hex1: "hex1", hex2: "hex2-0", M1: "M0" };
  const sizes = { small: 1, large: 2_000_000 / 240_000 };
  const files = [];
  for (const [size, factor] of Object.entries(sizes)) {
    for (const [language, tool] of Object.entries(tools)) {
      const name = `${size}.${language}`;
      const file = path.join(x86, name);
      if (language === "hex0") writeHex0(file, Math.round(90_000 * factor));
      else if (language === "hex1")
        writeFileSync(file, `:a\n${"\tE8 %a 48C7C0 01000000 # call %a\n".repeat(Math.round(1200 * factor))}`);
      else if (language === "hex2") writeHex2(file, Math.round(2000 * factor));
      else writeM1(file, Math.round(540 * factor));
      kaem.push(`./x86/artifact/${tool} ./x86/${name} ./x86/artifact/${name}.out\n`);
      if (language === "M1")
        kaem.push(`./x86/artifact/hex2-0 ./x86/artifact/${name}.out ./x86/artifact/${name}\n`);
      files.push({ file, language: language.toLowerCase(), limit: size === "small" ? 16 : 60 });
    }
  }
  writeFileSync(path.join(x86, "mini.kaem"), kaem.join(""));
  return { root, files };
}

/** The largest upstream file of each language. */
function upstreamFiles(tree) {
  const files = {
    hex0: "builder-hex0/builder-hex0-x86-stage2.hex0",
    hex1: "seed/stage0-posix/riscv32/hex2_riscv32.hex1",
    hex2: "builder-hex0/builder-hex0.hex2",
    m1: "seed/stage0-posix/AArch64/cc_aarch64.M1",
  };
  return Object.entries(files)
    .map(([language, name]) => ({ file: path.join(tree, name), language, limit: 16 }))
    .filter(({ file }) => existsSync(file));
}

const p95 = (times) =>
  times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * 0.95))];
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

function say(what, times, limit) {
  const middle = median(times);
  const slow = p95(times);
  const good = slow <= limit;
  if (!good) missed++;
  console.log(
    `${good ? "ok  " : "MISS"} ${what.padEnd(58)} ${middle.toFixed(1).padStart(7)} ms, p95 ${slow.toFixed(1).padStart(6)} ms   wanted p95 ≤ ${limit} ms`,
  );
}

async function measure(root, { file, language, limit }) {
  const editor = await Editor.start(spawn(process.execPath, [server, "--stdio"]), pathToFileURL(root).href);
  const uri = pathToFileURL(file).href;
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n").length;
  await editor.open(uri, language, text);
  const middle = Math.floor(lines / 2);
  const textDocument = { uri };
  const range = { start: { line: middle, character: 0 }, end: { line: middle + 50, character: 0 } };
  const times = { edit: [], hover: [], completion: [] };
  for (let count = 0; count < edits + 20; count++) {
    const start = performance.now();
    const published = editor.change(uri, { line: middle, character: 0 }, count % 2 === 0 ? " " : "");
    await Promise.all([
      published,
      editor.request("textDocument/semanticTokens/range", { textDocument, range }),
    ]);
    const edited = performance.now();
    const position = { line: middle + (count % 40), character: 6 };
    await editor.request("textDocument/hover", { textDocument, position });
    const hovered = performance.now();
    await editor.request("textDocument/completion", {
      textDocument,
      position: { line: middle, character: count % 2 === 0 ? 1 : 0 },
    });
    const completed = performance.now();
    // The first ones are slow while the server's code is still being compiled.
    if (count < 20) continue;
    times.edit.push(edited - start);
    times.hover.push(hovered - edited);
    times.completion.push(completed - hovered);
  }
  const name = `${path.basename(file)}, ${Math.round(text.length / 1000)} kB`;
  say(`${name}: edit to diagnostics and tokens`, times.edit, limit);
  say(`${name}: hover`, times.hover, limit === 16 ? 10 : 60);
  say(`${name}: completion`, times.completion, limit === 16 ? 10 : 60);
  editor.end();
}

try {
  const own = ownTree();
  for (const file of own.files) await measure(own.root, file);
  const [tree] = positionals;
  if (tree !== undefined) for (const file of upstreamFiles(tree)) await measure(tree, file);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (missed > 0) console.log(`${missed} missed`);
