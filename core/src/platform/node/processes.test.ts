import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { nodeProcesses } from "./processes";

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(10);
}

describe.skipIf(process.platform === "win32")("a process", () => {
  it("that is ended is not waited for by what has left it and holds on to its output", async () => {
    const script = 'setsid sh -c "echo \\$\\$; exec sleep 60" & exit 3';
    const environment = new Map([["PATH", process.env["PATH"] ?? ""]]);
    const child = nodeProcesses.start({ file: "/bin/sh", args: ["-c", script], environment, directory: "/" });
    let said = "";
    const reading = (async () => {
      for await (const piece of child.output) said += new TextDecoder().decode(piece);
    })();
    await until(() => said.includes("\n"));
    child.kill();
    await reading;
    expect(await child.exit).toEqual({ status: 3, signal: undefined });
    // It is still there, so that it was not its own end that we waited for.
    expect(process.kill(Number(said), "SIGKILL")).toBe(true);
  });
});
