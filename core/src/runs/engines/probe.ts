import type { Machine } from "../../platform/machine";
import { drain } from "../drain";
import { namespaces, type SandboxTools } from "./sandbox";

/** Whether namespaces and mounts work; `proc` tells whether a /proc can be mounted, too. */
export type ProbeResult =
  { readonly ok: true; readonly proc: boolean } | { readonly ok: false; readonly message: string };

/** Makes the namespaces of a sandbox and the mounts that matter, in there alone, and leaves again. */
export async function probe(
  machine: Machine,
  tools: SandboxTools,
  options: { readonly userNamespace: boolean },
): Promise<ProbeResult> {
  const script = `"$1" -t tmpfs tmpfs /tmp || exit 1; "$1" -t proc proc /proc 2>/dev/null || exit 3`;
  const process = machine.processes.start({
    file: tools.unshare,
    args: [...namespaces(false, options), "--", tools.sh, "-c", script, "sh", tools.mount],
    environment: new Map([["PATH", "/usr/sbin:/usr/bin:/sbin:/bin"]]),
    directory: "/",
  });
  let message = "";
  const listen = async () => {
    for await (const piece of process.errors) message += piece;
  };
  const giveUp = machine.clock.after(10_000, () => process.kill());
  try {
    const [exit] = await Promise.all([process.exit, drain(process.output), listen()]);
    if (exit.status === 0 || exit.status === 3) return { ok: true, proc: exit.status === 0 };
    return { ok: false, message: message.trim() || `unshare ended with ${exit.status ?? exit.signal}` };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  } finally {
    giveUp();
  }
}
