import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { built } from "../support/build";
import { bootstrappable, startBootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";
import { until } from "./endless";
import { processesWith } from "./runSupport";

const hash = "8f87dbceb7f5295fdfac9e4ef7846b871288887bef11e216aa6201b5756bf462";

/** A stand-in for upstream's script: it knows its arguments, and prints what a file says, whole and without a delay. */
const script = `import subprocess, sys
print("Bootstrapping x86")
print("told", *sys.argv[1:])
name = sys.argv[sys.argv.index("--target") + 1]
if name == "sleeps":
    print(" +> ./bin/kaem --verbose --file ./after.kaem ", flush=True)
    subprocess.run(["sleep", open("seconds").read()])
if name == "downloads":
    print("Downloading: a-1.tar.gz")
    sys.stderr.write('Traceback (most recent call last):\\n  File "rootfs.py", line 1\\n')
    sys.stderr.write("requests.exceptions.ConnectionError: nobody there\\n")
    sys.exit(1)
print(open(name).read(), end="")
sys.exit(1 if name == "bad" else 0)
`;

const lines = (...text: string[]) => `${text.join("\n")}\n`;
const seed = lines(
  " +> ./bin/kaem --verbose --file ./after.kaem ",
  ...[" +> set -ex ", " +> set -ex", " +> PATH=/bin ", " +> kaem --file /steps/0.sh "],
  ...[
    " +> set -ex",
    " +> cd /steps ",
    " +> ARCH=x86 ",
    " +> BINDIR=/usr/bin ",
    " +> pkg=a-1 ",
    " +> cd a-1 ",
  ],
  ...[" +> kaem --file pass1.kaem ", " +> set -ex", " +> sha256sum -c sources.SHA256SUM "],
);
const files = {
  "rootfs.py": script,
  "seed/stage0-posix/kaem.x86": "./bin/kaem --verbose --file ./after.kaem\n",
  "seed/stage0-posix/bin/kaem": "",
  "seed/stage0-posix/x86/x": "",
  "seed/script-generator.c": "",
  "seed/after.kaem": "set -ex\nPATH=/bin\nkaem --file /steps/0.sh\n",
  "steps/env": "BINDIR=/usr/bin\n",
  "steps/manifest": "build: a-1\n",
  "steps/a-1/pass1.kaem": "set -ex\nsha256sum -c sources.SHA256SUM\n",
  "steps/a-1/sources": `f http://host/a-1.tar.gz ${hash}\n`,
  good: `${seed}a-1.tar.gz: OK\n +> cd .. \n`,
  bad: `${seed}a-1.tar.gz: FAILED\nWanted:   ${hash}\nReceived: ${"0".repeat(64)}\n${lines("Subprocess error 1", "ABORTING HARD")}Bootstrapping failed\n`,
};

const python = (() => {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
})();

let tree: string;
const own = mkdtempSync(`${tmpdir()}/bootstrappable-rootfs-`);
beforeAll(async () => {
  process.env["XDG_STATE_HOME"] = `${own}/state`;
  process.env["XDG_CACHE_HOME"] = `${own}/cache`;
  await built();
}, 120_000);
beforeEach(() => {
  tree = folderWith(files);
});
afterAll(() => rmSync(own, { recursive: true, force: true }));

interface Told {
  readonly type: string;
  readonly [name: string]: unknown;
}

function run(target: string, ...words: readonly string[]) {
  const args = ["rootfs", "--tree", tree, "--format", "json", "--", "--chroot", "--target", target, ...words];
  const { status, stdout, stderr } = bootstrappable(args, { cwd: tree });
  const events = stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Told);
  return { status, stderr, of: (type: string) => events.filter((event) => event.type === type) };
}

describe.skipIf(!python)("rootfs.py of the tree", () => {
  it("is understood as a run is, with its steps, places, checksums and record", () => {
    const { status, of } = run("good", "--cores", "3");
    expect(status).toBe(0);
    expect(of("run-started")).toMatchObject([{ engine: "rootfs.py", architecture: "x86", driver: "tree" }]);
    expect(of("output").map(({ text }) => text)).toContain("told --chroot --target good --cores 3");
    expect(of("step-ended").map(({ step, status }) => [(step as { name: string }).name, status])).toEqual([
      ["seed", "done"],
      ["a-1", "done"],
    ]);
    expect(of("command").at(-2)).toMatchObject({
      location: { file: `${tree}/steps/a-1/pass1.kaem`, line: 2 },
    });
    expect(of("checksum")).toMatchObject([{ name: "a-1.tar.gz", ok: true }]);
    const { stdout } = bootstrappable(["runs", tree], { cwd: tree });
    expect(stdout).toMatch(/x86, rootfs\.py: good, 1 step, 1 checksum verified/);
    expect(readFileSync(String(of("run-started")[0]!["log"]), "utf8")).toContain(files.good);
  });

  it("fails where the bootstrap does", () => {
    const { status, of } = run("bad");
    expect(status).toBe(1);
    expect(of("finding").map(({ code, file, line }) => [code, file, line])).toContainEqual([
      ...["run/distfile-mismatch", `${tree}/steps/a-1/sources`, 1],
    ]);
    expect(of("run-ended")).toMatchObject([{ status: "failed", checksums: { failed: 1 } }]);
  });

  it("is not taken for a run that went well where it ends well, and has said nothing of one", () => {
    writeFileSync(`${tree}/idle`, "All is there already.\n");
    const { status, of } = run("idle");
    expect(status).toBe(1);
    expect(of("finding")).toContainEqual(
      expect.objectContaining({
        code: "run/host-script-failed",
        message: "rootfs.py ended with status 0, but nothing that it printed is of a bootstrap",
      }),
    );
  });

  it("points at the sources line of what it could not download", () => {
    const { status, of } = run("downloads");
    expect(status).toBe(1);
    expect(of("finding")).toContainEqual(
      expect.objectContaining({
        ...{ code: "run/missing-file", file: `${tree}/steps/a-1/sources`, line: 1 },
        message: "a-1.tar.gz is not in distfiles, and could not be downloaded",
      }),
    );
  });

  it.each([
    ["SIGINT", ["--chroot"]],
    ["SIGINT", []],
    ["SIGTERM", []],
  ] as const)("ends with all that it has started at a %s (%s)", async (signal, mode) => {
    // For so many seconds nobody else sleeps.
    const seconds = String(1000 + process.pid);
    writeFileSync(`${tree}/seconds`, seconds);
    const args = ["rootfs", "--tree", tree, "--", ...mode, "--target", "sleeps"];
    const { process: child, ended } = startBootstrappable(args, tree);
    await until(() => processesWith(`sleep\0${seconds}`).length > 0, "the script's program");
    child.kill(signal);
    expect((await ended).status).toBe(130);
    await until(() => processesWith(`sleep\0${seconds}`).length === 0, "the end of the script's program");
  });

  it("prints its own help, and says what is missing", () => {
    writeFileSync(`${tree}/help`, "");
    const { status, stdout } = bootstrappable(["rootfs", "--tree", tree, "--", "--target", "help"], {
      cwd: tree,
    });
    expect([status, stdout]).toEqual([0, "Bootstrapping x86\ntold --target help\n"]);
    const other = bootstrappable(["rootfs", "--tree", tree, "--python", "no-such-python"], { cwd: tree });
    expect(other.status).toBe(1);
    expect(other.stderr).toMatch(
      /there is no no-such-python here, .*python3-requests.*bootstrappable run needs none/,
    );
  });
});
