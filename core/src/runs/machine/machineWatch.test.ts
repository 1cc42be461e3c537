import { describe, expect, it } from "vitest";
import { ManualClock } from "../../testing/manualClock";
import { MachineWatch } from "./machineWatch";

const jump = new TextEncoder().encode("kexec-fiwix: jumping to trampoline...");

/** A watch with half a minute of patience, and how often it has ended its machine. */
function watching() {
  const clock = new ManualClock();
  let ends = 0;
  const watch = new MachineWatch(clock, 30_000, () => ends++);
  return { clock, watch, ends: () => ends };
}

describe("the watch over a machine", () => {
  it("keeps nobody waiting before the machine begins, nor behind its end", () => {
    const { clock, watch } = watching();
    expect(clock.waiting).toBe(0);
    watch.begin();
    watch.begin();
    expect(clock.waiting).toBe(1);
    watch.stop();
    expect(clock.waiting).toBe(0);
  });

  it("gives up a machine behind a jump, but not while it stands still for its state to be kept", () => {
    const { clock, watch, ends } = watching();
    watch.begin();
    watch.push(jump);
    clock.pass(20_000);
    watch.stand(true);
    clock.pass(100_000);
    watch.stand(false);
    clock.pass(29_000);
    expect([ends(), watch.trouble]).toEqual([0, undefined]);
    clock.pass(2000);
    expect([ends(), watch.trouble?.code, clock.waiting]).toEqual([1, "run/machine-hangs", 0]);
  });
});
