// `npm run bench`: how fast the assemblers are, as whole processes, beside the tools that do the same, and how much memory
// they take. Each time is the median of several runs, taken in turns so that a busy machine hurts all alike; ratios are
// what counts.
//
//   node test/bench/main.mjs [--runs N] [--only hex0|hex2|M1|small|growth]
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { writeHex0, writeHex2, writeM1 } from "./lib/programs.mjs";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "5" }, only: { type: "string" } },
});
const runs = Number(values.runs);
const root = path.join(import.meta.dirname, "../..");
const folder = mkdtempSync(path.join(tmpdir(), "bootstrappable-bench-"));
/** The command line as it is packaged, in a place where no other build touches it. */
const cli = path.join(folder, "cli.js");
let missed = 0;

const have = (tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;
const ours = (...args) => [process.execPath, cli, "assemble", "-o", "out", ...args];
const shell = (command) => ["sh", "-c", command];
const perLine = `
import sys
out = open("out.python", "wb")
for line in open(sys.argv[1]):
    out.write(bytes.fromhex(line.split("#")[0].split(";")[0]))
`;

function seconds(command) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command[0], command.slice(1), { cwd: folder });
  if (status !== 0) throw new Error(`${command.join(" ")}: ${status} ${stderr}`);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Medians of several commands, by their names; all of them run once before any runs twice. */
function medians(commands) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let run = 0; run < runs; run++)
    for (const [name, command] of Object.entries(commands)) times[name].push(seconds(command));
  return Object.fromEntries(
    Object.entries(times).map(([name, all]) => [name, all.sort((a, b) => a - b)[all.length >> 1]]),
  );
}

function say(what, value, wanted, good) {
  if (!good) missed++;
  console.log(`${good ? "ok  " : "MISS"} ${what.padEnd(58)} ${value.padStart(10)}   wanted ${wanted}`);
}

/** Most memory that a call of ours had at any time (bytes). */
function peakMemory([node, ...args]) {
  const hook = file("peak.cjs");
  writeFileSync(
    hook,
    `process.on("exit", () => require("fs").writeFileSync("peak", String(process.resourceUsage().maxRSS)));`,
  );
  seconds([node, "--require", hook, ...args]);
  return Number(readFileSync(file("peak"), "utf8")) * 1024;
}

/** Compares ours, of an input, with others, each with the ratio that is wanted. */
function compare(title, input, mine, others) {
  const commands = { ours: mine };
  for (const [name, { command, tool }] of Object.entries(others)) if (have(tool)) commands[name] = command;
  const times = medians(commands);
  console.log(`     ${title}: ours ${times.ours.toFixed(3)} s`);
  for (const [name, { ratio, tool }] of Object.entries(others)) {
    if (times[name] === undefined) console.log(`skip ${name}: ${tool} is not installed`);
    else {
      const times_ = times[name] / times.ours;
      say(`${name}: ${times[name].toFixed(3)} s`, `${times_.toFixed(1)}×`, `≥ ${ratio}×`, times_ >= ratio);
    }
  }
  const peak = peakMemory(mine);
  const share = peak / statSync(file(input)).size;
  say(`memory: ${(peak / 1e6).toFixed(0)} MB`, `${share.toFixed(1)}×`, "≤ 4× the input", share <= 4);
}

const file = (name) => path.join(folder, name);
const options = ["-A", "amd64", "--little-endian"];
const base = ["-B", "0x600000"];

const benches = {
  hex0() {
    writeHex0(file("big.hex0"), 64 << 20);
    compare("hex0, 64 MiB of commented source", "big.hex0", ours("big.hex0"), {
      "python, bytes.fromhex of each line": {
        command: ["python3", "-c", perLine, "big.hex0"],
        tool: "python3",
        ratio: 5,
      },
      "sed | xxd -r -p": {
        command: shell("sed 's/[;#].*$//g' big.hex0 | xxd -r -p > out.xxd"),
        tool: "xxd",
        ratio: 9,
      },
      hex2: { command: ["hex2", ...options, "-f", "big.hex0", "-o", "out.hex2"], tool: "hex2", ratio: 12 },
    });
  },
  hex2() {
    writeHex2(file("big.hex2"), 200_000);
    compare(
      "hex2, 200,000 labels and 400,000 references",
      "big.hex2",
      ours(...options, ...base, "big.hex2"),
      {
        hex2: {
          command: ["hex2", ...options, ...base, "-f", "big.hex2", "-o", "out.c"],
          tool: "hex2",
          ratio: 3,
        },
      },
    );
  },
  M1() {
    writeM1(file("big.M1"), 45_000);
    compare("M1 to bytes, 20 MB, 45,000 labels", "big.M1", ours(...options, ...base, "big.M1"), {
      "M1, then hex2": {
        command: shell(
          `M1 ${options.join(" ")} -f big.M1 -o big.out && hex2 ${options.join(" ")} ${base.join(" ")} -f big.out -o out.c`,
        ),
        tool: "M1",
        ratio: 3,
      },
    });
  },
  small() {
    writeHex2(file("small.hex2"), 10);
    const { ours: mine, node } = medians({
      ours: ours(...options, ...base, "small.hex2"),
      node: [process.execPath, "-e", "0"],
    });
    const extra = (mine - node) * 1000;
    say("a small file, over node -e 0", `${extra.toFixed(0)} ms`, "≤ 60 ms", extra <= 60);
  },
  growth() {
    const languages = {
      hex0: [writeHex0, 16 << 20, []],
      hex2: [writeHex2, 80_000, [...options, ...base]],
      M1: [writeM1, 45_000, [...options, ...base]],
    };
    for (const [language, [write, size, args]] of Object.entries(languages)) {
      write(file(`one.${language}`), size / 10);
      write(file(`ten.${language}`), size);
      const times = medians({
        one: ours(...args, `one.${language}`),
        ten: ours(...args, `ten.${language}`),
      });
      const ratio = times.ten / times.one;
      say(`${language}, ten times the input`, `${ratio.toFixed(1)}×`, "≤ 12× the time", ratio <= 12);
    }
  },
};

try {
  execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
  for (const name of ["cli.js", "cli-others.js", "cli-running.js"])
    copyFileSync(path.join(root, "dist", name), file(name));
  for (const [name, bench] of Object.entries(benches))
    if (values.only === undefined || values.only === name) bench();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
