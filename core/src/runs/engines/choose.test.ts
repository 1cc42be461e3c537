import { expect, it } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import { chooseEngine } from "./choose";

/** A machine with QEMU and nothing that makes a sandbox. */
const machine = (system: string) => ({
  ...nodeMachine,
  facts: { ...nodeMachine.facts, system, user: 1000 },
  processes: {
    ...nodeMachine.processes,
    find: (name: string) => Promise.resolve(name.startsWith("qemu") ? `/usr/bin/${name}` : undefined),
  },
});

it("says why a machine runs what a sandbox would run much faster, where one could be had", async () => {
  const { name, notice } = await chooseEngine(machine("linux"), "auto");
  expect(name).toBe("qemu");
  expect(notice).toMatch(/^No sandbox can be made here.*userns: .*programs are missing.*bwrap: /);
  expect((await chooseEngine(machine("linux"), "qemu")).notice ?? "").not.toContain("No sandbox");
  expect((await chooseEngine(machine("darwin"), "auto")).notice ?? "").not.toContain("No sandbox");
});
