import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { bwrapEngine } from "@bootstrappable/core/runs/engines/bwrap";
import { usernsEngine } from "@bootstrappable/core/runs/engines/userns";
import { begun, events, numbers } from "./checkpointSupport";
import { makeEndless, until } from "./endless";
import { buildCli, mountsIn, Place, processesWith, users } from "./runSupport";

const available = {
  userns: await usernsEngine(nodeMachine).available(),
  bwrap: await bwrapEngine(nodeMachine).available(),
};
for (const [name, each] of Object.entries(available))
  if (!each.ok) console.warn(`${name} is not tested here: ${each.reason}`);
const supported = available.userns.ok && available.bwrap.ok && process.arch === "x64";
const isRoot = process.getuid?.() === 0;

let place: Place;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
});
afterEach(() => place.remove());

/** Every file, folder and link of the root with its permissions and its content. */
function snapshot(): string {
  const script = `cd "$1/root" && find . -printf '%p %y %m %l\\n' | sort && find . -type f -exec sha256sum {} + | sort`;
  const options = { maxBuffer: 1 << 26 };
  return execFileSync("sh", ["-c", script, "sh", `${place.folder}/target`], options).toString();
}

/** Records of runs, of all users. */
function records(): string[] {
  if (!existsSync(place.state)) return [];
  return readdirSync(place.state, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".json"),
  );
}

const logOf = () => readFileSync(`${place.folder}/target/log`, "latin1");

/** The events without what differs from run to run. */
function told(out: string): unknown[] {
  return events(out).flatMap((event): unknown[] => {
    if (event.type === "run-started" || event.type === "notice") return [];
    const times = ["milliseconds", "silence"].filter((name) => name in event);
    return [{ ...event, at: 0, ...Object.fromEntries(times.map((name) => [name, 0])) }];
  });
}

describe.skipIf(!supported).each(users)("engines, as %s", (name, prefix) => {
  it("tell and leave the same, byte for byte, with checkpoints and without", async () => {
    const runs: { engine: string; out: string; result: string }[] = [];
    const engines = ["userns", "bwrap", ...(name === "root" ? ["chroot"] : [])];
    for (const engine of engines) {
      for (const more of [[], ["--no-checkpoints"]]) {
        const { status, out } = await place.run(prefix, "--engine", engine, ...more, "--format", "json");
        expect([engine, status]).toEqual([engine, 0]);
        expect(events(out)[0]).toMatchObject({ type: "run-started", engine });
        runs.push({ engine, out, result: snapshot() + logOf() });
      }
    }
    for (const each of runs) {
      expect(told(each.out), each.engine).toEqual(told(runs[0]!.out));
      expect(each.result === runs[0]!.result, each.engine).toBe(true);
    }
  }, 300_000);

  it.each([
    ["a program is missing", "seed/after.kaem", (text: string) => text.replace(/^cp .*\/kaem$/m, "")],
    ["a command fails", "steps/greet-1.0/pass1.kaem", (text: string) => text.replace(/^greet$/m, "gret")],
  ])(
    "tell the same when %s",
    async (_, file, change) => {
      place.edit(file, change);
      const [userns, bwrap] = [
        await place.run(prefix, "--engine", "userns", "--format", "json"),
        await place.run(prefix, "--engine", "bwrap", "--format", "json"),
      ];
      expect(userns.status).toBe(1);
      expect(told(bwrap.out)).toEqual(told(userns.out));
    },
    300_000,
  );
});

describe.skipIf(!supported).each(users)("bwrap, as %s", (_, prefix) => {
  const engine = ["--engine", "bwrap"];

  it("goes on from checkpoints, which are its own", async () => {
    expect((await place.run(prefix, ...engine)).status).toBe(0);
    const whole = snapshot();
    const next = await place.run(prefix, ...engine, "--from", "9", "--format", "json");
    expect(begun(next.out)).toEqual(numbers(9, 12));
    expect(snapshot() === whole).toBe(true);
    const { out } = await place.run(prefix, "--engine", "userns", "--list-checkpoints");
    expect(out).not.toMatch(/^✓/m);
    expect((await place.run(prefix, ...engine, "--changes", "12")).out).toMatch(/^- \/etc\/motd/m);
    expect(mountsIn(place.folder)).toEqual([]);
  }, 300_000);

  it("shows the sandbox what the others show it, and rootfs.py's /sys, and ends with us", async () => {
    const { mark, undo } = makeEndless(place);
    const child = place.start(["bash", "-c", 'exec 7</ 40</; exec "$@"', "bash", ...prefix], ...engine);
    child.stdout!.resume();
    await until(() => processesWith(mark).length === 2, "the endless step");
    const [id] = processesWith(mark);
    expect(readdirSync(`/proc/${id}/fd`).sort()).toEqual(["0", "1", "2"]);
    const points = readFileSync(`/proc/${id}/mountinfo`, "utf8").trim().split("\n");
    const nodes = ["null", "zero", "random", "urandom", "ptmx", "tty"].map((node) => `/dev/${node}`);
    for (const point of points) {
      const [, , , , path = "", flags = ""] = point.split(" ");
      if (/^\/(proc|sys)\//.test(path)) expect(flags, path).toMatch(/^ro|^rw,nosuid,nodev,noexec/);
      else expect(["/", "/proc", "/sys", "/tmp", "/dev/shm", ...nodes]).toContain(path);
      if (["/proc/sys", "/sys"].includes(path)) expect(flags, path).toMatch(/^ro,/);
    }
    // uid 0 of a run that root began is the machine's: it owns the kernel's settings.
    for (const path of ["/proc/sys", "/sys"])
      expect(
        points.filter((point) => point.split(" ")[4] === path),
        path,
      ).toHaveLength(1);
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    for (const set of ["CapBnd", "CapPrm", "CapEff"]) expect(status).toContain(`${set}:\t00000000000400fb\n`);
    // The innermost of its ids: the program's shell is the first process in there.
    expect(status).toMatch(/^NSpid:(\t\d+)+\t[2-9]$/m);
    child.kill("SIGKILL");
    await once(child, "exit");
    await until(() => processesWith(mark).length === 0, "the sandbox's end");
    expect(mountsIn(place.folder)).toEqual([]);
    undo();
    const { status: next, out } = await place.run(prefix, ...engine, "--resume", "--format", "json");
    expect([next, begun(out)]).toEqual([0, numbers(5, 12)]);
  }, 300_000);
});

describe.skipIf(!supported || !isRoot)("a machine", () => {
  /** A mount namespace in which programs are nothing that can be run. */
  const without = (...programs: readonly string[]) => [
    ...[
      "unshare",
      "--mount",
      "sh",
      "-c",
      `for at in ${programs.join(" ")}; do mount --bind /dev/null "$at"; done; exec "$@"`,
    ],
    "sh",
  ];
  const which = (program: string) =>
    execFileSync("sh", ["-c", `command -v ${program}`])
      .toString()
      .trim();

  it("without bubblewrap says what to install", async () => {
    const { status, errors } = await place.run(without(which("bwrap")), "--engine", "bwrap");
    expect(status).toBe(1);
    expect(errors).toMatch(
      /bwrap: bubblewrap is not installed \(install it .*apt-get install bubblewrap.*\[run\/no-engine\]/,
    );
  });
});

describe.skipIf(!supported)("a chroot without being root", () => {
  const user = users.at(-1)![1];

  /** A sudo that makes nobody root: what it is given runs as this user, in a sandbox that takes no root. */
  function pretendedSudo(): string {
    mkdirSync(`${place.folder}/bin`);
    const script = '#!/bin/bash\necho "$*" > "${0%/bin/sudo}/asked"\nshift\nexec "${@/#chroot/userns}"\n';
    writeFileSync(`${place.folder}/bin/sudo`, script, { mode: 0o755 });
    return `PATH=${place.folder}/bin:${process.env["PATH"] ?? ""}`;
  }

  /** A terminal that somebody types into. */
  const typing = (answer: string, path: string) => [
    ...["sh", "-c", `sleep 1; printf '%s\\n' ${answer} | script -qec "$(printf '%q ' "$@")" /dev/null`, "sh"],
    ...["env", path, ...user],
  ];

  it("asks sudo on a terminal, with the command shown, and keeps the record for the person", async () => {
    const path = pretendedSudo();
    const args = ["--engine", "chroot", "--until", "2", "--events-fd", "1"];
    const { status, out } = await place.run(["bash", ...typing("y", path).slice(1)], ...args);
    expect(out).toContain("Only root may change its root folder. As root this is run:");
    expect(out).toMatch(
      /bin\/sudo -- \S+ \S+\/cli\.js run \S+ --target \S+ --engine chroot --until 2 --format json --lifeline/,
    );
    expect(readFileSync(`${place.folder}/asked`, "utf8")).not.toContain("events-fd");
    expect(out).toMatch(/✓\S* 2\/2 /);
    expect(status).toBe(0);
    expect(records()).toHaveLength(2);
  });

  it("does nothing when the answer is no, and says what to do where nobody can be asked", async () => {
    const path = pretendedSudo();
    const { status, out } = await place.run(["bash", ...typing("n", path).slice(1)], "--engine", "chroot");
    expect([status, out.includes("[y/N]"), out.includes("✓")]).toEqual([1, true, false]);
    const { errors } = await place.run(["env", path, ...user], "--engine", "chroot");
    expect(errors).toMatch(
      /only root may change its root folder \(use --engine userns or bwrap.*\[run\/no-engine\]/,
    );
    expect(records()).toEqual([]);
  });
});
