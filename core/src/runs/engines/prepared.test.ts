import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import type { SandboxCommand, SandboxProcess } from "./engine";
import { sandboxMaker } from "./prepared";
import { waitForLine } from "./sandbox";

let workshop: string;
beforeAll(() => {
  workshop = mkdtempSync(path.join(tmpdir(), "bootstrappable-prepared-"));
});
afterAll(() => rmSync(workshop, { recursive: true }));

const command = (...words: readonly string[]): SandboxCommand => ({
  ...{ root: "/", workshop, program: words[0]!, args: words.slice(1), directory: "/" },
  ...{ environment: new Map(), network: false },
});

/** What `finish` was called for. */
const finished: string[] = [];

/** A chain that makes nothing but the wait. */
const { start, prepare } = sandboxMaker(nodeMachine, {
  request({ program, args }) {
    const script = `set -e\n${waitForLine}\necho ready >&2\nexec "$@" 2>&1`;
    return Promise.resolve({
      ...{ file: "/bin/sh", args: ["-c", script, "sh", program, ...args] },
      ...{ environment: new Map([["PATH", "/usr/bin:/bin"]]), directory: "/" },
    });
  },
  finish({ args }) {
    if (args[0] === "full") return Promise.reject(new Error("no space left"));
    finished.push(args.join(" "));
    return Promise.resolve();
  },
});

async function outcome({ output, exit }: SandboxProcess): Promise<string> {
  let text = "";
  for await (const piece of output) text += new TextDecoder().decode(piece);
  return `${text}${(await exit).status}`;
}

/** Ids of our children that have a word among theirs. */
function childrenWith(word: string): readonly string[] {
  const found = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8", maxBuffer: 1 << 26 });
  return found.split("\n").flatMap((line) => {
    const [id, parent, ...words] = line.trim().split(/\s+/);
    return parent === String(process.pid) && words.includes(word) ? [id!] : [];
  });
}

describe.skipIf(process.platform !== "linux")("a sandbox that is made beforehand", () => {
  it("runs its command when its turn has come, while the one before has a pipe of its own", async () => {
    const first = await start(command("sh", "-c", "echo one; read line; echo $?"));
    const second = await prepare(command("echo", "two"));
    const third = await prepare(command("echo", "three"));
    expect(finished).not.toContain("two");
    expect(await outcome(first)).toBe("one\n1\n0");
    expect(await outcome(await second.begin(command("echo", "two")))).toBe("two\n0");
    expect(finished).toContain("two");
    expect(await outcome(await third.begin(command("echo", "three")))).toBe("three\n0");
  });

  it("gives way to another where the command is another than was expected, or it was ended", async () => {
    const expected = await prepare(command("echo", "expected"));
    expect(await outcome(await expected.begin(command("echo", "another")))).toBe("another\n0");
    const ended = await prepare(command("echo", "still"));
    const [id] = childrenWith("still");
    process.kill(Number(id), "SIGKILL");
    await vi.waitFor(() => expect(existsSync(`/proc/${id}`)).toBe(false));
    expect(await outcome(await ended.begin(command("echo", "still")))).toBe("still\n0");
  });

  it("leaves nothing when it is discarded, or cannot be finished", async () => {
    const discarded = await prepare(command("echo", "discarded"));
    expect(childrenWith("discarded")).toHaveLength(1);
    await discarded.discard();
    expect(childrenWith("discarded")).toEqual([]);
    await expect(start(command("echo", "full"))).rejects.toThrow("no space left");
    expect(childrenWith("full")).toEqual([]);
  });
});
