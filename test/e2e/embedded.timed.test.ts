import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable, startBootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";
import { bootInQemu, withQemu } from "../support/qemu";
import { until } from "./endless";
import { timeOf } from "./pace";
import { processesWith } from "./runSupport";

beforeAll(built, 120_000);

const example = path.join(repository, "examples/mini-bootstrap");
const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"] ?? "";

interface Event {
  readonly type: string;
  readonly text?: string;
  readonly status?: string;
  readonly engine?: string;
  readonly code?: string;
  readonly path?: string;
  readonly files?: number;
}

const eventsOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Event);

const pathsOf = (events: readonly Event[]) =>
  events.filter(({ type }) => type === "file-loaded").map(({ path: name }) => name);

const linesOf = (events: readonly Event[]) =>
  events.filter(({ type }) => type === "output").map(({ text }) => text);

const args = (tree: string, target: string) => [
  ...["run", tree, "--engine", "embedded", "--target", target, "--format", "json"],
];

describe("the embedded machine", () => {
  let target: string;
  const state = process.env["XDG_STATE_HOME"];

  beforeEach(() => {
    const cwd = folderWith();
    target = path.join(cwd, "target");
    process.env["XDG_STATE_HOME"] = path.join(cwd, "state");
  });

  afterEach(() => {
    if (state === undefined) delete process.env["XDG_STATE_HOME"];
    else process.env["XDG_STATE_HOME"] = state;
  });

  it("has firmware that the audit verifies in every line", () => {
    const bios = "cli/src/emulator/bios.hex0";
    const { status, stdout } = bootstrappable(["audit", "--format", "json", bios], { cwd: repository });
    const [{ lines } = { lines: {} }] = eventsOf(stdout) as unknown as { lines: object }[];
    expect(status).toBe(0);
    expect(lines).toMatchObject({ disagreeing: 0, undecidable: 0, uncommented: 0 });
  });

  it("runs the example to its end, as events", () => {
    const { status, stdout } = bootstrappable(args(example, target), { cwd: repository });
    const events = eventsOf(stdout);
    // Its second stage is no kernel: of the bootstrap itself nothing has run.
    expect(events.filter(({ type }) => type === "finding" || type === "step-started")).toEqual([]);
    expect(events.at(-2)?.text).toMatch(/has read in all \d+ files .* no kernel/);
    expect(status).toBe(0);
    expect(events[0]).toMatchObject({ type: "run-started", engine: "embedded", architecture: "x86" });
    expect(events.at(-1)).toMatchObject({ type: "run-ended", status: "good", steps: 0 });
    expect(pathsOf(events).slice(0, 2)).toEqual([".", "./AMD64"]);
    expect(events.find(({ type }) => type === "load-ended")?.files).toBe(pathsOf(events).length);
    const lines = linesOf(events);
    expect(lines.at(-1)).toBe("Build finished.");
    expect(lines).toContain("251 bytes");
  });

  it.skipIf(!withQemu)(
    "says what QEMU says of the same image",
    () => {
      bootstrappable(args(example, target), { cwd: repository });
      const log = readFileSync(path.join(target, "log"), "latin1");
      expect(log).toBe(bootInQemu(path.join(target, "machine/disk0.img")));
    },
    150_000,
  );

  it("refuses what it cannot boot before it begins", () => {
    const { status, stdout } = bootstrappable([...args(example, target), "--arch", "amd64"], {
      cwd: repository,
    });
    expect(status).toBe(1);
    expect(eventsOf(stdout)).toContainEqual(expect.objectContaining({ code: "image/architecture" }));
  });

  it("whose processor cannot go on, or halts, has come to its end in the program that was at work", () => {
    const letter = "BA F803 B0 78 EE"; // mov dx, 0x3F8; mov al, 'x'; out dx, al
    for (const [end, message] of [
      // cli; protected mode with the interrupts of real mode; int3
      [
        "FA 0F20C0 0C01 0F22C0 CC",
        /cannot go on, as after a triple fault \(v86: Unimplemented: #GP handler\)$/,
      ],
      // cli; hlt
      ["FA F4", /started again or ended by itself/],
    ] as const) {
      const tree = treeWith(`${letter} ${end}\n`);
      const { status, stdout } = bootstrappable(args(tree, target), { cwd: repository });
      expect(status).toBe(1);
      const findings = eventsOf(stdout).filter(({ type }) => type === "finding");
      const file = `${tree}/builder-hex0/builder-hex0-x86-stage2.hex0`;
      expect(findings).toEqual([
        expect.objectContaining({ code: "run/machine-reset", file, message: expect.stringMatching(message) }),
      ]);
      expect(readFileSync(path.join(target, "log"), "latin1")).toBe("x");
    }
  });

  it.skipIf(process.platform !== "linux")("says in a line that there is not enough memory for it", () => {
    const image = path.join(folderWith({ image: "" }), "image");
    const emulator = path.join(repository, "dist/emulator.js");
    const words = ["-c", 'ulimit -v 2600000; "$0" "$@" 2047 $$; exit $?', process.execPath, emulator, image];
    const { status, stderr } = spawnSync("sh", words, { encoding: "utf8", timeout: 60_000 });
    expect([status, stderr]).toEqual([1, "there is not as much memory as the machine needs\n"]);
  });

  it("ends within two seconds when it is cancelled, and when its command is killed", async () => {
    const tree = treeWith("EB FE # jmp $\n");
    for (const signal of ["SIGINT", "SIGKILL"] as const) {
      const running = startBootstrappable(args(tree, target), repository);
      const image = path.join(target, "machine/disk0.img");
      await until(() => processesWith(image).length > 0, "the machine");
      const took = await timeOf(async () => {
        running.process.kill(signal);
        const { status } = await running.ended;
        expect(status).toBe(signal === "SIGINT" ? 130 : null);
        await until(() => processesWith(image).length === 0, "the machine's end");
      });
      expect(took).toBeLessThan(2000);
    }
  });

  it.skipIf(upstream === "")(
    "boots builder-hex0 with the files of the tree",
    async () => {
      const running = startBootstrappable(args(upstream, target), repository);
      let seen = "";
      running.process.stdout!.on("data", (text: string) => (seen += text));
      await until(() => seen.includes('"path":"./x86"') || running.process.exitCode !== null, "its files");
      running.process.kill("SIGINT");
      await running.ended;
      const paths = pathsOf(eventsOf(seen.slice(0, seen.lastIndexOf("\n"))));
      expect(paths.slice(0, 2)).toEqual([".", "./AArch64"]);
      expect(paths).toContain("./x86");
    },
    120_000,
  );
});

/** Copies the example into a tree, which keeps what it has. */
function copyExample(tree: string): void {
  cpSync(example, tree, { recursive: true, force: false });
}

/** A tree with another second stage. */
function treeWith(stage2: string): string {
  const tree = folderWith({ "builder-hex0/builder-hex0-x86-stage2.hex0": stage2 });
  copyExample(tree);
  return tree;
}
