import { guard } from "../../platform/guarded";
import type { Machine } from "../../platform/machine";
import type { ProcessRequest, RunningProcess } from "../../platform/processes";
import { keptCapabilities } from "./enter";
import { overlayEnvironment } from "./layers";
import { mountTable } from "./mounts";
import type { SandboxCommand, SandboxProcess } from "./engine";

/** Programs of util-linux and coreutils that a sandbox is made with, as absolute paths. */
export interface SandboxTools {
  readonly unshare: string;
  readonly setpriv: string;
  readonly mount: string;
  readonly env: string;
  readonly sh: string;
}

/** The tools of this machine, or the names of those that it lacks. */
export async function findTools(machine: Machine): Promise<SandboxTools | readonly string[]> {
  const names = ["unshare", "setpriv", "mount", "env", "sh"] as const;
  const found = await Promise.all(names.map((name) => machine.processes.find(name)));
  const missing = names.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) return missing;
  const [unshare, setpriv, mount, env, sh] = found as [string, string, string, string, string];
  return { unshare, setpriv, mount, env, sh };
}

/** The same, once an engine has found out that they are there. */
export async function toolsOf(machine: Machine): Promise<SandboxTools> {
  const tools = await findTools(machine);
  if (!("unshare" in tools)) throw new Error(`missing: ${tools.join(", ")}`);
  return tools;
}

/**
 * Waits for a line on descriptor 3, which nobody further on sees. If we end before, there comes none, and the shell ends
 * (set -e).
 */
export const waitForLine = `read -r line <&3
exec 3<&-`;

/**
 * Runs as the first process of the new namespaces and makes the mounts, which are seen in there alone. No argument
 * ever becomes part of this text. Everything on standard error before the line "ready" is about the sandbox; from
 * there on both streams are the bootstrap's, in one order.
 */
const setUp = `
set -eu
umask 022
mount=$1 table=$2 layers=$3 root=$4; shift 4
${waitForLine}
cd -- "$layers"
"$mount" -a -T "$table"
cd -- "$root"
echo ready >&2
exec "$@" 2>&1
`;

/** How an engine wants its namespaces. */
export interface SandboxOptions {
  /** Whether uid 0 inside is an ordinary user outside. */
  readonly userNamespace: boolean;
  /** Whether a /proc can be mounted; some containers forbid it. */
  readonly proc: boolean;
}

/** How the chain becomes the program: with our own `enter`, or by unshare's chroot where there is none. */
function become(tools: SandboxTools, command: SandboxCommand, enter: string | undefined): readonly string[] {
  const program = [command.program, ...command.args];
  // The folder is the root by then. Its whole path may have a “=” in it, and be a variable to env(1).
  const beside = command.root.slice(0, command.root.lastIndexOf("/")) === command.workshop;
  if (enter !== undefined) return [beside ? "../enter" : enter, command.directory, ...program];
  return [tools.unshare, `--root=${command.root}`, `--wd=${command.directory}`, "--", ...program];
}

/** The chain that starts a command in a sandbox, each argument a word of its own. `enter` as {@link provideProgram} gives it. */
export function sandboxRequest(
  tools: SandboxTools,
  ownId: number,
  command: SandboxCommand,
  options: Pick<SandboxOptions, "userNamespace">,
  enter: string | undefined,
): ProcessRequest {
  const environment = [...command.environment].filter(([name]) => name !== "" && !name.includes("="));
  // Our own program needs more than that for itself, and keeps to the same bounds afterwards.
  const kept = ["-all", ...keptCapabilities.map((name) => `+${name}`)];
  const bounds = enter === undefined ? ["--bounding-set", kept.join(",")] : [];
  return {
    file: tools.setpriv,
    args: [
      ...["--pdeathsig", "KILL", "--", tools.sh, "-c", guard, "sh", String(ownId)],
      ...[tools.unshare, ...namespaces(command.network, options), "--"],
      ...[tools.sh, "-c", setUp, "sh", tools.mount, mountTable(command)],
      ...[command.layers?.folder ?? "/", command.root],
      // No set-uid program gives anything to the bootstrap, and what it starts has exactly this environment.
      ...[tools.setpriv, "--no-new-privs", "--inh-caps", "-all", ...bounds, "--", tools.env, "-i", "--"],
      ...environment.map(([name, value]) => `${name}=${value}`),
      ...become(tools, command, enter),
    ],
    environment: overlayEnvironment,
    directory: "/",
    ...(command.terminal === true && { terminal: true }),
    ...(command.input === true && { input: true }),
  };
}

/** Arguments for unshare(1): new namespaces, whose first process dies with unshare and takes all others along. */
function namespaces(network: boolean, options: Pick<SandboxOptions, "userNamespace">): readonly string[] {
  return [
    ...(options.userNamespace ? ["--user", "--map-root-user"] : []),
    ...["--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--ipc", "--uts"],
    ...(network ? [] : ["--net"]),
  ];
}

/** Where layers are mounted to be looked at. */
export function mountRoom(
  tools: SandboxTools,
  options: Pick<SandboxOptions, "userNamespace">,
): readonly string[] {
  return [tools.unshare, ...namespaces(false, options), "--"];
}

/** Why a sandbox could not be set up, in the words of the tool that failed. */
export class SandboxError extends Error {}

/** The sandbox of a chain of programs that sets it up, says "ready" on standard error, and becomes the command. */
export function followChain(process: RunningProcess): SandboxProcess {
  const trouble = readTrouble(process.errors);
  const exit = process.exit.then(async (exit) => {
    const { ready, text } = await trouble;
    if (!ready && exit.signal === undefined)
      throw new SandboxError(text.trim() || `the sandbox ended with status ${exit.status}`);
    // unshare(1) cannot end itself by SIGKILL as its child was ended, and says so (util-linux 2.38).
    const killed = ready && exit.status === 1 && /^unshare: /m.test(text);
    return killed ? { status: undefined, signal: "SIGKILL" } : exit;
  });
  exit.catch(() => undefined);
  return { output: process.output, exit, kill: () => process.kill(), stop: () => process.stop() };
}

/** What the set-up wrote before it was ready or, once it was, after that; at most some kilobytes of it. */
async function readTrouble(errors: AsyncIterable<string>): Promise<{ ready: boolean; text: string }> {
  let text = "";
  for await (const piece of errors) if (text.length < 0x4000) text += piece;
  const end = /^ready$/m.exec(text);
  return { ready: end !== null, text: end === null ? text : text.slice(end.index + end[0].length) };
}
