import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const example = path.join(repository, "examples/mini-bootstrap");
const provenance = (...args: string[]) =>
  bootstrappable(["provenance", example, ...args], { cwd: repository });

describe("provenance", () => {
  it("tells the chain of commands as an outline, and the totals", () => {
    const run = provenance("--of", "/usr/bin/greet");
    expect([run.status, run.stderr]).toEqual([0, ""]);
    const lines = run.stdout.split("\n");
    // The last pass that builds it.
    expect(lines[0]).toMatch(
      /^\/usr\/bin\/greet {2}← hex0 src\/greet-by-name_x86\.hex0 \/usr\/bin\/greet {2}\(steps\/greet-1\.0\/pass2\.kaem:\d+\)$/,
    );
    expect(run.stdout).toMatch(/run by \/bootstrap-seeds\/POSIX\/x86\/hex0-seed {2}seed, 251 bytes/);
    expect(run.stdout).toMatch(/^to trust \(x86\): 760 bytes of binary$/m);
    expect(run.stdout).toMatch(/^to read: [\d,]+ lines of source$/m);
  });

  it("counts the lines that are there", () => {
    const { stdout } = provenance("--of", "/AMD64/bin/catm", "--arch", "amd64", "--format", "json");
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const sources = lines.filter(({ type, kind }) => type === "node" && kind === "source");
    const count = sources
      .map(({ place }) => readFileSync(path.join(example, String(place)), "utf8").split("\n").length - 1)
      .reduce((sum, each) => sum + each, 0);
    expect(lines.at(-1)).toMatchObject({
      type: "totals",
      of: "/AMD64/bin/catm",
      architecture: "amd64",
      lines: count,
    });
    expect(lines.find(({ target }) => target === true)).toMatchObject({
      kind: "artifact",
      label: "/AMD64/bin/catm",
    });
    expect(lines.some(({ type, role }) => type === "edge" && role === "program")).toBe(true);
  });

  it("takes a step, and a file of the tree in any spelling", () => {
    expect(provenance("--of", "greet-1.0:1").stdout).toMatch(/^step greet-1\.0, pass 1 /);
    const file = "seed/stage0-posix/x86/hex0_x86.hex0";
    for (const of of [file, path.join(example, file), `examples/mini-bootstrap/${file}`]) {
      expect(provenance("--of", of).stdout).toMatch(/^\/x86\/artifact\/hex0 /);
    }
  });

  it("writes pictures, whole or not at all", () => {
    const cwd = folderWith();
    const args = ["provenance", example, "--of", "/etc/motd", "--format"];
    const svg = bootstrappable([...args, "svg", "-o", "motd.svg"], { cwd });
    expect([svg.status, svg.stdout, svg.stderr]).toEqual([0, "", ""]);
    expect(readFileSync(path.join(cwd, "motd.svg"), "utf8")).toMatch(
      /^<\?xml[^]*<title>\/etc\/motd \(x86\)[^]*<\/svg>\n$/,
    );
    expect(bootstrappable([...args, "dot"], { cwd }).stdout).toMatch(
      /^digraph "\/etc\/motd \(x86\)" \{\n[^]*\}\n$/,
    );
    const nowhere = bootstrappable([...args, "svg", "-o", "no/folder.svg"], { cwd });
    expect([nowhere.status, existsSync(path.join(cwd, "no"))]).toEqual([1, false]);
  });

  it("says when it is not known", () => {
    const run = provenance("--of", "/usr/bin/nobody");
    expect([run.status, run.stdout]).toEqual([1, ""]);
    expect(run.stderr).toContain("/usr/bin/nobody: no such step, and no command");
    expect(provenance().status).toBe(2);
  });
});
