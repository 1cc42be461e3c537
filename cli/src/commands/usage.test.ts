import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, it, vi } from "vitest";
import { exitStatus } from "../exitStatus";
import { otherCommands } from "./others";

const folder = mkdtempSync(path.join(tmpdir(), "bootstrappable-usage-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Where no tree is. */
const empty = path.join(folder, "empty");
mkdirSync(empty);
writeFileSync(path.join(folder, "log"), "");

/** What a command line came to, as main.ts has it; in this process, which takes a hundredth of the time. */
async function used(words: readonly string[]): Promise<{ readonly status: number; readonly stderr: string }> {
  let [status, stderr]: [number, string] = [exitStatus.good, ""];
  const written = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    stderr += String(text);
    return true;
  });
  const program = new Command();
  for (const command of otherCommands((value) => (status = value))) program.addCommand(command);
  for (const command of program.commands)
    for (const each of [command, ...command.commands]) each.exitOverride();
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof Error) || !("exitCode" in error)) throw error;
    status = exitStatus.usage;
  } finally {
    written.mockRestore();
  }
  return { status, stderr };
}

describe("a command without a tree", () => {
  const commands: readonly (readonly string[])[] = [
    ["annotate", path.join(folder, "log"), "--tree", empty],
    ["audit", "--sources", empty],
    ["build-seeds", empty],
    ["clean", empty],
    ["compare", "--engines", "userns,bwrap", "--tree", empty],
    ["compare", "--tree", empty, "last", "last~1"],
    ["distfiles", "fetch", empty],
    ["distfiles", "mirror", path.join(empty, "mirror"), empty],
    ["distfiles", "verify", empty],
    ["doctor", empty],
    ["image", empty, "-o", path.join(empty, "disk.img")],
    ["new-step", "greet-1.0", empty],
    ["new-step", "--lint", "greet-1.0", empty],
    ["plan", empty],
    ["plan", empty, "--scripts", path.join(empty, "scripts")],
    ["provenance", "--of", "/etc/motd", empty],
    ["rootfs", "--tree", empty],
    ["run", empty],
    ["runs", empty],
    ["runs", empty, "--remove", "last"],
    ["shell", empty],
    ["verify", empty],
    ["verify", empty, "--run", "last"],
  ];
  it.each(commands.map((words) => [words.filter((word) => !word.startsWith("/")).join(" "), words]))(
    "is wrong usage: %s",
    async (_, words) => {
      const { status, stderr } = await used(words);
      expect(stderr).toMatch(
        /^bootstrappable: error: .*(no steps\/manifest here or in a folder above|no tree here)/,
      );
      expect(status).toBe(exitStatus.usage);
      expect(readdirSync(empty)).toEqual([]);
    },
  );
});

it("takes what is not there for no path in the tree around it", async () => {
  mkdirSync(path.join(folder, "tree/steps"), { recursive: true });
  writeFileSync(path.join(folder, "tree/steps/manifest"), "");
  expect((await used(["runs", path.join(folder, "tree/steps")])).status).toBe(exitStatus.good);
  for (const command of ["run", "runs", "plan"]) {
    const { status, stderr } = await used([command, path.join(folder, "tree/slip")]);
    expect([status, stderr]).toEqual([
      exitStatus.usage,
      `bootstrappable: error: ${path.join(folder, "tree/slip")}: no such file or folder\n`,
    ]);
  }
});

it("says of a path that is not UTF-8 that it cannot be used", async () => {
  // What Node makes of the bytes of such an argument.
  const { status, stderr } = await used(["plan", path.join(empty, "tree\ufffd")]);
  expect(stderr).toContain("a path that is not UTF-8 cannot be used");
  expect(status).toBe(exitStatus.usage);
});

describe("a number that cannot be", () => {
  const image = ["image", "-o", path.join(folder, "disk.img")];
  const options: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ["--size", image, ["0", "8388608G"]],
    ["--swap", image, ["8388608G"]],
    ["--cores", image, ["0"]],
    ["--size", ["run"], ["0"]],
    ["--qemu-ram", ["run"], ["0"]],
    ["--tmpfs-size", ["run", "--tmpfs"], ["0"]],
    ["--idle-timeout", ["run"], []],
    ["--spin-timeout", ["run"], []],
    ["--jump-timeout", ["run"], []],
    ["--checkpoint-interval", ["run"], []],
    ["--events-fd", ["run"], ["16", "999999"]],
    ["--idle-timeout", ["rootfs"], []],
    ["--event-lines", ["annotate", "-"], []],
    ["--port", ["distfiles", "serve", "."], ["65536"]],
    ["--connections", ["distfiles", "fetch"], ["0"]],
    ["--max-size", ["distfiles", "fetch"], ["0"]],
  ];
  it.each(options)("is refused: %s of %s", async (option, command, own) => {
    const usual = ["", "-1", "NaN", "1e9", "10000000000", "99999999999999999999", "999999999G", "0x10"];
    for (const number of [...usual, ...own]) {
      const { status, stderr } = await used([...command, `${option}=${number}`]);
      expect([number, status]).toEqual([number, exitStatus.usage]);
      expect(stderr).toMatch(/ is invalid\. (It must be|Not an open file descriptor)/);
    }
    expect(readdirSync(folder)).not.toContain("disk.img");
  });
});
