import { guard } from "../../platform/guarded";
import type { Machine } from "../../platform/machine";
import type { ProcessRequest } from "../../platform/processes";
import { once } from "../once";
import { keptCapabilities, programProvider } from "./enter";
import type { Availability, Engine, SandboxCommand } from "./engine";
import { overlayEnvironment } from "./layers";
import { makeMountPoints, mountTable, stacked, whatIsHere, writeMountTable, type Here } from "./mounts";
import { listLayers, overlayObstacle } from "./overlay";
import { sandboxMaker } from "./prepared";
import { tryProgram } from "./probe";
import { findTools, toolsOf, waitForLine, type SandboxTools } from "./sandbox";
import { missing } from "./namespaces";
import { kernelSetting } from "./userns";

/** In there, only mounting matters: the sandbox proper is made by a second bubblewrap. */
const roomCapabilities = ["chown", "dac_override", "fowner", "setfcap", "setpcap", "sys_admin"] as const;

const only = (names: readonly string[]): readonly string[] => [
  ...["--cap-drop", "ALL"],
  ...names.flatMap((name) => ["--cap-add", `CAP_${name.toUpperCase()}`]),
];

/**
 * The whole machine again, with the right to mount: before 0.11 bubblewrap stacks no layers, and later ones want whole
 * paths, for which the kernel has too little room. So mount(8) does it, in here, and nobody else sees it.
 */
function room(bwrap: string): readonly string[] {
  const user = ["--unshare-user", "--uid", "0", "--gid", "0", "--die-with-parent"];
  return [bwrap, ...user, ...only(roomCapabilities), "--dev-bind", "/", "/", "--"];
}

/** What of a command the sandbox's options depend on. */
type Shape = Pick<SandboxCommand, "root" | "mask" | "network" | "environment">;

/**
 * bubblewrap's options: those of rootfs.py's --bwrap, and what makes it a sandbox like the others: namespaces of its own for
 * processes too, which end with us; the same uid 0, the same environment, and no /sys or /proc/sys that root's run could
 * write to.
 */
function sandboxOptions({ nodes, settings }: Here, shape: Shape): readonly string[] {
  const { root, mask, network, environment } = shape;
  const shared = ["--perms", "1777", "--tmpfs"];
  const named = [...environment].filter(([name]) => name !== "" && !name.includes("="));
  return [
    ...["--unshare-user", "--uid", "0", "--gid", "0", ...(network ? [] : ["--unshare-net"])],
    ...["--unshare-pid", "--as-pid-1", "--die-with-parent", "--unshare-ipc", "--unshare-uts"],
    ...only(keptCapabilities),
    ...["--clearenv", ...named.flatMap(([name, value]) => ["--setenv", name, value])],
    ...[
      "--bind",
      root,
      "/",
      ...(mask === undefined ? [] : ["--bind", mask.file, mask.path]),
      "--dir",
      "/dev",
    ],
    ...nodes.flatMap((node) => ["--dev-bind", `/dev/${node}`, `/dev/${node}`]),
    ...[...shared, "/dev/shm", "--proc", "/proc"],
    ...["/sys", ...settings.map((entry) => `/proc/${entry}`)].flatMap((path) => ["--ro-bind", path, path]),
    ...[...shared, "/tmp"],
    ...["--chdir", "/", "--"],
  ];
}

/** Mounts the layers, if there are any, and becomes bubblewrap. No argument ever becomes part of this text. */
const setUp = `
set -eu
umask 022
mount=$1 table=$2 layers=$3 begin=$4; shift 4
${waitForLine}
if [ -n "$layers" ]; then
  cd -- "$layers"
  "$mount" -a -T "$table"
  cd /
fi
if [ -n "$begin" ]; then exec 9<"$begin"; exec "$@"; fi
echo ready >&2
exec "$@" 2>&1
`;

/** Where the program that begins a command is, for bubblewrap's child: {@link setUp} has opened it. */
const opened = "/proc/self/fd/9";

function request(
  ownId: number,
  tools: SandboxTools & { readonly bwrap: string },
  here: Here,
  command: SandboxCommand,
  begin: string | undefined,
): ProcessRequest {
  const { layers, program, args, directory } = command;
  const options = sandboxOptions(here, command);
  const direct = begin === undefined ? ["--chdir", directory, "--"] : ["--", opened, directory];
  return {
    file: tools.setpriv,
    args: [
      ...["--pdeathsig", "KILL", "--", tools.sh, "-c", guard, "sh", String(ownId)],
      ...(layers === undefined ? [] : room(tools.bwrap)),
      ...[tools.sh, "-c", setUp, "sh", tools.mount, mountTable(command), layers?.folder ?? "", begin ?? ""],
      ...[tools.bwrap, ...options.slice(0, -1), ...direct, program, ...args],
    ],
    environment: overlayEnvironment,
    directory: "/",
    ...(command.terminal === true && { terminal: true }),
    ...(command.input === true && { input: true }),
  };
}

/** Why bubblewrap cannot do it here, as far as the machine tells. */
async function obstacle(machine: Machine, message: string): Promise<Availability> {
  const no = (reason: string, remedy: string): Availability => ({ ok: false, reason, remedy });
  if (/unknown option/i.test(message)) {
    return no(`this bubblewrap is too old: ${message}`, "install bubblewrap 0.5 or newer");
  }
  if (/setuid mode/i.test(message)) {
    return no(
      `bubblewrap is installed set-uid, and gives no uid 0 its rights then: ${message}`,
      "sudo chmod u-s the bwrap program, where the system lets everybody make user namespaces",
    );
  }
  if ((await kernelSetting(machine, "kernel/apparmor_restrict_unprivileged_userns")) === "1") {
    return no(
      "AppArmor forbids bubblewrap to make a user namespace (kernel.apparmor_restrict_unprivileged_userns is 1, as on Ubuntu 24.04)",
      `give it a profile: write “abi <abi/4.0>, include <tunables/global> profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }” to /etc/apparmor.d/bwrap (live-bootstrap has one as .github/workflows/bwrap.apparmor), then sudo systemctl reload apparmor`,
    );
  }
  return no(
    `bubblewrap cannot make a sandbox here: ${message}`,
    "allow user namespaces to everybody (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone), in a container the system calls for them and a /proc of one's own (for Docker --security-opt seccomp=unconfined --security-opt systempaths=unconfined)",
  );
}

/** bubblewrap, as upstream's rootfs.py --bwrap: works for anybody, needs no root. */
export function bwrapEngine(machine: Machine): Engine {
  const here = once(() => whatIsHere(machine.disk));
  const beginIn = programProvider(machine, "begin");
  const allTools = once(async () => {
    const bwrap = await machine.processes.find("bwrap");
    if (bwrap === undefined) throw new Error("missing: bwrap");
    return { ...(await toolsOf(machine)), bwrap };
  });
  /** The same sandbox around a root of the machine's, which only `true` is run in. */
  const trial = async (bwrap: string, root: string, sh: string): Promise<readonly string[]> => {
    const shape = { root, network: false, environment: new Map<string, string>() };
    return [bwrap, ...sandboxOptions(await here(), shape), sh, "-c", ":"];
  };
  return {
    name: "bwrap",
    origin: "pipe",
    boots: false,
    async available() {
      if (machine.facts.system !== "linux") {
        return { ok: false, reason: "bubblewrap is a program for Linux", remedy: "run on a Linux machine" };
      }
      const tools = await findTools(machine);
      if (!("unshare" in tools)) return missing(tools);
      const bwrap = await machine.processes.find("bwrap");
      if (bwrap === undefined) {
        return {
          ok: false,
          reason: "bubblewrap is not installed",
          remedy:
            "install it (Debian, Ubuntu: sudo apt-get install bubblewrap; Fedora: sudo dnf install bubblewrap)",
        };
      }
      const [file, ...args] = await trial(bwrap, "/", tools.sh);
      const { status, message } = await tryProgram(machine, { file: file!, args });
      return status === 0 ? { ok: true } : obstacle(machine, message);
    },
    ...sandboxMaker(machine, {
      async request(command) {
        const [begin, tools] = await Promise.all([beginIn(command.workshop), allTools()]);
        return request(machine.processes.ownId, tools, await here(), command, begin);
      },
      async finish(command) {
        if (command.layers === undefined) await makeMountPoints(machine, command.root);
        else await writeMountTable(machine, command, stacked(command));
      },
    }),
    async layersObstacle(folder) {
      const { bwrap, ...tools } = await allTools();
      // A second bubblewrap in the first: whether that works, too, is to be known before the run.
      return overlayObstacle(machine, tools, room(bwrap), folder, await trial(bwrap, "/", tools.sh));
    },
    async listLayers(layers) {
      const { bwrap, ...tools } = await allTools();
      return listLayers(machine, tools, room(bwrap), layers);
    },
  };
}
