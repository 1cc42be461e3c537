// A QEMU that runs nothing: it prints lines of a script, one after the other, and keeps states as QEMU does. A state is
// an internal snapshot of its disks, and the number of the next line in a file beside the first of them. At a line “@” it
// waits until one was kept since the line “@” before.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";

const args = process.argv.slice(2);
const [script] = args.splice(0, 1);
if (args.includes("--version")) {
  process.stdout.write("QEMU emulator version 9.9.9 (Fake)\n");
  process.exit(0);
}
writeFileSync(`${script}.pid`, String(process.pid));
const after = (name) => args[args.indexOf(name) + 1];
const disks = args.flatMap((word) => /^file=(.*),format=qcow2$/.exec(word)?.[1] ?? []);
const states = `${disks[0]}.lines`;
const known = existsSync(states) ? JSON.parse(readFileSync(states, "utf8")) : {};
const lines = readFileSync(script, "utf8").split("\n");
let next = args.includes("-loadvm") ? known[after("-loadvm")] : 0;
let goes = true;
let kept = next > 0;

const answers = {
  stop: () => ((goes = false), {}),
  cont: () => ((goes = true), {}),
  "query-block": () => [
    {
      inserted: { image: { snapshots: Object.keys(known).map((name) => ({ name, "vm-state-size": 4096 })) } },
    },
  ],
  "human-monitor-command"({ "command-line": line }) {
    const [command, name] = line.split(" ");
    kept ||= command === "savevm";
    if (existsSync(`${script}.full`))
      return "Error: Error while writing VM state: No space left on device\r\n";
    for (const disk of disks)
      execFileSync("qemu-img", ["snapshot", command === "savevm" ? "-c" : "-d", name, disk]);
    if (command === "savevm") known[name] = next;
    else delete known[name];
    writeFileSync(states, JSON.stringify(known));
    return "";
  },
};

if (args.includes("-mon")) {
  const socket = new Socket({ fd: 3 });
  const send = (message) => socket.write(`${JSON.stringify(message)}\r\n`);
  send({ QMP: { version: { qemu: { major: 9, minor: 9, micro: 9 }, package: "Fake" }, capabilities: [] } });
  let rest = "";
  socket.on("data", (piece) => {
    const all = (rest + piece).split("\n");
    rest = all.pop();
    for (const line of all) {
      const { execute, arguments: words } = JSON.parse(line);
      send({ return: answers[execute]?.(words) ?? {} });
    }
  });
}

setInterval(() => {
  if (!goes) return;
  while (lines[next] === "@") {
    if (!kept && !existsSync(`${script}.full`)) return;
    kept = false;
    next++;
  }
  if (next === lines.length) process.exit(0);
  process.stdout.write(`${lines[next++]}\r\n`);
}, 20);
