import { isLoopback, serveFolder } from "@bootstrappable/core/platform/node/folderServer";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { Command, InvalidArgumentError, Option } from "commander";
import path from "node:path";
import { exitStatus } from "../../exitStatus";
import { complain, printable, warn } from "../../report";
import { whenReaderGoes } from "../../readerGone";
import { abortOnSignals } from "../../run/interruption";
import { reasonOf } from "../../writeOutput";
import type { SetStatus } from "../command";

interface Options {
  readonly host: string;
  readonly port: number;
  readonly quiet?: boolean;
}

export function distfilesServeCommand(setStatus: SetStatus): Command {
  return new Command("serve")
    .description("serve a folder's files over HTTP, as a mirror")
    .argument("<folder>", "the folder")
    .addOption(
      new Option("--port <number>", "where to listen; 0 for any free port").argParser(port).default(0),
    )
    .option("--host <address>", "on which interface; only this machine reaches the usual one", "127.0.0.1")
    .option("--quiet", "do not tell of each request")
    .addHelpText("after", help)
    .action(async (folder: string, options: Options) => setStatus(await serve(folder, options)));
}

const help = `
A guest of QEMU reaches it as http://10.0.2.2:PORT. Links that lead out of the folder, hidden files and unfinished
downloads are not served. It ends when it is interrupted.
Exit status: 0 ended when asked to, 1 it could not be served, 2 wrong usage.`;

function port(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65535) throw new InvalidArgumentError("It must be from 0 to 65535.");
  return number;
}

async function serve(folder: string, { host, port, quiet }: Options): Promise<number> {
  if ((await nodeFileSystem.kind(path.resolve(folder))) !== "directory") {
    complain(`${folder}: no such folder`);
    return exitStatus.findings;
  }
  const { signal, abort, done } = abortOnSignals();
  whenReaderGoes(abort);
  try {
    const server = await serveFolder(path.resolve(folder), host, port, (method, target, status) => {
      if (quiet !== true) process.stderr.write(`${status} ${method} ${printable(target)}\n`);
    });
    if (!isLoopback(host)) warn(`everybody who reaches ${host} can read the folder`);
    const shown = server.address.includes(":") ? `[${server.address}]` : server.address;
    process.stdout.write(`http://${shown}:${server.port}\n`);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await server.close();
    return exitStatus.good;
  } catch (error) {
    complain(`${host}:${port}: cannot be listened on (${reasonOf(error)})`);
    return exitStatus.findings;
  } finally {
    done();
  }
}
