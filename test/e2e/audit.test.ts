import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { built } from "../support/build";
import { bootstrappable } from "../support/cli";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const good = '#:start\n58 ; pop_eax\n5B\nEB FC ; jmp !start\n68 69 00 ; "hi"\n';
const slip = "58 ; pop_ebx # the <name>\nE8 00000000 ; call %nowhere\n";
const files = {
  "x86/good.hex0": good,
  "x86/slip.hex0": slip,
  "x86/notes.txt": "58 ; pop_ebx",
  "text/a.txt": "58",
};

function audit(...args: readonly string[]) {
  const cwd = folderWith(files);
  return { cwd, ...bootstrappable(["audit", ...args], { cwd }) };
}

const DISAGREES =
  "x86/slip.hex0:1:6: warning: The comment is not what the bytes do: the register is eax, not ebx. [audit/disagrees]";
const CANNOT =
  "x86/slip.hex0:2:15: hint: The comment cannot be checked: no label is called nowhere. [audit/cannot-tell]";

describe("text", () => {
  it("has the disagreements, and a table of what there is", () => {
    const { status, stdout, stderr } = audit("x86");
    expect([status, stderr]).toEqual([1, `${DISAGREES}\n`]);
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["code", "header", "data", "padding", "verified", "disagree", "unclear", "uncommented"],
      ["x86/good.hex0", "4", "0", "3", "0", "2", "0", "0", "1", "100.0 %"],
      ["x86/slip.hex0", "6", "0", "0", "0", "0", "1", "1", "0", "0.0 %"],
      ["total", "10", "0", "3", "0", "2", "1", "1", "1", "50.0 %"],
      [""],
    ]);
  });

  it("says with --all of what nothing can be told", () => {
    expect(audit("--all", "x86").stderr).toBe(`${DISAGREES}\n${CANNOT}\n`);
  });

  it.each<[args: readonly string[], status: number, stderr: string]>([
    [["x86/good.hex0"], 0, ""],
    [["none"], 1, "bootstrappable: error: none: no such file or folder\n"],
    [["/dev/null"], 1, "bootstrappable: error: /dev/null: neither a file nor a folder\n"],
    [["text"], 1, "bootstrappable: error: text: no source of hex0, hex1, hex2 or M1 is in it\n"],
    [
      ["x86/notes.txt"],
      0,
      "bootstrappable: warning: x86/notes.txt: neither hex0, hex1, hex2 nor M1; skipped\n",
    ],
  ])("%j ends with %i", (args, status, stderr) => {
    const ended = audit(...args);
    expect([ended.status, ended.stderr]).toEqual([status, stderr]);
  });

  it("of nothing is not written", () => {
    const { status, stdout, stderr, cwd } = audit("none", "--format", "html", "-o", "audit.html");
    expect([status, stdout, stderr]).toEqual([
      1,
      "",
      "bootstrappable: error: none: no such file or folder\n",
    ]);
    expect(existsSync(path.join(cwd, "audit.html"))).toBe(false);
  });

  it("wants a path", () => {
    expect(audit().status).toBe(2);
    expect(audit("--format", "yaml", "x86").status).toBe(2);
  });
});

it("json is one object a line: findings, files, total", () => {
  const { status, stdout, stderr } = audit("--format", "json", "x86");
  expect([status, stderr]).toEqual([1, ""]);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map((line) => line["code"] ?? line["file"] ?? Object.keys(line)[0])).toEqual([
    "audit/disagrees",
    "x86/good.hex0",
    "x86/slip.hex0",
    "total",
  ]);
  expect(lines[0]).toMatchObject({ file: "x86/slip.hex0", line: 1, column: 6, severity: "warning" });
  expect(lines[1]).toMatchObject({
    bytes: { code: 4, header: 0, data: 3, padding: 0 },
    lines: { verified: 2, disagreeing: 0, undecidable: 0, uncommented: 1 },
  });
});

it("sarif has what code scanning asks for", () => {
  const { status, stdout } = audit("--format", "sarif", "x86");
  expect(status).toBe(1);
  const log = JSON.parse(stdout) as {
    version: string;
    runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
  };
  expect(log.version).toBe("2.1.0");
  const [run] = log.runs;
  expect(run!.tool.driver.rules.map(({ id }) => id)).toEqual(["audit/disagrees"]);
  expect(run!.results).toEqual([
    {
      ruleId: "audit/disagrees",
      ruleIndex: 0,
      level: "warning",
      message: { text: "The comment is not what the bytes do: the register is eax, not ebx." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "x86/slip.hex0" },
            region: { startLine: 1, startColumn: 6, endLine: 1, endColumn: 13 },
          },
        },
      ],
    },
  ]);
});

it("html is one file with the source in it, nothing of which is markup", () => {
  const { cwd, status, stdout } = audit("--format", "html", "-o", "audit.html", "x86");
  expect([status, stdout]).toEqual([1, ""]);
  const page = readFileSync(path.join(cwd, "audit.html"), "utf8");
  expect(page).toContain("<strong>50.0 %</strong> of 4 lines");
  expect(page).toContain('<span class="disagrees" title="pop eax">58 ; pop_ebx # the &lt;name&gt;</span>');
  expect(page).toContain('<li><a href="#f1l1">Line 1</a> The comment is not what the bytes do');
  expect(page).toContain('<i id="f1l1">1</i>');
  expect(page).toContain("<em>the register is eax, not ebx</em>");
  expect(page).not.toMatch(/<script|https?:\/\/|<name>/);
});

it("writes over no source", () => {
  const { cwd, status, stderr } = audit("x86", "-o", "./x86/good.hex0");
  expect([status, stderr]).toEqual([
    1,
    `${DISAGREES}\nbootstrappable: error: ./x86/good.hex0: is an input, too; nothing was written\n`,
  ]);
  expect(readFileSync(path.join(cwd, "x86/good.hex0"), "utf8")).toBe(good);
});

it("finds every comment of the example in order", () => {
  const example = path.join(import.meta.dirname, "../../examples/mini-bootstrap");
  const { status, stdout, stderr } = bootstrappable(["audit", "--all", "."], { cwd: example });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/ 100\.0 %$/);
});
