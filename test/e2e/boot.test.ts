import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";
import { bootInQemu, saidOf, withQemu } from "../support/qemu";

beforeAll(built, 120_000);

const example = path.join(repository, "examples/mini-bootstrap");
const stages = path.join(example, "builder-hex0");

describe("the boot path of the example", () => {
  it("is verified by the audit in every line", () => {
    const { status, stdout } = bootstrappable(["audit", "--format", "json", stages], { cwd: repository });
    expect(status).toBe(0);
    const [first, second] = stdout
      .split("\n", 2)
      .map((line) => (JSON.parse(line) as { lines: Record<string, number> }).lines);
    const clean = { disagreeing: 0, undecidable: 0, uncommented: 0 };
    expect([first, second]).toMatchObject([clean, clean]);
    expect(first!["verified"]! + second!["verified"]!).toBeGreaterThan(300);
  });

  it("has a zero byte behind its second stage, which ends the first one's work", () => {
    const source = readFileSync(path.join(stages, "builder-hex0-x86-stage2.hex0"));
    expect(source.length % 512).not.toBe(0);
  });

  it.skipIf(!withQemu)(
    "boots in QEMU, and says what it finds",
    () => {
      const cwd = folderWith();
      const image = path.join(cwd, "out.img");
      const made = bootstrappable(["image", example, "-o", image, "--size", "2M"], { cwd });
      expect([made.status, made.stderr]).toEqual([0, ""]);
      expect(bootInQemu(image)).toBe(saidOf(readFileSync(image)));
    },
    150_000,
  );

  it.skipIf(!withQemu)(
    "says that a file is not there, and goes on",
    () => {
      const cwd = folderWith();
      const image = path.join(cwd, "out.img");
      bootstrappable(["image", example, "-o", image, "--size", "2M"], { cwd });
      const bytes = readFileSync(image);
      const head = bytes.subarray(0, bytes.indexOf("src 0 .\n"));
      const commands = "src 4 ./a\n41#\nhex0 /b /c\nf\nhex0 /a /c\n/c x\n/d y\n";
      const other = folderWith({
        "out.img": Buffer.concat([head, Buffer.from(commands), Buffer.alloc(1 << 20)]),
      });
      const said = bootInQemu(path.join(other, "out.img"));
      const none = "There is no such file.";
      const lines = [
        ...["src", "./a", "hex0", "/b /c", none, "hex0", "/a /c", "1 bytes"],
        ...["/c", "x", "There it is. To run it takes a kernel.", "/d", "y", none, "Build finished.", ""],
      ];
      expect(said).toBe(lines.join("\r\n"));
    },
    150_000,
  );
});
