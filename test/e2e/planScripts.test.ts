import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const example = path.join(repository, "examples/mini-bootstrap");

describe("plan --scripts", () => {
  it("writes what the generator would, lists it, and can do so twice", () => {
    const cwd = folderWith();
    const args = ["plan", example, "--arch", "amd64", "--scripts", "out"];
    const first = bootstrappable(args, { cwd });
    expect([first.status, first.stderr]).toEqual([0, ""]);
    expect(first.stdout).toMatch(
      /^steps\/0\.sh +\d+ bytes {2}new\nsteps\/bootstrap\.cfg +\d+ bytes {2}new\n$/,
    );
    const expected = readFileSync(path.join(repository, "core/src/tree/generate/example.amd64.txt"), "utf8");
    expect(expected).toContain(readFileSync(path.join(cwd, "out/steps/0.sh"), "utf8"));
    expect(bootstrappable([...args, "--format", "json"], { cwd }).stdout).toMatch(
      /^\{"file":"steps\/0\.sh","bytes":\d+,"outcome":"unchanged"\}\n/,
    );
  });

  it("follows the configuration", () => {
    const cwd = folderWith();
    bootstrappable(["plan", example, "--set", "KERNEL_BOOTSTRAP=True", "--scripts", "out"], { cwd });
    expect(readFileSync(path.join(cwd, "out/kaem.run.1"), "utf8")).toBe("set -ex\nkaem --file /steps/1.sh\n");
    expect(readFileSync(path.join(cwd, "out/steps/bootstrap.cfg"), "utf8")).toContain(
      "KERNEL_BOOTSTRAP=True\n",
    );
  });

  it("writes every line of a configuration, and refuses what it could not write as the generator does", () => {
    const cwd = folderWith({
      cfg: "ARCH=x86\nA=1\nA=2\n",
      long: `ARCH=x86\nA=${"x".repeat(2046)}\n`,
      other: Buffer.from("ARCH=x86\nA=\xe9\n", "latin1"),
    });
    bootstrappable(["plan", example, "--config", "cfg", "--scripts", "out"], { cwd });
    expect(readFileSync(path.join(cwd, "out/steps/0.sh"), "utf8")).toContain("\nARCH=x86\nA=1\nA=2\n");
    for (const [file, said] of [
      ["long", "longer than 2047 bytes"],
      ["other", "no UTF-8"],
    ] as const) {
      const { status, stdout, stderr } = bootstrappable(
        ["plan", example, "--config", file, "--scripts", "o"],
        {
          cwd,
        },
      );
      expect([status, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(`${file}:2:1: error: ${said}`);
    }
  });

  it("replaces nothing without --force", () => {
    const cwd = folderWith({ "out/steps/0.sh": "mine\n" });
    const args = ["plan", example, "--scripts", "out"];
    const refused = bootstrappable(args, { cwd });
    expect([refused.status, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toContain("steps/0.sh: exists with other content\n");
    expect(readFileSync(path.join(cwd, "out/steps/0.sh"), "utf8")).toBe("mine\n");
    expect(bootstrappable([...args, "--force"], { cwd }).stdout).toMatch(/0\.sh .*replaced\n/);
  });

  it.skipIf(process.platform === "win32")("does not write through links", () => {
    const cwd = folderWith({ "elsewhere/0.sh": "mine\n" });
    mkdirSync(path.join(cwd, "out"));
    symlinkSync(path.join(cwd, "elsewhere"), path.join(cwd, "out/steps"));
    const { status, stderr } = bootstrappable(["plan", example, "--scripts", "out", "--force"], { cwd });
    expect([status, stderr.split("\n")[0]]).toEqual([
      1,
      `bootstrappable: error: ${cwd}/out/steps: is a link and no folder`,
    ]);
    expect(readFileSync(path.join(cwd, "elsewhere/0.sh"), "utf8")).toBe("mine\n");
  });

  it("writes nothing for a manifest that the generator stops at, nor into the tree", () => {
    const cwd = folderWith({ "t/steps/manifest": "build: a  b\n" });
    const broken = bootstrappable(["plan", "t", "--scripts", "out"], { cwd });
    expect(broken.status).toBe(1);
    expect(broken.stderr).toMatch(/^t\/steps\/manifest:1:\d+: error: .*\n/);
    writeFileSync(path.join(cwd, "t/steps/manifest"), "");
    expect(bootstrappable(["plan", "t", "--scripts", "t"], { cwd })).toMatchObject({ status: 1, stdout: "" });
    expect(bootstrappable(["plan", "t", "--scripts", "out"], { cwd }).status).toBe(0);
  });
});
