import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable, startBootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";
import { until } from "./endless";

beforeAll(built, 120_000);

const example = path.join(repository, "examples/mini-bootstrap");
const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"] ?? "";
const systemPath = { ...process.env, PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` };
const withExt3 = ["mke2fs", "debugfs", "e2fsck"].every(
  (program) => spawnSync(program, ["-V"], { env: systemPath }).error === undefined,
);
const withPython = spawnSync("python3", ["--version"]).status === 0;

/** A boot sector and a program; what they do is of no matter here. */
const bootPath = {
  "tree/builder-hex0/builder-hex0-x86-stage1.hex0": `F4 # hlt\n${"00 ".repeat(509)}55 AA\n`,
  "tree/builder-hex0/builder-hex0-x86-stage2.hex0": "F4 # hlt\n",
};

/** A folder with a copy of the example, without its boot path, in `tree`, and `more` in it. */
function copied(more: Readonly<Record<string, string>> = bootPath): string {
  const cwd = folderWith(more);
  const filter = (source: string) => !source.includes("builder-hex0");
  cpSync(example, path.join(cwd, "tree"), { recursive: true, filter });
  return cwd;
}

const image = (cwd: string, ...args: readonly string[]) =>
  bootstrappable(["image", "tree", "-o", "out.img", "--size", "2M", ...args], { cwd });

const sha256 = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

describe("image", () => {
  it("has the boot path in front, then src commands, then those that start the bootstrap", () => {
    const cwd = copied();
    const { status, stdout, stderr } = image(cwd);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^out\.img: 2\.0 MiB, \d+ files and folders, commands from sector 2 on\n$/);
    const bytes = readFileSync(path.join(cwd, "out.img"));
    expect(bytes.length).toBe(2 << 20);
    expect(bytes.subarray(510, 521).toString("latin1")).toBe("\x55\xaaF4 # hlt\n");
    const text = bytes.toString("latin1").replace(/\0+$/, "");
    expect(text.slice(1024)).toMatch(
      /^src 0 \.\nsrc 0 \.\/AMD64\nsrc 0 \.\/external\nsrc 0 \.\/steps\nsrc 0 \.\/x86\n/,
    );
    expect(text).toMatch(
      /\nhex0 \/x86\/kaem-minimal\.hex0 \/init\n\/bootstrap-seeds\/POSIX\/x86\/kaem-optional-seed \/kaem\.x86\n$/,
    );
    expect(text).toContain("./steps/bootstrap.cfg\nARCH=x86\nARCH_DIR=x86\n");
    expect(text).toContain("QEMU=True\nBARE_METAL=False\nDISK=sda\nKERNEL_BOOTSTRAP=True\n");
  });

  it("is listed, and its files come out again", () => {
    const cwd = copied();
    expect(image(cwd).status).toBe(0);
    const listed = bootstrappable(["image", "--list", "out.img", "--format", "json"], { cwd });
    expect([listed.status, listed.stderr]).toEqual([0, ""]);
    const parts = listed.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind: string; offset: number; size: number; name: string });
    expect(parts.slice(0, 3)).toEqual([
      { kind: "stage1", offset: 0, size: 512, name: "" },
      { kind: "stage2", offset: 512, size: 9, name: "" },
      { kind: "folder", offset: 1032, size: 0, name: "." },
    ]);
    expect(parts.at(-1)!.offset + parts.at(-1)!.size).toBe(2 << 20);
    const bytes = readFileSync(path.join(cwd, "out.img"));
    const files = parts.filter(({ kind }) => kind === "file");
    expect(files.length).toBeGreaterThan(60);
    const names = new Map(
      files.map(({ name, offset, size }) => [name, bytes.subarray(offset, offset + size)]),
    );
    const file = "tree/seed/stage0-posix/x86/hex0_x86.hex0";
    expect(names.get("./x86/hex0_x86.hex0")).toEqual(readFileSync(path.join(cwd, file)));
    const extract = (...args: readonly string[]) => bootstrappable(["image", "out.img", ...args], { cwd });
    expect(extract("--extract", "x86/hex0_x86.hex0").output).toEqual(readFileSync(path.join(cwd, file)));
    expect(extract("--extract", "stage2", "-o", "two").status).toBe(0);
    expect(readFileSync(path.join(cwd, "two"), "utf8")).toBe("F4 # hlt\n");
    const endless = Buffer.concat([bytes.subarray(0, 1024), Buffer.from("src 6000000000 big\n")]);
    writeFileSync(path.join(cwd, "endless.img"), endless);
    truncateSync(path.join(cwd, "endless.img"), 6 * 2 ** 30);
    expect(bootstrappable(["image", "endless.img", "--extract", "big"], { cwd }).stderr).toBe(
      "bootstrappable: error: endless.img: a file of 6000000000 bytes is too long to be read at once\n",
    );
    expect(extract("--extract", "nothing").stderr).toContain("there is no nothing in it");
    expect(extract("--extract", "x86", "-o", "out.img").status).toBe(1);
    expect(extract("--extract", "kaem.x86", "-o", "out.img").stderr).toContain("is an input");
    expect(bootstrappable(["image", "--list", "two"], { cwd }).stderr).toContain("is no image");
  });

  it("is the same twice, whatever the times of the files and whoever the person is", () => {
    const cwd = copied();
    expect(image(cwd).status).toBe(0);
    const first = sha256(path.join(cwd, "out.img"));
    execFileSync("find", [path.join(cwd, "tree"), "-exec", "touch", "-d", "2001-01-01", "{}", "+"]);
    expect(image(cwd, "--force").status).toBe(0);
    expect(sha256(path.join(cwd, "out.img"))).toBe(first);
  });

  it("takes no room on the disk for the zeros behind", () => {
    const cwd = copied();
    expect(image(cwd, "--size", "1G").status).toBe(0);
    const { size, blocks } = statSync(path.join(cwd, "out.img"));
    expect(size).toBe(1 << 30);
    expect(blocks * 512).toBeLessThan(8 << 20);
  });

  it("goes over nothing without --force, and over no folder with it", () => {
    const cwd = copied({ ...bootPath, "out.img": "mine" });
    const refused = image(cwd);
    expect([refused.status, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("out.img: exists; nothing was written");
    expect(readFileSync(path.join(cwd, "out.img"), "utf8")).toBe("mine");
    expect(readdirSync(cwd).sort()).toEqual(["out.img", "tree"]);
    expect(image(cwd, "--force").status).toBe(0);
    rmSync(path.join(cwd, "out.img"));
    mkdirSync(path.join(cwd, "out.img"));
    expect(image(cwd, "--force").stderr).toContain("is no file");
    expect(readdirSync(cwd).sort()).toEqual(["out.img", "tree"]);
  });

  it("goes over none of the files that it is made of", () => {
    const cwd = copied();
    symlinkSync("tree/steps", path.join(cwd, "link"));
    for (const file of ["tree/steps/manifest", "link/new.img", "tree/builder-hex0/new.img"]) {
      const args = ["image", "tree", "-o", file, "--force", "--arch", "x86"];
      const { status, stderr } = bootstrappable(args, { cwd });
      expect([status, stderr]).toEqual([1, expect.stringMatching(/which goes into the image; nothing was/)]);
    }
    expect(statSync(path.join(cwd, "tree/steps/manifest")).size).toBeLessThan(2000);
    expect(readdirSync(path.join(cwd, "tree/steps"))).not.toContain("new.img");
  });

  it("replaces a link and does not write through it", () => {
    const cwd = copied({ ...bootPath, precious: "mine" });
    symlinkSync("precious", path.join(cwd, "out.img"));
    expect(image(cwd).status).toBe(1);
    expect(image(cwd, "--force").status).toBe(0);
    expect(readFileSync(path.join(cwd, "precious"), "utf8")).toBe("mine");
  });

  it("takes no place of a link to a descriptor, as /dev/stdout is one", () => {
    const cwd = copied(bootPath);
    symlinkSync("/proc/self/fd/1", path.join(cwd, "out.img"));
    const { status, stderr } = image(cwd, "--force");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/is no name of a file/)]);
    expect(readlinkSync(path.join(cwd, "out.img"))).toBe("/proc/self/fd/1");
  });

  it("leaves nothing behind when it is interrupted", async () => {
    const cwd = copied();
    // Long enough to be met on the way.
    execFileSync("truncate", ["-s", "1G", path.join(cwd, "tree/steps/long")]);
    const { process: child, ended } = startBootstrappable(["image", "tree", "-o", "out.img"], cwd);
    const drafts = () => readdirSync(cwd).filter((name) => name.startsWith(".out.img"));
    await until(() => drafts().length > 0 || child.exitCode !== null, "the unfinished image", 5);
    child.kill("SIGINT");
    expect((await ended).status).toBe(130);
    expect(readdirSync(cwd)).toEqual(["tree"]);
  });

  it.skipIf(!withExt3)("makes a second disk of distfiles and packages", () => {
    const cwd = copied({ ...bootPath, "packages/a_0.tar.bz2": "built before" });
    const args = ["--external-sources", "--repo", "packages"];
    const { status, stdout, stderr } = image(cwd, ...args);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /\nout\.external\.img: 16\.0 GiB, 5 files and folders, in a partition with ext3 from 1\.0 MiB on\n$/,
    );
    const look = (...more: readonly string[]) => bootstrappable(["image", ...more], { cwd });
    const listed = look("--list", "out.external.img");
    expect([listed.status, listed.stderr]).toEqual([0, ""]);
    expect(listed.stdout.match(/\S+$/gm)).toEqual([
      // Of partition 1.
      ...["1", "/lost+found", "/distfiles", "/distfiles/greet-1.0_AMD64.hex0"],
      ...["/distfiles/greet-1.0_x86.hex0", "/repo-preseeded", "/repo-preseeded/a_0.tar.bz2"],
    ]);
    expect(look("out.external.img", "--extract", "repo-preseeded/a_0.tar.bz2").stdout).toBe("built before");
    expect(look("out.external.img", "--extract", "distfiles").stderr).toContain("distfiles is a folder");
    expect(look("out.img", "--extract", "steps/bootstrap.cfg").stdout).toContain(
      "DISK=sdb1\nKERNEL_BOOTSTRAP=True\n",
    );
    expect(image(cwd, ...args).stderr).toContain("out.img: exists; nothing was written");
    rmSync(path.join(cwd, "out.img"));
    expect(image(cwd, ...args).stderr).toContain("out.external.img: exists; nothing was written");
    expect(readdirSync(cwd).sort()).toEqual(["out.external.img", "packages", "tree"]);
  });

  it.skipIf(!withExt3)("makes a root for a kernel, which e2fsck takes", () => {
    const cwd = copied({});
    const made = (name: string) => {
      const args = ["image", "tree", "-o", name, "--size", "1100M", "--kernel", "--arch", "amd64"];
      return bootstrappable([...args, "--external-sources"], { cwd });
    };
    const { status, stdout, stderr } = made("out.img");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^out\.img: 1\.1 GiB, \d+ files and folders, in a partition with ext3 from 1\.0 GiB on\n$/,
    );
    execFileSync("e2fsck", ["-fn", `out.img?offset=${2 ** 30}`], { cwd, env: systemPath, stdio: "pipe" });
    const look = (...more: readonly string[]) => bootstrappable(["image", "out.img", ...more], { cwd });
    const file = path.join(cwd, "tree/seed/stage0-posix/AMD64/hex0_AMD64.hex0");
    expect(look("--extract", "AMD64/hex0_AMD64.hex0").output).toEqual(readFileSync(file));
    expect(look("--extract", "init").output.subarray(0, 4).toString("latin1")).toBe("\x7fELF");
    expect(look("--extract", "steps/bootstrap.cfg").stdout).toContain("DISK=sda1\nKERNEL_BOOTSTRAP=False\n");
    expect(look("--list", "--format", "json").stdout).toMatch(
      /"kind":"file",.*"name":"\/init","mode":493,"owner":0,"group":0\}/,
    );
    expect(bootstrappable(["image", "tree", "-o", "x", "--kernel", "--size", "1G"], { cwd }).stderr).toMatch(
      /error: a disk of 1024 MiB is too small: .* \[image\/disk-size\]/,
    );
  });

  it("says what cannot be in an image, and where", () => {
    const cwd = copied({ ...bootPath, "tree/steps/a\nb": "", secret: "s" });
    symlinkSync("nowhere", path.join(cwd, "tree/steps/dangling"));
    symlinkSync("..", path.join(cwd, "tree/steps/improve/loop"));
    execFileSync("mkfifo", [path.join(cwd, "tree/steps/fifo")]);
    const { status, stderr } = image(cwd);
    expect(status).toBe(1);
    expect(stderr.match(/\[image\/[a-z-]+\]/g)?.sort()).toEqual([
      "[image/bad-name]",
      "[image/bad-name]",
      "[image/bad-name]",
      "[image/special-file]",
    ]);
    expect(stderr).not.toContain("\nb");
    expect(existsSync(path.join(cwd, "out.img"))).toBe(false);
  });

  it("copies nothing from outside of the tree", () => {
    const cwd = copied({ ...bootPath, secret: "s" });
    symlinkSync("../../secret", path.join(cwd, "tree/steps/leak"));
    const { status, stderr } = image(cwd);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^tree\/steps\/leak:1:1: error: .* leads out of the tree.*\[run\/bad-tree\]\n$/);
  });

  it("says that a tree has no boot path, and boots no other architecture", () => {
    const cwd = copied({});
    expect(image(cwd).stderr).toContain("[image/no-boot-path]");
    expect(image(cwd, "--arch", "amd64").stderr).toContain("[image/architecture]");
  });

  it("wants the distfiles that are needed early, with the right hash", () => {
    const cwd = copied();
    const distfile = path.join(cwd, "tree/distfiles/greet-1.0_x86.hex0");
    writeFileSync(distfile, "other");
    expect(image(cwd).stderr).toContain("[run/distfile-mismatch]");
    rmSync(distfile);
    const { status, stderr } = image(cwd);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /sources:\d+:\d+: warning: greet-1\.0_x86\.hex0 is not in distfiles.*\[image\/missing-distfile\]/,
    );
  });
});

/** The image that rootfs.py makes of the checkout in a folder. */
function reference(tree: string, target: string, args: readonly string[]): string {
  const script = path.join(repository, "test/support/rootfs.py");
  execFileSync("python3", [script, "--target", target, ...args], { cwd: tree, stdio: "pipe" });
  return path.join(target, "init.img");
}

describe.skipIf(upstream === "" || !withPython)(
  "an image of the checkout named by BOOTSTRAPPABLE_UPSTREAM, beside the one that rootfs.py makes in sorted order",
  () => {
    /** A copy, since rootfs.py writes into its tree. */
    const checkout = () => {
      const cwd = folderWith({});
      execFileSync("cp", ["-r", upstream, path.join(cwd, "tree")]);
      return cwd;
    };

    it("is the same byte for byte", () => {
      const cwd = checkout();
      for (const [ours, theirs] of [
        [[], ["--qemu", "--target-size", "2M"]],
        [["--bare-metal"], ["--bare-metal"]],
        [
          ["--set", "JOBS=5", "--set", "FINAL_JOBS=5", "--set", "FORCE_TIMESTAMPS=True"],
          ["--qemu", "--target-size", "2M", "--cores", "5", "--force-timestamps"],
        ],
      ] as const) {
        const mirror = ["--mirrors", "http://mirror.example/a", "http://mirror.example/b"];
        const target = path.join(cwd, "target");
        const theirImage = reference(path.join(cwd, "tree"), target, [...theirs, ...mirror]);
        const mirrors = ["--mirror", "http://mirror.example/a", "--mirror", "http://mirror.example/b"];
        expect(image(cwd, "--force", ...mirrors, ...ours).status).toBe(0);
        expect(sha256(path.join(cwd, "out.img"))).toBe(sha256(theirImage));
        rmSync(target, { recursive: true });
      }
    }, 300_000);

    it("is the same of another tree, of its own bootstrap.cfg, with names of every kind", () => {
      const cwd = copied({
        ...bootPath,
        "tree/steps/a b/ä": "1",
        "tree/steps/a-b/x": "",
        "tree/steps/a.b": "dot",
        "tree/steps/\u{1F600}": "astral",
        "tree/steps/\uFF21": "full width",
        "tree/steps/x.gitignore.d/y": "left out",
        "tree/steps/.github/y": "left out",
        "tree/seed/AMD64": "a file beside a folder of its name goes into it",
        "tree/seed/.gitattributes": "left out",
        "tree/seed/stage0-posix/.git/HEAD": "left out",
      });
      symlinkSync("improve", path.join(cwd, "tree/steps/linked"));
      symlinkSync("a.b", path.join(cwd, "tree/steps/z"));
      for (const each of ["lib", "rootfs.py"])
        cpSync(path.join(upstream, each), path.join(cwd, "tree", each), { recursive: true });
      const theirImage = reference(path.join(cwd, "tree"), path.join(cwd, "target"), [
        ...["--qemu", "--target-size", "3M", "--mirrors", "http://mirror.example"],
      ]);
      const config = path.join(cwd, "theirs.cfg");
      cpSync(path.join(cwd, "tree/steps/bootstrap.cfg"), config);
      expect(image(cwd, "--size", "3M", "--config", config).status).toBe(0);
      expect(sha256(path.join(cwd, "out.img"))).toBe(sha256(theirImage));
    });
  },
);
