import { describe, expect, it } from "vitest";
import { takeFileLock } from "./fileLock";
import type { Machine } from "./machine";
import { MemoryFileSystem } from "./memory";

/** A machine of these files in /proc, with these processes; `locks` is what lies on its disk. */
function machine(
  own: number,
  alive: readonly number[],
  proc: Record<string, string>,
  locks: Map<string, string>,
) {
  const decoder = new TextDecoder();
  const disk: Partial<Machine["disk"]> = {
    create(path, bytes) {
      if (locks.has(path)) return Promise.resolve(false);
      locks.set(path, decoder.decode(bytes));
      return Promise.resolve(true);
    },
    read: (path) => Promise.resolve(locks.has(path) ? new TextEncoder().encode(locks.get(path)) : undefined),
    rename(from, to) {
      locks.set(to, locks.get(from)!);
      locks.delete(from);
      return Promise.resolve();
    },
    removeFile: (path) => Promise.resolve(void locks.delete(path)),
  };
  const processes = { ownId: own, exists: (id: number) => alive.includes(id) };
  return { disk, processes, files: new MemoryFileSystem(proc) } as unknown as Machine;
}

const stat = (began: number) => `9 (a) b) S ${"0 ".repeat(18)}${began} 0\n`;
const linux = (boot: string, ...processes: (readonly [id: number, began: number])[]) => ({
  "/proc/sys/kernel/random/boot_id": `${boot}\n`,
  ...Object.fromEntries(processes.map(([id, began]) => [`/proc/${id}/stat`, stat(began)])),
});

describe("a lock of a process", () => {
  /** Whether process 2 gets what a lock says. */
  async function held(
    said: string,
    alive: readonly number[],
    proc: Record<string, string>,
  ): Promise<boolean> {
    const locks = new Map([["/l", said]]);
    try {
      const unlock = await takeFileLock(machine(2, alive, proc, locks), "/l");
      expect([...locks.keys()]).toEqual(["/l"]);
      await unlock();
      expect([...locks.keys()]).toEqual([]);
      return false;
    } catch (error) {
      expect(error).toMatchObject({ holder: 1 });
      expect([...locks]).toEqual([["/l", said]]);
      return true;
    }
  }

  it.each([
    ["that lives, where there is no /proc", "1 - -\n", [1], {}, true],
    ["that is gone, where there is no /proc", "1 - -\n", [], {}, false],
    ["that lives", "1 7 boot\n", [1], linux("boot", [1, 7], [2, 8]), true],
    ["whose id another one has by now", "1 6 boot\n", [1], linux("boot", [1, 7], [2, 8]), false],
    ["of before the machine started anew", "1 7 earlier\n", [1], linux("boot", [1, 7], [2, 8]), false],
    ["that did not see /proc, and lives", "1 - -\n", [1], linux("boot", [1, 7], [2, 8]), true],
    ["that did see /proc, which we do not", "1 7 boot\n", [1], {}, true],
    ["that is no process", "-1 - -\n", [], {}, false],
    ["that was cut short", "1", [], {}, false],
  ])("%s: %j", async (_, said, alive, proc, expected) =>
    expect(await held(said, alive, proc)).toBe(expected),
  );
});

it("says what it is taken by, and is given back", async () => {
  const locks = new Map<string, string>();
  const unlock = await takeFileLock(machine(1, [1, 2], {}, locks), "/l");
  expect([...locks]).toEqual([["/l", "1 - -\n"]]);
  await expect(takeFileLock(machine(2, [1, 2], {}, locks), "/l")).rejects.toMatchObject({ holder: 1 });
  await unlock();
  await (
    await takeFileLock(machine(2, [1, 2], {}, locks), "/l")
  )();
  expect(locks.size).toBe(0);
});
