import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { once } from "node:events";
import { request } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable, startBootstrappable, type Running } from "../support/cli";
import { breakingOff, giving, serverWith } from "../support/distfileServer";
import { folderWith } from "../support/folder";
import { until } from "./endless";
import { processesWith } from "./runSupport";

beforeAll(built, 120_000);

// Each test starts the command several times, which takes a busy machine its time.
vi.setConfig({ testTimeout: 120_000 });

const hash = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const content = Buffer.from("distfile\n".repeat(20_000));
const started: Running[] = [];

afterEach(() => {
  for (const { process } of started.splice(0)) process.kill("SIGKILL");
});

function start(args: readonly string[], cwd: string): Running {
  const running = startBootstrappable(["distfiles", ...args], cwd);
  started.push(running);
  return running;
}

const run = (args: readonly string[], cwd: string) => start(args, cwd).ended;

describe("distfiles fetch", () => {
  it("fetches what the example lacks, from a mirror beside it", async () => {
    const cwd = folderWith();
    cpSync(path.join(repository, "examples/mini-bootstrap"), path.join(cwd, "t"), { recursive: true });
    const folder = path.join(cwd, "t/distfiles");
    cpSync(folder, path.join(cwd, "mirror"), { recursive: true });
    for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), "broken");
    const { status, stdout, stderr } = await run(["fetch", "t", "--mirror", "mirror"], cwd);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/✓ greet-1\.0_x86\.hex0 {2}3\.0 KiB\n/);
    expect(stdout).toMatch(/2 fetched \(.*\), 0 there before, 0 not to be had\n$/);
    expect((await run(["verify", "t"], cwd)).stdout).toBe(
      "2 right, 0 wrong, 0 not there, 0 unknown, 2 unfinished or wrong downloads\n",
    );
  });

  const tree = (address: string) => ({
    "steps/manifest":
      "build: early-1\nbuild: never-1 ( CHROOT == False )\nimprove: get_network ( CHROOT == False )\nbuild: late-1\n",
    "steps/early-1/sources": `f ${address}/early ${hash("early")}\n`,
    "steps/late-1/sources": `f ${address}/late ${hash("late")}\n`,
    "steps/never-1/sources": `f ${address}/never ${hash("never")}\n`,
  });
  const handlers = {
    "/early": giving(Buffer.from("early")),
    "/late": giving(Buffer.from("late")),
    "/never": giving(Buffer.from("never")),
  };

  it.each([
    [[], ["early", "late"]],
    [["--before-network"], ["early"]],
    [["--all"], ["early", "late", "never"]],
    [["--only", "late"], ["late"]],
    [
      ["--set", "CHROOT=False"],
      ["early", "late", "never"],
    ],
  ])("%j", async (options, names) => {
    const { address } = await serverWith(handlers);
    const cwd = folderWith(tree(address));
    const { status } = await run(["fetch", ...options], cwd);
    expect([status, readdirSync(path.join(cwd, "distfiles"))]).toEqual([0, names]);
  });

  it("takes the mirrors of a configuration", async () => {
    const { address } = await serverWith(handlers);
    const cwd = folderWith({ ...tree("http://127.0.0.1:1"), cfg: `ARCH=x86\nMIRRORS="${address}"\n` });
    expect((await run(["fetch", "--config", "cfg", "--retries", "0"], cwd)).status).toBe(0);
  });

  it("tells at which line of sources nothing could be had", async () => {
    const { address } = await serverWith({});
    const cwd = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": `f ${address}/a ${hash("a")}\ng http://h/r.git~v1 _ ${hash("b")} b.tar.gz\n`,
    });
    const { status, stdout, stderr } = await run(["fetch"], cwd);
    expect(stderr.trimEnd().split("\n").sort()).toEqual([
      `steps/p-1/sources:1:3: error: a could not be had. ${address}/a: the server answers 404. [distfiles/unavailable]`,
      `steps/p-1/sources:2:88: error: No URL has b.tar.gz: it needs a mirror or git. [distfiles/no-source]`,
    ]);
    expect([status, stdout.endsWith("Failed: 0 fetched, 0 there before, 2 not to be had\n")]).toEqual([
      1,
      true,
    ]);
  });

  it("prints events in JSON", async () => {
    const { address } = await serverWith({ "/a": giving(Buffer.from("other")) });
    const cwd = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": `f ${address}/a ${hash("a")}\n`,
    });
    const { stdout } = await run(["fetch", "--format", "json"], cwd);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; code?: string; line?: number });
    expect(
      events.map(({ type, code }) => [type, code].filter((part) => part !== undefined).join(" ")),
    ).toEqual([
      "fetch-started",
      "asked",
      "progress",
      "finding distfiles/wrong-content",
      "finding distfiles/unavailable",
      "file-ended",
      "fetch-ended",
    ]);
    expect(events[3]).toMatchObject({ file: "steps/p-1/sources", line: 1 });
    expect(events.at(-1)).toMatchObject({ status: "failed", failed: 1 });
  });

  it.each(["SIGINT", "SIGKILL"] as const)(
    "goes on where it was ended by %s",
    async (signal) => {
      const { address, requests } = await serverWith({
        "/a": (request, response, count) =>
          (count === 1 ? breakingOff(content, 100_000, true) : giving(content))(request, response, count),
      });
      const cwd = folderWith({
        "steps/manifest": "build: p-1\n",
        "steps/p-1/sources": `f ${address}/a ${hash(content)}\n`,
      });
      const part = path.join(cwd, "distfiles/a.part");
      const running = start(["fetch"], cwd);
      await expect
        .poll(() => existsSync(part) && readFileSync(part).length, { timeout: 60_000 })
        .toBe(100_000);
      running.process.kill(signal);
      const { status, stdout } = await running.ended;
      if (signal === "SIGINT") {
        expect([status, stdout]).toEqual([130, expect.stringContaining("Interrupted: 0 fetched")]);
        expect(readdirSync(path.join(cwd, "distfiles"))).toEqual(["a.part"]);
      }
      expect((await run(["fetch"], cwd)).status).toBe(0);
      expect(readdirSync(path.join(cwd, "distfiles"))).toEqual(["a"]);
      expect(hash(readFileSync(path.join(cwd, "distfiles/a")))).toBe(hash(content));
      expect(requests).toEqual(["/a", "/a bytes=100000-"]);
    },
    120_000,
  );

  it("does not follow a tree's link out of it, unless the person names the folder", async () => {
    const { address } = await serverWith({ "/a": giving(Buffer.from("a")) });
    const outside = folderWith();
    const cwd = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": `f ${address}/a ${hash("a")}\n`,
    });
    symlinkSync(outside, path.join(cwd, "distfiles"));
    const { status, stderr } = await run(["fetch"], cwd);
    expect([status, stderr]).toEqual([1, expect.stringContaining("leads out of the tree")]);
    expect(readdirSync(outside)).toEqual([]);
    expect((await run(["fetch", "--folder", "distfiles"], cwd)).status).toBe(0);
    expect(readdirSync(outside)).toEqual(["a"]);
  });

  it.each([
    [["fetch", "nowhere"], 2, /nowhere: no such file or folder/],
    [["fetch", "--mirror", "ftp://h/"], 2, /http\(s\) address/],
    [["fetch", "--connections", "0"], 2, /from 1 to 64/],
    [["fetch", "--nonsense"], 2, /unknown option/],
    [[], 2, /Usage: bootstrappable distfiles/],
  ])("%j", (args, status, message) => {
    const ended = bootstrappable(["distfiles", ...args], { cwd: folderWith() });
    expect([ended.status, ended.stderr]).toEqual([status, expect.stringMatching(message)]);
  });
});

describe("distfiles verify", () => {
  it("tells what is wrong, unknown and left over, and follows no link", () => {
    const cwd = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": ["good", "bad", "link", "missing"]
        .map((name) => `f http://h/${name} ${hash("good")}\n`)
        .join(""),
      "distfiles/good": "good",
      "distfiles/bad": "bad",
      "distfiles/unknown": "",
      "distfiles/x.part": "",
    });
    symlinkSync("good", path.join(cwd, "distfiles/link"));
    const { status, stdout, stderr } = bootstrappable(["distfiles", "verify"], { cwd });
    expect([status, stderr]).toEqual([1, ""]);
    const [counts, ...findings] = stdout.trimEnd().split("\n").reverse();
    expect(counts).toBe("1 right, 2 wrong, 1 not there, 1 unknown, 1 unfinished or wrong downloads");
    const shown = findings.map((line) => /^[^ ]* \w+|\[.*\]$/g[Symbol.match](line)?.join(" "));
    expect(shown.reverse()).toEqual([
      "steps/p-1/sources:2:16: error [sources/other-distfile]",
      "steps/p-1/sources:3:17: error [distfiles/in-the-way]",
      "distfiles/unknown:1:1: info [distfiles/unknown-file]",
    ]);
  });

  it("takes what is missing for a failure when it is to be complete", () => {
    const cwd = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": `f http://h/a ${hash("")}\n`,
    });
    const status = (...options: string[]) =>
      bootstrappable(["distfiles", "verify", ...options], { cwd }).status;
    expect([status(), status("--complete")]).toEqual([0, 1]);
  });
});

/** A repository that git can clone over plain HTTP, and what its archive is as mirror.sh makes it. */
function gitRepository(below: string): { readonly archive: (reference: string, name: string) => Buffer } {
  const work = folderWith({ file: "one\n" });
  const git = (cwd: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.invalid", ...args], {
      cwd,
      env: { PATH: process.env["PATH"], HOME: cwd, GIT_CONFIG_NOSYSTEM: "1" },
      stdio: ["ignore", "pipe", "ignore"],
    });
  git(work, "init", "--quiet");
  git(work, "add", "file");
  git(work, "commit", "--quiet", "--message", "one");
  git(work, "tag", "v1.0");
  git(path.dirname(below), "clone", "--quiet", "--bare", work, below);
  git(below, "update-server-info");
  return {
    archive(reference, name) {
      const prefix = `${path.basename(below, ".git")}-${reference.replace(/^v/, "")}/`;
      const file = path.join(folderWith(), name);
      git(work, "-c", "tar.tar.gz.command=gzip -n", "archive", reference, "-o", file, "--prefix", prefix);
      return readFileSync(file);
    },
  };
}

describe("distfiles mirror", () => {
  it("has everything of every package, archives of commits made with git", async () => {
    const served = folderWith({ a: "a" });
    const { archive } = gitRepository(path.join(served, "r.git"));
    const tarball = archive("v1.0", "r-1.0.tar.gz");
    const serving = start(["serve", served], served);
    const [first] = (await once(serving.process.stdout!, "data")) as [string];
    const address = first.trim();
    const cwd = folderWith({
      "steps/manifest": "build: p-1\n",
      "steps/p-1/sources": `f ${address}/a ${hash("a")}\n`,
      "steps/unbuilt-1/sources":
        `g ${address}/r.git~v1.0 _ ${hash(tarball)} r-1.0.tar.gz\n` +
        `g ${address}/r.git~v2.0 _ ${hash(tarball)} r-2.0.tar.gz\n` +
        `g ext::sh%20-c%20"touch%20owned"~v1 _ ${hash(tarball)} evil.tar.gz\n`,
    });
    const mirror = () => run(["mirror", "m", "--clones", "clones", "--retries", "0"], cwd);
    const { status, stdout, stderr } = await mirror();
    expect(status).toBe(1);
    expect(stdout).toMatch(
      / {2}\$ git -C .*r\.git -c tar\.tar\.gz\.command=gzip -n .* archive --format=tar\.gz --prefix=r-1\.0\/ v1\.0\n/,
    );
    expect(stdout).toMatch(/r-1\.0\.tar\.gz was made by git \d.*, gzip \d/);
    expect(stderr).toMatch(/sources:2:\d+: error: No URL has r-2\.0\.tar\.gz.* has no v2\.0/);
    expect(stderr).toMatch(
      /sources:3:\d+: error: No URL has evil\.tar\.gz.*only http, https and git repositories are cloned/,
    );
    expect(readdirSync(path.join(cwd, "m"))).toEqual(["a", "r-1.0.tar.gz"]);
    expect(readFileSync(path.join(cwd, "m/r-1.0.tar.gz")).equals(tarball)).toBe(true);
    expect((await mirror()).stdout).toMatch(/0 fetched, 2 there before, 2 not to be had\n$/);
    expect((await run(["mirror", "m", "--no-git", "--retries", "0"], cwd)).stdout).not.toMatch(/\$ git/);
    // Several at a time, with one clone: each waits for the one before.
    const several = ["first", "second", "third"].map((folder) =>
      run(["mirror", folder, "--clones", "other", "--retries", "0"], cwd),
    );
    for (const { stdout } of await Promise.all(several))
      expect(stdout).toMatch(/2 fetched \(.*\), 0 there before, 2 not to be had\n$/);
    expect(readdirSync(path.join(cwd, "other"))).toEqual([expect.stringMatching(/r\.git$/)]);
  }, 120_000);
});

describe.skipIf(process.platform !== "linux")("a git server that says nothing", () => {
  it("is given up, and outlived by no git of ours", async () => {
    const silent = await serverWith({ "/r.git/info/refs?service=git-upload-pack": () => undefined });
    const line = `g ${silent.address}/r.git~v1.0 _ ${hash("")} r.tar.gz\n`;
    const cwd = folderWith({ "steps/manifest": "build: p-1\n", "steps/p-1/sources": line });
    const mirror = (...more: string[]) => start(["mirror", "m", "--clones", "clones", ...more], cwd);
    const clones = `${cwd}/clones`;
    const killed = mirror();
    await until(() => processesWith(clones).length > 0, "git");
    killed.process.kill("SIGKILL");
    await until(() => processesWith(clones).length === 0, "its end");
    const { status, stderr } = await mirror("--stall-timeout", "1").ended;
    expect(stderr).toMatch(/sources:1:\d+: error: No URL has r\.tar\.gz.*git says: .*too slow/);
    expect([status, readdirSync(clones)]).toEqual([1, []]);
  });

  it("is given up where it speaks git's own protocol, too", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = `git://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const line = `g ${address}/r.git~v1.0 _ ${hash("")} r.tar.gz\n`;
    const cwd = folderWith({ "steps/manifest": "build: p-1\n", "steps/p-1/sources": line });
    const args = ["mirror", "m", "--clones", "clones", "--stall-timeout", "1", "--retries", "0"];
    const { status, stderr } = await run(args, cwd);
    expect(stderr).toContain(`${address}/r.git at v1.0: nothing came for 1 seconds.`);
    expect([status, readdirSync(`${cwd}/clones`)]).toEqual([1, []]);
    silent.close();
  });
});

describe("distfiles serve", () => {
  const get = (url: string, options: { path: string; headers?: Record<string, string>; method?: string }) =>
    new Promise<[number | undefined, string]>((resolve, reject) => {
      const asked = request(url, { ...options, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => (body += text));
        response.on("end", () => resolve([response.statusCode, body]));
      });
      asked.on("error", reject).end();
    });

  it("serves files with ranges, nothing outside, and ends when it is interrupted", async () => {
    const secret = folderWith({ secret: "secret" });
    const cwd = folderWith({
      "m/a": "0123456789",
      "m/b/c": "c",
      "m/.hidden": "h",
      "m/d.part": "d",
      above: "up",
    });
    symlinkSync(path.join(secret, "secret"), path.join(cwd, "m/link"));
    symlinkSync(secret, path.join(cwd, "m/folder"));
    symlinkSync("a", path.join(cwd, "m/inside"));
    mkdirSync(path.join(cwd, "m/empty"));
    const serving = start(["serve", "m"], cwd);
    const [first] = (await once(serving.process.stdout!, "data")) as [string];
    const url = first.trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const range = (bytes: string) => get(url, { path: "/a", headers: { range: `bytes=${bytes}` } });
    expect(await get(url, { path: "/a" })).toEqual([200, "0123456789"]);
    expect(await get(url, { path: "/b/c" })).toEqual([200, "c"]);
    expect(await get(url, { path: "/inside" })).toEqual([200, "0123456789"]);
    expect(await get(url, { path: "/a", method: "HEAD" })).toEqual([200, ""]);
    expect(await range("3-")).toEqual([206, "3456789"]);
    expect(await range("3-4")).toEqual([206, "34"]);
    expect(await range("-2")).toEqual([206, "89"]);
    expect(await range("10-")).toEqual([416, ""]);
    const stale = { range: "bytes=3-", "if-range": '"another"' };
    expect(await get(url, { path: "/a", headers: stale })).toEqual([200, "0123456789"]);
    for (const hidden of [
      ...["/", "/link", "/folder/secret", "/../above", "/%2e%2e/above", "/b/..%2fa", "/.hidden", "/d.part"],
      ...["/empty", "/none", "/a%00", "/%zz", "//a", "/b//c"],
    ]) {
      expect([hidden, ...(await get(url, { path: hidden }))]).toEqual([hidden, 404, ""]);
    }
    expect(await get(url, { path: "/a", method: "PUT" })).toEqual([405, ""]);
    expect(await get(url, { path: "/a", headers: { host: "elsewhere.example" } })).toEqual([403, ""]);
    serving.process.kill("SIGINT");
    expect(await serving.ended).toMatchObject({ status: 0 });
  });
});
