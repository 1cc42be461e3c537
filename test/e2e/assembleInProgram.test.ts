import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built, programs } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const seed = "seed/stage0-posix";
const script = [
  "./x86/hex1 ./x86/hex2.hex1 ./x86/artifact/hex2-0",
  "./x86/catm ./x86/artifact/one.hex2 ./x86/ELF.hex2 ./x86/one.hex2",
  "./x86/hex2-0 ./x86/artifact/one.hex2 ./x86/bin/one",
  "./x86/catm ./x86/artifact/two.M1 ./x86/x86_defs.M1 ./x86/two.M1",
  "./x86/M0 ./x86/artifact/two.M1 ./x86/artifact/two-0.hex2",
  "./x86/catm ./x86/artifact/two.hex2 ./x86/ELF.hex2 ./x86/artifact/two-0.hex2",
  "./x86/hex2-0 ./x86/artifact/two.hex2 ./x86/bin/two",
  "./x86/cc ./x86/main.c ./x86/artifact/main.M1",
  "./x86/M1 --architecture x86 --little-endian -f ./x86/libc.M1 -f ./x86/artifact/main.M1 -o ./x86/artifact/main.hex2",
  "./x86/hex2 --architecture x86 --little-endian -B 0x1000 -f ./x86/artifact/main.hex2 -o ./x86/bin/main",
  "",
].join("\n");

const files: Readonly<Record<string, string>> = {
  "steps/manifest": "",
  [`${seed}/kaem.x86`]: "./x86/kaem-0 ./x86/mini.kaem\n",
  [`${seed}/x86/mini.kaem`]: script,
  [`${seed}/x86/hex2.hex1`]: ":a 90\nE8 %a\n",
  [`${seed}/x86/ELF.hex2`]: ":base\n7F 45\n&end\n",
  [`${seed}/x86/one.hex2`]: ":one\nB8 &base\n:end\n",
  [`${seed}/x86/x86_defs.M1`]: "DEFINE ret C3\nDEFINE call E8\n",
  [`${seed}/x86/two.M1`]: ":two\n\tcall %two\n\tret\n:end\n",
  [`${seed}/x86/libc.M1`]: ":start\n'C3'\n",
  [`${seed}/x86/alone/tool.M1`]: ":a\n\tcall %a\n",
};

/** Runs `assemble` in the seed's folder of a tree. */
function assemble(args: string, more: Readonly<Record<string, string>> = {}) {
  const cwd = path.join(folderWith({ ...files, ...more }), seed);
  const ended = bootstrappable(["assemble", ...args.split(" ")], { cwd });
  const written = (name = "out") =>
    existsSync(path.join(cwd, name)) ? readFileSync(path.join(cwd, name)).toString("hex") : undefined;
  return { ...ended, cwd, written };
}

const two = "7f450c800408e8fbffffffc3";

describe("assemble, of a single file", () => {
  it.each<[args: string, bytes: string, said: string]>([
    ["x86/hex2.hex1", "90e8faffffff", "read as part of /x86/artifact/hex2-0 (x86)"],
    ["x86/one.hex2", "7f450b800408b800800408", "read as part of /x86/bin/one (x86)"],
    ["x86/two.M1", two, "read as part of /x86/bin/two (x86)"],
    ["x86/x86_defs.M1", two, "read as part of /x86/bin/two (x86)"],
    [
      "x86/ELF.hex2",
      "7f450b800408b800800408",
      "read as part of /x86/bin/one (x86), one of 2 programs with this file: --program takes another",
    ],
    [
      "x86/ELF.hex2 --program /x86/bin/two",
      two,
      "read as part of /x86/bin/two (x86), one of 2 programs with this file: --program takes another",
    ],
    ["x86/alone/tool.M1", "e8fbffffff", "read as its path tells (x86), with the macros of x86_defs.M1"],
  ])("%s is the whole program that the tree builds from it", (args, bytes, said) => {
    const { status, stderr, written } = assemble(`${args} -o out`);
    expect([status, stderr, written()]).toEqual([0, `${args.split(" ")[0]!}: ${said}\n`, bytes]);
  });

  it("is the program of architecture and path, and with --architecture the file alone", () => {
    const chosen = ["assemble", "x86/ELF.hex2", "--program", "x86 /x86/bin/two", "-o", "out"];
    const cwd = path.join(folderWith(files), seed);
    expect(bootstrappable(chosen, { cwd }).status).toBe(0);
    expect(readFileSync(path.join(cwd, "out")).toString("hex")).toBe(two);
    const alone = assemble("x86/hex2.hex1 -A x86 -o out");
    expect([alone.status, alone.stderr, alone.written()]).toEqual([0, "", "90e8faffffff"]);
  });

  it("that is part of what a compiler writes is refused, and told of what", () => {
    const { status, stderr, written } = assemble("x86/libc.M1 -o out");
    expect([status, written()]).toEqual([1, undefined]);
    expect(stderr).toBe(
      "bootstrappable: error: x86/libc.M1: read as part of /x86/bin/main (x86); that is also made of /x86/artifact/main.M1, which a program of the bootstrap writes\n",
    );
  });

  it("tells of the programs that there are", () => {
    const { status, stderr } = assemble("x86/ELF.hex2 --program /x86/bin/none -o out");
    expect(status).toBe(2);
    expect(stderr).toContain(
      "/x86/bin/none is none of its programs; they are: x86 /x86/bin/one, x86 /x86/bin/two",
    );
  });

  it("tells what is wrong in whichever file it is, and writes nothing", () => {
    const { status, stderr, written } = assemble("x86/ELF.hex2 -o out", {
      [`${seed}/x86/one.hex2`]: ":one\nB8 &bse\n:end\n",
    });
    expect([status, written()]).toEqual([1, undefined]);
    expect(stderr).toContain('x86/one.hex2:2:4: error: No label "bse"');
  });

  it("tells it to a program that listens, with absolute paths", () => {
    const broken = { [`${seed}/x86/one.hex2`]: ":one\nB8 &bse\n:end\n" };
    const cwd = path.join(folderWith({ ...files, ...broken }), seed);
    const args = [programs.cli, "assemble", "x86/ELF.hex2", "-o", "out", "--events-fd", "3"];
    const ended = spawnSync(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    const events = String(ended.output[3]).trim().split("\n");
    expect(events.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        ...{ type: "finding", file: path.join(cwd, "x86/one.hex2"), severity: "error" },
        ...{ line: 2, column: 4, endLine: 2, endColumn: 8 },
        ...{ code: "hex2/undefined-label", related: [] },
        message: expect.stringContaining('No label "bse"') as string,
      },
    ]);
  });

  it("is refused where macros were found, and no word of the architecture", () => {
    const { status, stderr } = assemble("other/a.M1 -o out", {
      [`${seed}/other/some_defs.M1`]: "DEFINE x 90\n",
      [`${seed}/other/a.M1`]: "x\n",
    });
    expect(status).toBe(2);
    expect(stderr).toContain("other/a.M1: nothing tells its architecture; say --architecture (knight-native");
  });

  it("never writes over a source of the program", () => {
    const { status, stderr, cwd } = assemble("x86/two.M1 -o x86/x86_defs.M1");
    expect([status, stderr.split("\n").at(-2)]).toEqual([
      1,
      "bootstrappable: error: x86/x86_defs.M1: is an input, too; nothing was written",
    ]);
    expect(readFileSync(path.join(cwd, "x86/x86_defs.M1"), "utf8")).toBe(files[`${seed}/x86/x86_defs.M1`]);
  });

  it("tells the program in JSON, and where each byte came from", () => {
    const { stdout, written } = assemble("x86/one.hex2 -o out --format json --source-map map");
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ output: "out", bytes: 11, architecture: "x86", program: "/x86/bin/one" },
    });
    const map = Buffer.from(written("map")!, "hex").toString().trim().split("\n");
    const places = map.map((line) => JSON.parse(line) as { file: string; offset: number });
    expect(new Set(places.map(({ file }) => file))).toEqual(new Set(["x86/ELF.hex2", "x86/one.hex2"]));
  });

  it("takes --check, and leaves no output that fails it", () => {
    const { status, written } = assemble(`x86/one.hex2 -o out --check ${"0".repeat(64)}`);
    expect([status, written()]).toEqual([1, undefined]);
  });
});
