// What running costs beside the programs that are run: the packaged command against the bare sandbox on the same tree,
// checkpoints, the time to resume, an image against a copy of the same files, and a step that prints a gigabyte.
//
//   node test/bench/runs.mjs [--runs N] [--only overhead|steps|resume|image|output] [--engine ENGINE] [--mib N]
//
// Ours and its peer take turns, so that a busy machine hurts both alike. BOOTSTRAPPABLE_UPSTREAM takes the files of a
// real checkout for the image.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { example, hexSource, printer, writeRunTree } from "./lib/runTree.mjs";
import { Report } from "./lib/times.mjs";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    only: { type: "string" },
    engine: { type: "string" },
    mib: { type: "string", default: "1024" },
  },
});
const runs = Number(values.runs);
const root = path.join(import.meta.dirname, "../..");
const scratch = mkdtempSync(path.join(tmpdir(), "bootstrappable-bench-"));
const upstream = process.env.BOOTSTRAPPABLE_UPSTREAM;
const report = new Report("median");
/** The command as it is packaged, in a place where no other build touches it. */
const cli = path.join(scratch, "cli.js");
/** No record of a bench gets among the person's own. */
const environment = { ...process.env, XDG_STATE_HOME: path.join(scratch, "state") };

const place = (name) => path.join(scratch, name);
const remove = (name) => rmSync(place(name), { recursive: true, force: true });
const middle = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];

function milliseconds(command, options = {}) {
  const output = { stdio: ["ignore", "ignore", "pipe"], env: environment };
  const start = performance.now();
  const { status, stderr } = spawnSync(command[0], command.slice(1), { ...output, ...options });
  if (status !== 0) throw new Error(`${command.join(" ")}: ${status} ${stderr}`);
  return performance.now() - start;
}

/** Times of several works, by their names; all of them are done once before any is done twice. */
function inTurns(works) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, []]));
  for (let run = 0; run < runs; run++)
    for (const [name, work] of Object.entries(works)) times[name].push(work());
  return times;
}

const ratios = (ours, theirs) => ours.map((time) => time / middle(theirs));

function ours(tree, target, ...args) {
  const engine = ["--engine", engineName, "--arch", "amd64"];
  return [process.execPath, cli, "run", place(tree), "--target", place(target), ...engine, ...args];
}

const variables = { ARCH: "amd64", ARCH_DIR: "AMD64", PATH: "/usr/bin", BINDIR: "/usr/bin" };

/** The words in front of a program that run it in a root, and nothing else. */
function bare(folder, environment) {
  const named = Object.entries(environment);
  if (engineName === "bwrap") {
    const set = named.flatMap(([name, value]) => ["--setenv", name, value]);
    const nodes = ["null", "zero", "random", "urandom"].flatMap((name) => [
      "--dev-bind",
      `/dev/${name}`,
      `/dev/${name}`,
    ]);
    const own = ["--unshare-user", "--uid", "0", "--gid", "0", "--unshare-net", "--clearenv", ...set];
    return ["bwrap", ...own, "--bind", folder, "/", "--dir", "/dev", ...nodes, "--tmpfs", "/tmp"];
  }
  const own = ["unshare", "--user", "--map-root-user", "--mount", "--net"];
  return [
    ...own,
    "env",
    "-i",
    ...named.map(([name, value]) => `${name}=${value}`),
    "/usr/sbin/chroot",
    folder,
  ];
}

/**
 * Runs all that a tree says in a copy of it, without anybody who looks on; the time without that for the copy, which goes to
 * `copies`. That is the least that anybody who runs the bare command has done before.
 */
function runBare(tree, steps, copies = []) {
  const folder = place("bare");
  remove("bare");
  const copy = (from, to) => milliseconds(["cp", "-a", path.join(place(tree), from), path.join(folder, to)]);
  copies.push(copy("seed/stage0-posix", "") + copy("seed/after.kaem", "after.kaem") + copy("steps", "steps"));
  for (const name of ["dev", "tmp"]) mkdirSync(path.join(folder, name), { recursive: true });
  const seeds = path.join(folder, "bootstrap-seeds/POSIX/AMD64");
  for (const [source, program] of [
    ["hex0_AMD64.hex0", "hex0-seed"],
    ["kaem-minimal.hex0", "kaem-optional-seed"],
  ]) {
    const words = ["assemble", path.join(seeds, source), "-o", path.join(seeds, program)];
    execFileSync(process.execPath, [cli, ...words], { stdio: "ignore" });
  }
  const all = steps.flatMap((name) => [`cd /steps/${name}`, "kaem --file pass1.kaem"]);
  writeFileSync(path.join(folder, "all.kaem"), ["set -ex", ...all, ""].join("\n"));
  const seed = "/bootstrap-seeds/POSIX/AMD64/kaem-optional-seed";
  const first = milliseconds([...bare(folder, { PATH: "/bin" }), seed, "/kaem.amd64"]);
  if (steps.length === 0) return first;
  return first + milliseconds([...bare(folder, variables), "/usr/bin/kaem", "--file", "/all.kaem"]);
}

function runOurs(tree, ...args) {
  remove("target");
  return milliseconds(ours(tree, "target", ...args));
}

/** A tree of so many steps that each assemble so many bytes; the names of the steps. */
function writeTree(tree, count, bytes) {
  let seed = 0;
  const names = [];
  writeRunTree(place(tree), count, (name, write) => {
    names.push(name);
    write(`src/${name}.hex0`, hexSource(bytes, ++seed));
    return [
      `hex0 src/${name}.hex0 \${BINDIR}/${name}`,
      `sha256sum -o /tmp/sums \${BINDIR}/${name}`,
      "sha256sum -c /tmp/sums",
    ];
  });
  return names;
}

const benches = {
  overhead() {
    const names = writeTree("work", 10, 1 << 20);
    const copies = [];
    const { theirs, layered, plain } = inTurns({
      theirs: () => runBare("work", names, copies),
      layered: () => runOurs("work"),
      plain: () => runOurs("work", "--no-checkpoints"),
    });
    const prepared = theirs.map((time, run) => time + copies[run]);
    report.say("10 steps of work: bare", theirs);
    report.say("10 steps of work: bare, and its copy before", prepared);
    for (const [name, times] of Object.entries({ ours: layered, "ours without checkpoints": plain })) {
      report.say(`10 steps of work: ${name}`, times);
      for (const [peer, its] of Object.entries({ bare: theirs, "bare and copy": prepared }))
        report.say(`  times ${peer}`, ratios(times, its), 1.03, { unit: "×", digits: 3 });
    }
    cpSync(example, place("example"), { recursive: true });
    const own = inTurns({ ours: () => runOurs("example") });
    report.say("the example, 12 small steps: ours", own.ours);
  },

  steps() {
    const count = 200;
    const names = writeTree("many", count, 4096);
    const { theirs, layered } = inTurns({
      theirs: () => runBare("many", names),
      layered: () => runOurs("many"),
    });
    const each = layered.map((time) => (time - middle(theirs)) / count);
    report.say("200 small steps: each, beside its own time", each, 50);
  },

  async resume() {
    if (!existsSync(place("many"))) writeTree("many", 200, 4096);
    runOurs("many");
    for (const step of ["1", "100", "200"]) {
      const times = [];
      for (let run = 0; run < runs; run++) times.push(await untilStepStarts(step));
      report.say(`200 steps: resume at ${step}`, times, 1000);
    }
  },

  image() {
    writeRunTree(place("files"), 160, (name, write) => {
      for (let number = 0; number < 8; number++) write(`files/${number}.patch`, `${name}\n`.repeat(800));
      return ["echo"];
    });
    cpSync(path.join(example, "builder-hex0"), place("files/builder-hex0"), { recursive: true });
    const trees = { "1,600 files": place("files") };
    if (upstream) {
      cpSync(upstream, place("upstream"), {
        recursive: true,
        verbatimSymlinks: true,
        filter: (source) => path.basename(source) !== ".git",
      });
      trees["upstream's files"] = place("upstream");
    }
    for (const [title, tree] of Object.entries(trees)) {
      const image = ["image", tree, "--arch", "x86", "-o", place("image")];
      const { copy, made, start } = inTurns({
        copy() {
          remove("copy");
          return milliseconds(["cp", "-r", tree, place("copy")]);
        },
        made() {
          remove("image");
          return milliseconds([process.execPath, cli, ...image]);
        },
        start: () => milliseconds([process.execPath, cli, "image", "--help"]),
      });
      report.say(`${title}: cp`, copy);
      report.say(`${title}: image`, made);
      report.say("the command's own start", start);
      report.say(`${title}: image, times cp`, ratios(made, copy), 1.5, { unit: "×", digits: 2 });
      const work = made.map((time) => time - middle(start));
      report.say(`${title}: image without the start, times cp`, ratios(work, copy), 1.5, {
        unit: "×",
        digits: 2,
      });
    }
  },

  async output() {
    const line = "gcc -O2 -c -o build/objects/some-object.o src/some-source.c\n";
    const kinds = {
      lines: Buffer.from(line.repeat(Math.floor(65_536 / line.length))),
      "no line ends": Buffer.alloc(65_536, "x"),
      "bytes of all kinds": Buffer.from(Array.from({ length: 65_536 }, (_, at) => (at * 7919) >> 4)),
      escapes: Buffer.from("\u001b[31mred\u001b[0m\u001b]0;title\u0007 text\r\n".repeat(1600)),
    };
    for (const [kind, bytes] of Object.entries(kinds)) {
      const mib = kind === "lines" ? Number(values.mib) : Math.ceil(Number(values.mib) / 5);
      const times = Math.ceil((mib * 1024 * 1024) / bytes.length);
      remove("loud");
      writeRunTree(place("loud"), 1, (_, write) => {
        write("print.hex0", printer(bytes, times));
        return ["hex0 print.hex0 ${BINDIR}/print", "print"];
      });
      await runLoud(`${mib} MiB, ${kind}`, bytes.length * times);
    }
  },
};

/** Milliseconds from the start of `run --from STEP` until the log has the first words of the step's shell. */
async function untilStepStarts(step) {
  const log = place("target/log");
  rmSync(log);
  const start = performance.now();
  const [file, ...args] = ours("many", "target", "--from", step, "--until", step);
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "inherit"], env: environment });
  const closed = new Promise((resolve) => child.once("close", resolve));
  let first;
  const timer = setInterval(() => {
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) first ??= performance.now() - start;
  }, 2);
  const status = await closed;
  clearInterval(timer);
  if (status !== 0 || first === undefined) throw new Error(`step ${step} was not run: ${status}`);
  return first;
}

/** Runs a tree that prints so many bytes as the extension does, and looks at all who have to do with it. */
async function runLoud(title, bytes) {
  remove("target");
  const hook = place("delay.cjs");
  writeFileSync(
    hook,
    `const delay = require("perf_hooks").monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(place("delay.json"))},
      JSON.stringify({ p99: delay.percentile(99) / 1e6, rss: process.resourceUsage().maxRSS * 1024 })));`,
  );
  const [file, ...args] = ours("loud", "target", "--events-fd", "3", "--lifeline", "--thin");
  const start = performance.now();
  const child = spawn(file, ["--require", hook, ...args], {
    stdio: ["pipe", "pipe", "pipe", "pipe"],
    env: { ...environment, FORCE_COLOR: "1" },
  });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  let shown = 0;
  let events = 0;
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (shown += text.replaceAll(/\r?\n/g, "\r\n").length));
  child.stderr.setEncoding("utf8").on("data", (text) => (shown += text.length));
  child.stdio[3].setEncoding("utf8").on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop();
    events += lines.map((each) => JSON.parse(each)).length;
  });
  const status = await new Promise((resolve) => child.once("close", resolve));
  delay.disable();
  if (status !== 0) throw new Error(`${title}: ended with ${status}`);
  const log = statSync(place("target/log")).size;
  if (log < bytes) throw new Error(`${title}: the log has ${log} bytes of ${bytes}`);
  const { p99, rss } = JSON.parse(readFileSync(place("delay.json"), "utf8"));
  report.say(`${title}: time`, [performance.now() - start]);
  report.say(`${title}: events for the editor`, [events], 1000, { unit: "" });
  report.say(`${title}: text for its terminal`, [shown / 1e6], undefined, { unit: "MB" });
  report.say(`${title}: delay of the editor's loop, p99`, [delay.percentile(99) / 1e6], 50);
  report.say(`${title}: delay of the command's loop, p99`, [p99], 50);
  report.say(`${title}: memory of the command`, [rss / 1e6], 100, { unit: "MB" });
}

/** The engine that works here; undefined where none does. */
function usableEngine() {
  writeTree("trial", 1, 16);
  for (const name of values.engine === undefined ? ["userns", "bwrap"] : [values.engine]) {
    const words = [process.execPath, cli, "run", place("trial"), "--target", place("target")];
    const options = ["--engine", name, "--arch", "amd64"];
    const { status, stderr } = spawnSync(words[0], [...words.slice(1), ...options], { env: environment });
    if (status === 0) return name;
    console.log(`skip ${name}: ${String(stderr).trim()}`);
  }
  return undefined;
}

let engineName;
try {
  execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
  for (const name of ["cli.js", "cli-others.js", "cli-running.js"])
    copyFileSync(path.join(root, "dist", name), place(name));
  engineName = usableEngine();
  for (const [name, bench] of Object.entries(benches)) {
    if (values.only !== undefined && values.only !== name) continue;
    if (engineName !== undefined || name === "image") await bench();
    else console.log(`skip ${name}: no sandbox can be made here`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = report.missed === 0 ? 0 : 1;
