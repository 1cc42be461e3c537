import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { DiskError } from "../../platform/disk";
import type { Machine, MachineFacts } from "../../platform/machine";
import { nodeDisk } from "../../platform/node/disk";
import { nodeMachine } from "../../platform/node/machine";
import type { Resources } from "../../platform/resources";
import { defaultConfiguration, type Architecture } from "../configuration";
import { makePlan } from "../plan";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import type { Check } from "./check";
import { checkEncodings } from "./encodings";
import { checkDisk, checkKernel, checkPrograms, checkQemu, checkSandbox } from "./machineChecks";
import { checkStrayFiles } from "./strayFiles";
import { checkSubmodules } from "./submodules";
import { checkConfiguration, checkDistfiles, checkManifest, checkSeeds } from "./treeChecks";

type Files = Record<string, string | Uint8Array>;

const tree = treeAt("/t");
const filesOf = (files: Files) =>
  new MemoryFileSystem(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/t/${path}`, text])));
const workspaceOf = (files: Files) => new Workspace(filesOf(files));
const summary = ({ status, details }: Check) => [status, ...details];

describe("line ends and encodings", () => {
  it.each<[what: string, files: Files, expected: string[]]>([
    ["are good", { "seed/a.hex0": "41\n", "steps/manifest": "# é\n", "steps/x.c": "\r\n" }, ["good"]],
    [
      "are CRLF in a script",
      { "steps/p/pass1.kaem": "a\nb\r\n" },
      ["bad", "steps/p/pass1.kaem:2 has CRLF line ends"],
    ],
    ["are CRLF in hex0", { "seed/a.hex0": "41\r\n" }, ["warning", "seed/a.hex0:1 has CRLF line ends"]],
    ["are CRLF in hex2", { "seed/a.hex2": "41\r\n" }, ["bad", "seed/a.hex2:1 has CRLF line ends"]],
    ["are a lone CR", { "seed/a.hex2": "41 # \r x\n" }, ["good"]],
    [
      "begin with a mark",
      { "steps/manifest": "\ufeffbuild: a\n" },
      ["bad", "steps/manifest:1 begins with a byte order mark"],
    ],
    [
      "are Latin-1 in a script",
      { "seed/stage0-posix/kaem.x86": Uint8Array.from([0x23, 0x0a, 0x23, 0xfc, 0x0a]) },
      [
        "bad",
        "seed/stage0-posix/kaem.x86:2 is no UTF-8 and holds the byte FC, where the hand-written tools end reading",
      ],
    ],
    [
      "are Latin-1 in hex0",
      { "seed/a.hex0": Uint8Array.from([0x23, 0xe9, 0x0a]) },
      ["warning", "seed/a.hex0:1 is no UTF-8"],
    ],
  ])("%s", async (_, files, expected) => {
    expect(summary(await checkEncodings(filesOf(files), tree))).toEqual(expected);
  });
});

describe("seeds", () => {
  const posix = "seed/stage0-posix/bootstrap-seeds/POSIX";
  const good = { [`${posix}/x86/hex0_x86.hex0`]: "41\n", [`${posix}/x86/kaem-minimal.hex0`]: "42\n" };
  it.each<[what: string, files: Files, status: string]>([
    ["as source", good, "good"],
    ["equal", { ...good, [`${posix}/x86/hex0-seed`]: "A" }, "good"],
    ["different", { ...good, [`${posix}/x86/hex0-seed`]: "B" }, "bad"],
    [
      "different for another architecture",
      { ...good, [`${posix}/AMD64/hex0-seed`]: "B", [`${posix}/AMD64/hex0_AMD64.hex0`]: "41" },
      "bad",
    ],
    ["of none", {}, "bad"],
    ["of another architecture", { [`${posix}/AMD64/hex0_AMD64.hex0`]: "41" }, "bad"],
    [
      "without source",
      { ...good, [`${posix}/x86/kaem-minimal.hex0`]: "", [`${posix}/x86/hex0-seed`]: "A" },
      "good",
    ],
    ["as binaries", { [`${posix}/x86/hex0-seed`]: "A", [`${posix}/x86/kaem-optional-seed`]: "A" }, "warning"],
  ])("%s", async (_, files, status) => {
    expect((await checkSeeds(tree, workspaceOf(files), "x86")).status).toBe(status);
  });
});

describe("configuration", () => {
  it.each([
    [undefined, "good"],
    ["ARCH=x86\nARCH_DIR=x86\n", "good"],
    ["ARCH=x86\n\nARCH_DIR=x86\n", "warning"],
    ["ARCH=vax\n", "warning"],
    ["X=1\n", "warning"],
    ["ARCH=amd64\nARCH_DIR=amd64\n", "warning"],
  ])("%j", async (text, status) => {
    const files = workspaceOf(text === undefined ? {} : { "steps/bootstrap.cfg": text });
    expect((await checkConfiguration(tree, files)).status).toBe(status);
  });
});

describe("distfiles and manifest", () => {
  const hash = "0".repeat(64);
  const base: Files = {
    "steps/manifest": "build: bash-2\nbuild: a\nimprove: get_network\nbuild: b\n",
    "steps/bash-2/pass1.kaem": "",
    "steps/improve/get_network.sh": "",
    "steps/a/sources": `f http://x/one ${hash}\nf _ ${hash} two\n`,
    "steps/b/sources": `f http://x/three ${hash}\n`,
  };
  const look = async (
    files: Files,
    right: readonly string[],
    wrong: readonly string[] = [],
    architecture: Architecture = "x86",
  ) => {
    const workspace = workspaceOf(files);
    const configuration = defaultConfiguration(architecture);
    const plan = await makePlan(tree, workspace, configuration);
    return checkDistfiles(tree, workspace, { plan, configuration }, (path) => {
      const name = path.slice("/t/distfiles/".length);
      if (right.includes(name)) return Promise.resolve({ sha256: hash, size: 1_500_000 });
      return Promise.resolve(wrong.includes(name) ? { sha256: "1", size: 3 } : undefined);
    });
  };

  it("missing before the network are bad, those without a URL are marked", async () => {
    const found = await look(base, []);
    expect(summary(found)).toEqual(["bad", "distfiles/one", "distfiles/two (no URL)"]);
    expect(found.reason).toContain("1 of them no URL has");
    expect(found.remedy).toContain("`bootstrappable distfiles fetch --before-network --mirror PLACE`");
  });

  it("missing behind it are fetched by the run", async () => {
    const found = await look(base, ["one", "two"]);
    expect([found.status, found.reason]).toEqual([
      "good",
      "2 distfiles are there and right (2.9 MiB); 1 more is downloaded once the network is up.",
    ]);
  });

  it("wrong are bad wherever they are needed", async () => {
    expect(summary(await look(base, ["one", "two"], ["three"]))).toEqual(["bad", "distfiles/three"]);
  });

  it("need no mirror where each has a URL", async () => {
    const found = await look(base, ["two"]);
    expect(found.remedy).toContain("`bootstrappable distfiles fetch --before-network`");
    // It takes x86 by itself, whatever the machine is.
    const other = await look(base, ["two"], [], "amd64");
    expect(other.remedy).toContain("`bootstrappable distfiles fetch --arch amd64 --before-network`");
  });

  it("a manifest with an error is bad", async () => {
    const workspace = workspaceOf({ "steps/manifest": "\nbulid: a\n" });
    const plan = await makePlan(tree, workspace, new Map());
    expect(summary(await checkManifest(tree, workspace, plan))).toEqual([
      "bad",
      expect.stringMatching(/^steps\/manifest:2 /),
    ]);
  });
});

describe("git", () => {
  it("is not asked where there is none", async () => {
    const files = filesOf({
      ".gitmodules": "[submodule]\n\tpath = seed/stage0-posix\n",
      "seed/stage0-posix/a": "",
    });
    expect((await checkSubmodules(files, tree, "x86")).status).toBe("unknown");
    expect((await checkStrayFiles(files, tree)).status).toBe("unknown");
  });

  it("is not needed to see that nothing is there", async () => {
    const files = filesOf({ ".gitmodules": "[submodule]\n\tpath = seed/stage0-posix\n" });
    expect((await checkSubmodules(files, tree, "x86")).status).toBe("bad");
  });
});

describe("the machine", () => {
  const machineWith = (parts: {
    facts?: Partial<MachineFacts>;
    files?: Record<string, string>;
    programs?: readonly string[];
    devices?: readonly string[];
  }): Machine => ({
    ...nodeMachine,
    facts: { ...nodeMachine.facts, ...parts.facts },
    files: new MemoryFileSystem(parts.files ?? {}),
    disk: {
      ...nodeDisk,
      status: (path) =>
        Promise.resolve(
          parts.devices?.includes(path) === true
            ? { kind: "device", mode: 0, device: 0, owner: 0, size: 0 }
            : undefined,
        ),
    },
    processes: {
      ...nodeMachine.processes,
      find: (name) => Promise.resolve(parts.programs?.includes(name) === true ? `/bin/${name}` : undefined),
    },
  });
  const resources = (parts: Partial<Resources>): Resources => ({
    freeBytes: () => Promise.resolve(undefined),
    usable: () => Promise.resolve(true),
    memory: 8e9,
    ...parts,
  });

  it("without namespaces can make no sandbox", async () => {
    const windows = machineWith({ facts: { system: "win32", user: -1 } });
    expect(await checkSandbox(windows)).toMatchObject({ status: "bad", remedy: "run on a Linux machine" });
    expect((await checkPrograms(windows, "x86", "/tmp")).status).toBe("bad");
  });

  it("without a place for the run's root is no place for a run", async () => {
    const full: Machine = {
      ...machineWith({ facts: { system: "linux" } }),
      disk: {
        ...nodeDisk,
        makeDirectory: (at) => Promise.reject(new DiskError(`${at} cannot be made`, at, "EROFS")),
      },
    };
    expect(await checkPrograms(full, "x86", "/x")).toMatchObject({
      status: "bad",
      reason: "A run has no place there: /x cannot be made.",
    });
  });

  it.each<[release: string, status: string]>([
    ["6.1.0-18-amd64", "good"],
    ["5.15.153.1-microsoft-standard-WSL2", "warning"],
    ["6.6.36.3-microsoft-standard-WSL2", "good"],
    ["", "unknown"],
  ])("with kernel %j", async (release, status) => {
    const machine = machineWith({
      files: release === "" ? {} : { "/proc/sys/kernel/osrelease": `${release}\n` },
    });
    expect((await checkKernel(machine)).status).toBe(status);
  });

  it.each<
    [what: string, machine: Parameters<typeof machineWith>[0], resources: Partial<Resources>, found: string[]]
  >([
    ["nothing", {}, {}, ["qemu warning"]],
    [
      "no KVM",
      { programs: ["qemu-system-x86_64"] },
      {},
      ["qemu good", "kvm warning", "memory good", "ext3 warning"],
    ],
    [
      "a KVM of others",
      { programs: ["qemu-system-x86_64"], devices: ["/dev/kvm"] },
      { usable: () => Promise.resolve(false) },
      ["qemu good", "kvm warning", "memory good", "ext3 warning"],
    ],
    [
      "little memory",
      { programs: ["qemu-system-x86_64"], devices: ["/dev/kvm"] },
      { memory: 4e9 },
      ["qemu good", "kvm good", "memory warning", "ext3 warning"],
    ],
    [
      "a container with little memory",
      {
        programs: ["qemu-system-x86_64"],
        devices: ["/dev/kvm"],
        files: { "/sys/fs/cgroup/memory.max": "1000000\n" },
      },
      {},
      ["qemu good", "kvm good", "memory warning", "ext3 warning"],
    ],
    [
      "a container without a limit",
      {
        programs: ["qemu-system-x86_64"],
        devices: ["/dev/kvm"],
        files: { "/sys/fs/cgroup/memory.max": "max\n" },
      },
      {},
      ["qemu good", "kvm good", "memory good", "ext3 warning"],
    ],
    [
      "what makes disks with ext3",
      { programs: ["qemu-system-x86_64", "mke2fs", "debugfs"], devices: ["/dev/kvm"] },
      {},
      ["qemu good", "kvm good", "memory good", "ext3 good"],
    ],
  ])("for QEMU has %s", async (_, machine, more, found) => {
    const checks = await checkQemu({ ...machineWith(machine), resources: resources(more) });
    expect(checks.map(({ name, status }) => `${name} ${status}`)).toEqual(found);
  });

  it.each<[free: number | undefined, manifest: string, status: string]>([
    [undefined, "", "unknown"],
    [1e9, "build: a\n", "good"],
    [1e8, "build: a\n", "warning"],
    [1e7, "build: a\n", "bad"],
    [1e9, "build: bash-2\nbuild: a\n", "bad"],
    [1e10, "build: bash-2\nbuild: a\n", "warning"],
    [1e11, "build: bash-2\nbuild: a\n", "good"],
  ])("with %d bytes free for %j", async (free, manifest, status) => {
    const plan = await makePlan(tree, workspaceOf({ "steps/manifest": manifest }), new Map());
    const found = await checkDisk(resources({ freeBytes: () => Promise.resolve(free) }), plan, "/x");
    expect(found.status).toBe(status);
  });
});
