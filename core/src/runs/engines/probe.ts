import type { Machine } from "../../platform/machine";
import type { ProcessRequest } from "../../platform/processes";
import { drain } from "../drain";
import { mountRoom, type SandboxTools } from "./sandbox";

/** Whether namespaces and mounts work; `proc` tells whether a /proc can be mounted, too. */
export type ProbeResult =
  { readonly ok: true; readonly proc: boolean } | { readonly ok: false; readonly message: string };

/** Milliseconds that a trial may take. */
const PATIENCE = 10_000;

/** How a trial ended: with a status, and what it wrote to standard error; `status` is undefined where it was ended. */
export async function tryProgram(
  machine: Machine,
  request: Pick<ProcessRequest, "file" | "args">,
): Promise<{ readonly status: number | undefined; readonly message: string }> {
  const environment = new Map([["PATH", "/usr/sbin:/usr/bin:/sbin:/bin"]]);
  const process = machine.processes.start({ ...request, environment, directory: "/" });
  let message = "";
  const listen = async () => {
    for await (const piece of process.errors) message += piece;
  };
  const giveUp = machine.clock.after(PATIENCE, () => process.kill());
  try {
    const [exit] = await Promise.all([process.exit, drain(process.output), listen()]);
    const name = request.file.slice(request.file.lastIndexOf("/") + 1);
    return {
      status: exit.status,
      message: message.trim() || `${name} ended with ${exit.status ?? exit.signal}`,
    };
  } catch (error) {
    return { status: undefined, message: error instanceof Error ? error.message : String(error) };
  } finally {
    giveUp();
  }
}

/** Makes the namespaces of a sandbox and the mounts that matter, in there alone, and leaves again. */
export async function probe(
  machine: Machine,
  tools: SandboxTools,
  options: { readonly userNamespace: boolean },
): Promise<ProbeResult> {
  const script = `"$1" -t tmpfs tmpfs /tmp || exit 1; "$1" -t proc proc /proc 2>/dev/null || exit 3`;
  const [file, ...room] = mountRoom(tools, options);
  const args = [...room, tools.sh, "-c", script, "sh", tools.mount];
  const { status, message } = await tryProgram(machine, { file: file!, args });
  if (status === 0 || status === 3) return { ok: true, proc: status === 0 };
  return { ok: false, message };
}
