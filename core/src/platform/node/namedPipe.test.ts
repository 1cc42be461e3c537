import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeProcesses } from "./processes";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "bootstrappable-pipe-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a script of the machine's shell writes through a pipe, in pieces as they came. */
async function piecesOf(script: string, pipe: string): Promise<readonly Uint8Array[]> {
  const request = { file: "/bin/sh", args: ["-c", script], environment: new Map<string, string>() };
  const process = nodeProcesses.start({ ...request, directory: "/", pipe });
  const pieces: Uint8Array[] = [];
  for await (const piece of process.output) pieces.push(piece);
  expect(await process.exit).toEqual({ status: 0, signal: undefined });
  return pieces;
}

const textOf = (pieces: readonly Uint8Array[]) => Buffer.concat(pieces).toString();

describe.skipIf(process.platform !== "linux")("a named pipe", () => {
  it("brings all that is written, byte by byte or much at once, and serves one process after the other", async () => {
    const pipe = path.join(folder, "output");
    expect(await nodeProcesses.makePipe(pipe)).toBe(true);
    const letters = "i=0; while [ $i -lt 3000 ]; do printf x; i=$((i + 1)); done";
    const pieces = await piecesOf(letters, pipe);
    expect(textOf(pieces)).toBe("x".repeat(3000));
    // Whoever writes is not waited for at each byte.
    expect(pieces.length).toBeLessThan(1500);
    expect(await nodeProcesses.makePipe(pipe)).toBe(true);
    const much = await piecesOf("head -c 3000000 /dev/zero; printf end", pipe);
    expect(Buffer.concat(much).equals(Buffer.concat([Buffer.alloc(3_000_000), Buffer.from("end")]))).toBe(
      true,
    );
  });

  it("comes to its end with the last that writes, and with nothing", async () => {
    const pipe = path.join(folder, "output");
    await nodeProcesses.makePipe(pipe);
    expect(textOf(await piecesOf("(sleep 0.1; echo late) & echo early", pipe))).toBe("early\nlate\n");
    expect(await piecesOf(":", pipe)).toEqual([]);
  });

  it("is done without where there is none", async () => {
    expect(await nodeProcesses.makePipe(path.join(folder, "no/output"))).toBe(false);
    expect(textOf(await piecesOf("echo said", path.join(folder, "output")))).toBe("said\n");
    const file = path.join(folder, "file");
    writeFileSync(file, "mine");
    expect(await nodeProcesses.makePipe(file)).toBe(false);
    expect(textOf(await piecesOf("echo said", file))).toBe("said\n");
    expect(readFileSync(file, "utf8")).toBe("mine");
  });

  it("is closed when its program cannot be started", async () => {
    const pipe = path.join(folder, "output");
    await nodeProcesses.makePipe(pipe);
    const request = {
      file: "/no/such/program",
      args: [],
      environment: new Map<string, string>(),
      directory: "/",
    };
    const process = nodeProcesses.start({ ...request, pipe });
    for await (const piece of process.output) expect(piece).toBeUndefined();
    await expect(process.exit).rejects.toThrow("ENOENT");
  });
});
