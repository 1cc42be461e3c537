import { expect, it } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import type { Machine } from "../../platform/machine";
import { bwrapEngine } from "./bwrap";

/** A Linux where every program is there, and bubblewrap says no more than that. */
function machineWith(said: string, settings: Readonly<Record<string, string>> = {}): Machine {
  async function* errors() {
    await Promise.resolve();
    yield said;
  }
  async function* nothing(): AsyncIterable<Uint8Array> {}
  return {
    ...nodeMachine,
    facts: { ...nodeMachine.facts, system: "linux", user: 1000 },
    files: {
      ...nodeMachine.files,
      read: (path) => {
        const value = settings[path.replace("/proc/sys/", "")];
        return Promise.resolve(value === undefined ? undefined : new TextEncoder().encode(`${value}\n`));
      },
    },
    processes: {
      ...nodeMachine.processes,
      find: (name) => Promise.resolve(`/usr/bin/${name}`),
      start: () => ({
        id: 1,
        output: nothing(),
        errors: errors(),
        exit: Promise.resolve({ status: 1, signal: undefined }),
        kill: () => undefined,
        stop: () => () => undefined,
      }),
    },
  };
}

it.each([
  ["bwrap: Unknown option --clearenv", {}, /too old/, /0\.5 or newer/],
  ["bwrap: --cap-add in setuid mode can be used only by root", {}, /set-uid/, /chmod u-s/],
  [
    "bwrap: setting up uid map: Permission denied",
    { "kernel/apparmor_restrict_unprivileged_userns": "1" },
    /AppArmor.*Ubuntu 24\.04/,
    /\/etc\/apparmor\.d\/bwrap/,
  ],
  ["bwrap: No permissions to create new namespace", {}, /No permissions/, /max_user_namespaces/],
])("says why it cannot run and what to do: %s", async (said, settings, reason, remedy) => {
  expect(await bwrapEngine(machineWith(said, settings)).available()).toEqual({
    ok: false,
    reason: expect.stringMatching(reason) as string,
    remedy: expect.stringMatching(remedy) as string,
  });
});
