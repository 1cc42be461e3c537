// How long the audit of a whole tree takes: in the packaged language server, in a terminal, and how long a person who goes
// on working waits meanwhile; the bytes of a large source; and whether arrows in the margin stay linear.
//
//   node test/bench/audit.mjs [--runs N] [--only tree|bytes|lanes] [--profile FOLDER]
//
// BOOTSTRAPPABLE_UPSTREAM audits the stage0-posix of a real checkout instead of copies of the example's sources.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { BenchServer } from "./lib/server.mjs";
import { Report, Times } from "./lib/times.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    only: { type: "string" },
    profile: { type: "string" },
  },
});
const runs = Number(values.runs);
const root = path.join(import.meta.dirname, "../..");
const scratch = mkdtempSync(path.join(tmpdir(), "bootstrappable-bench-"));
const upstream = process.env.BOOTSTRAPPABLE_UPSTREAM;
const report = new Report("median");

/** As many sources as stage0-posix has. */
function copies() {
  const sources = path.join(root, "examples/mini-bootstrap/seed/stage0-posix/x86");
  const folder = path.join(scratch, "copies");
  for (let copy = 0; copy < 40; copy++) {
    const into = path.join(folder, `${copy}/x86`);
    mkdirSync(into, { recursive: true });
    for (const name of readdirSync(sources).filter((each) => each.endsWith(".hex0")))
      cpSync(path.join(sources, name), path.join(into, name));
  }
  return folder;
}

async function benchTree(folder, title) {
  const waited = [];
  const first = new Times(report);
  const again = new Times(report);
  for (let run = 0; run < runs; run++) {
    const options = values.profile ? ["--cpu-prof", `--cpu-prof-dir=${values.profile}`] : [];
    const server = await BenchServer.start(folder, options);
    const file = path.join(scratch, "open.hex0");
    writeFileSync(file, "58 ; pop_eax\n".repeat(200));
    await server.open(file, "hex0");
    const hover = () => server.ask("textDocument/hover", { position: { line: 100, character: 0 } });
    await hover();
    let audited = false;
    const audit = () =>
      server.connection.sendRequest("bootstrappable/audit", {}).finally(() => (audited = true));
    const running = first.take(server, audit);
    while (!audited) {
      const start = performance.now();
      await hover();
      waited.push(performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await running;
    await again.take(server, audit);
    await server.stop();
  }
  first.say(`${title}: audit in the server`, 5000);
  again.say(`${title}: the same again`, 5000);
  report.say(`${title}: a hover meanwhile`, waited, 100);
  const terminal = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    spawnSync(process.execPath, [path.join(root, "dist/cli.js"), "audit", folder], { stdio: "ignore" });
    terminal.push(performance.now() - start);
  }
  report.say(`${title}: audit in a terminal`, terminal, 5000);
}

async function benchBytes() {
  const file = path.join(scratch, "large_x86.hex2");
  const block = ":a%\n\t58 ; pop_eax\n\tE8 %a% ; call %a%\n\t0F84 %a% ; je %a%\n\tC3 ; ret\n";
  const lines = Array.from({ length: 2000 }, (_, index) => block.replaceAll("a%", `label_${index}`));
  writeFileSync(file, lines.join(""));
  const server = await BenchServer.start(scratch);
  await server.open(file, "hex2");
  const uri = pathToFileURL(file).href;
  const bytes = () => server.connection.sendRequest("bootstrappable/lower", { uri, to: "bytes" });
  await bytes();
  const times = new Times(report);
  for (let run = 0; run < runs; run++) {
    await server.edit(1, 2, 3, run % 2 === 0 ? "9" : "8");
    await times.take(server, bytes);
  }
  times.say("10,000 lines: bytes behind an edit", 1000);
  await server.stop();
}

/** Jumps of every length, nested and crossing, as a program of so many lines has them. */
function jumpsOf(count) {
  let state = 1;
  const random = (below) => (state = (state * 48271) % 2147483647) % below;
  return Array.from({ length: count }, (_, index) => {
    const from = index * 3;
    const far = random(10) === 0 ? count * 3 : 60;
    const to = Math.max(0, Math.min(count * 3 - 1, from + random(far) - (far >> 1)));
    return { from, to, kind: ["jump", "branch", "call"][random(3)] };
  });
}

async function benchLanes() {
  const outfile = path.join(scratch, "layout.mjs");
  await build({
    entryPoints: [path.join(root, "client/src/arrows/layout.ts")],
    outfile,
    bundle: true,
    format: "esm",
    logLevel: "error",
  });
  const { layOut } = await import(pathToFileURL(outfile).href);
  const each = (count) => {
    const jumps = jumpsOf(count);
    layOut(jumps);
    return Array.from({ length: 3 * runs }, () => {
      const start = performance.now();
      layOut(jumps);
      return ((performance.now() - start) * 1000) / count;
    });
  };
  const middle = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
  const few = each(5000);
  const many = each(80_000);
  report.say("5,000 jumps: a lane for each", few, undefined, { unit: "µs" });
  report.say("80,000 jumps: a lane for each", many, undefined, { unit: "µs" });
  report.say("80,000 jumps: times that of 5,000", [middle(many) / middle(few)], 3, { unit: "×" });
}

const wanted = (name) => values.only === undefined || values.only === name;
try {
  if (wanted("tree")) {
    if (upstream) await benchTree(path.join(upstream, "seed/stage0-posix"), "stage0-posix");
    else await benchTree(copies(), "40 copies of the example");
  }
  if (wanted("bytes")) await benchBytes();
  if (wanted("lanes")) await benchLanes();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = report.missed === 0 ? 0 : 1;
