// How long an editor waits for the languages of bytes: a one-character edit over the server's standard input and output,
// until its diagnostics and the tokens of fifty lines are there; then a hover and a completion. p95 of each, on programs
// of our own as large as upstream's largest files, and of 2 MB. BOOTSTRAPPABLE_UPSTREAM adds upstream's own, and how
// much memory the server has with all of stage0-posix open.
//
//   node test/bench/latency.mjs [--edits N] [--only PART] [--profile FOLDER]      (after npm run build)
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { writeHex0, writeHex1, writeHex2, writeM1 } from "./lib/programs.mjs";
import { BenchServer } from "./lib/server.mjs";
import { Report, Times } from "./lib/times.mjs";

const { values } = parseArgs({
  options: {
    edits: { type: "string", default: "100" },
    only: { type: "string", default: "" },
    profile: { type: "string" },
  },
});
const edits = Number(values.edits);
/** So many before them are not counted: at first the server's code is still being compiled. */
const warming = 30;
const scratch = mkdtempSync(path.join(tmpdir(), "bootstrappable-bench-"));
const upstream = process.env.BOOTSTRAPPABLE_UPSTREAM;
const report = new Report("p95");
/** The largest of upstream's files are about so long (bytes), and nobody writes longer ones than those. */
const usual = 240_000;
const large = 2_000_000;
const languages = { hex0: "hex0", hex1: "hex1", hex2: "hex2", M1: "m1" };
const writers = {
  hex0: writeHex0,
  hex1: writeHex1,
  hex2: (file, size) => writeHex2(file, Math.round(size / 82)),
  M1: (file, size) => writeM1(file, Math.round(size / 470)),
};

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
  const files = [];
  for (const size of [usual, large]) {
    for (const [language, tool] of Object.entries(tools)) {
      const name = `${size}.${language}`;
      writers[language](path.join(x86, name), size);
      kaem.push(`./x86/artifact/${tool} ./x86/${name} ./x86/artifact/${name}.out\n`);
      if (language === "M1")
        kaem.push(`./x86/artifact/hex2-0 ./x86/artifact/${name}.out ./x86/artifact/${name}\n`);
      files.push(path.join(x86, name));
    }
  }
  writeFileSync(path.join(x86, "mini.kaem"), kaem.join(""));
  return { root, files };
}

/** Every file below a folder of a checkout, with its size in bytes. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ file, size: statSync(file).size }));
}

/** The largest of upstream's files of each language, up to the usual size. */
function largestOf(files) {
  return Object.keys(languages)
    .map((language) => {
      const own = files.filter(({ file, size }) => file.endsWith(`.${language}`) && size <= usual);
      return own.sort((a, b) => b.size - a.size)[0]?.file;
    })
    .filter((file) => file !== undefined);
}

async function measure(root, file) {
  const options = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
  const server = await BenchServer.start(root, options);
  await server.open(file, languages[path.extname(file).slice(1)]);
  const text = readFileSync(file, "utf8");
  const middle = Math.floor(text.split("\n").length / 2);
  const range = { start: { line: middle, character: 0 }, end: { line: middle + 50, character: 0 } };
  const times = { edit: new Times(report), hover: new Times(report), completion: new Times(report) };
  for (let count = 0; count < edits + warming; count++) {
    // The first time that is counted.
    if (count === warming) for (const each of Object.values(times)) each.forget();
    const added = count % 2 === 0;
    await times.edit.take(server, () =>
      Promise.all([
        added ? server.edit(middle, 0, 0, " ") : server.edit(middle, 0, 1, ""),
        server.ask("textDocument/semanticTokens/range", { range }),
      ]),
    );
    await times.hover.take(server, () =>
      server.ask("textDocument/hover", { position: { line: middle + (count % 40), character: 6 } }),
    );
    await times.completion.take(server, () =>
      server.ask("textDocument/completion", { position: { line: middle, character: added ? 1 : 0 } }),
    );
  }
  const size = Buffer.byteLength(text);
  const name = `${path.basename(file)}, ${Math.round(size / 1000)} kB`;
  times.edit.say(`${name}: edit`, size <= usual * 1.1 ? 16 : 60);
  times.hover.say(`${name}: hover`, 10);
  times.completion.say(`${name}: completion`, 10);
  await server.stop();
}

/** Hovers at random bytes of a file that nobody edits. */
async function measureHovers(root, file) {
  const server = await BenchServer.start(root);
  await server.open(file, languages[path.extname(file).slice(1)]);
  const lines = readFileSync(file, "utf8").split("\n");
  const times = new Times(report);
  let seed = 1;
  const random = (limit) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % limit;
  };
  for (let count = 0; count < 2 * edits + warming; count++) {
    if (count === warming) times.forget();
    const line = random(lines.length);
    const character = random(Math.min(12, Math.max(1, lines[line].length)));
    await times.take(server, () => server.ask("textDocument/hover", { position: { line, character } }));
  }
  times.say(`${path.basename(file)}: hover at random bytes`, 10);
  await server.stop();
}

/** What the first hover on an instruction takes, when all but the decoder is there. */
async function measureDecoder(name, code) {
  const folder = path.join(scratch, name);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.hex0`);
  writeFileSync(file, `90 90 90 90 90 90 # no instruction is asked for here\n${code}\n`);
  const server = await BenchServer.start(folder);
  await server.open(file, "hex0");
  await server.ask("textDocument/hover", { position: { line: 0, character: 30 } });
  const times = new Times(report);
  await times.take(server, () => server.ask("textDocument/hover", { position: { line: 1, character: 0 } }));
  times.say(`${name}: first hover, with its decoder`, 150);
  await server.stop();
}

async function measureMemory(root, files) {
  const server = await BenchServer.start(root);
  for (const { file } of files) {
    const language = languages[path.extname(file).slice(1)] ?? (file.endsWith(".kaem") ? "kaem" : undefined);
    if (language !== undefined) await server.open(file, language);
  }
  report.say("all of stage0-posix open: memory", [server.usage().rss], 200, { unit: "MiB" });
  await server.stop();
}

try {
  const own = ownTree();
  for (const file of own.files) if (file.includes(values.only)) await measure(own.root, file);
  if (values.only === "" || values.only === "hover") {
    for (const file of own.files)
      if (path.basename(file).startsWith(`${usual}.`)) await measureHovers(own.root, file);
    await measureDecoder("AMD64", "31C0");
    await measureDecoder("AArch64", "010000D4");
  }
  if (upstream !== undefined) {
    const seed = filesBelow(path.join(upstream, "seed"));
    const files = [...seed, ...filesBelow(path.join(upstream, "builder-hex0"))];
    for (const file of largestOf(files)) if (file.includes(values.only)) await measure(upstream, file);
    if (values.only === "" || values.only === "memory") await measureMemory(upstream, seed);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = report.missed === 0 ? 0 : 1;
