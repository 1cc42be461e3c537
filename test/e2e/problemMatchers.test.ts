import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, bundledCli } from "./runSupport";

interface Matcher {
  readonly name: string;
  readonly pattern: {
    readonly regexp: string;
    readonly kind?: "file";
    readonly file: number;
    readonly line?: number;
    readonly column?: number;
    readonly severity?: number;
    readonly message: number;
    readonly code?: number;
  };
}

const { contributes } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, "../../package.json"), "utf8"),
) as { readonly contributes: { readonly problemMatchers: readonly Matcher[] } };

const folder = mkdtempSync(`${tmpdir()}/bootstrappable-matchers-`);
const files: Readonly<Record<string, string>> = {
  "wrong.M1": ":start\n!1\nnope\n",
  "label.hex2": ":a\n%b\n",
  greeting: "hello\n",
  sums: `${"0".repeat(64)}  greeting\n${"0".repeat(64)}  gone\n`,
  "bad.hex0": "7F 4\n",
};

beforeAll(async () => {
  await buildCli();
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All lines that a command prints, as a task's terminal shows them. */
function linesOf(program: string, args: readonly string[]): readonly string[] {
  const { stdout, stderr, error } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", LC_ALL: "C" },
  });
  if (error !== undefined) throw error;
  return `${stdout}\n${stderr}`.split("\n");
}

/** Every match of every matcher, as `MATCHER FILE[:LINE[:COLUMN]] [SEVERITY] MESSAGE`. */
function found(lines: readonly string[]): readonly string[] {
  return contributes.problemMatchers.flatMap(({ name, pattern }) =>
    lines.flatMap((line) => {
      const groups = new RegExp(pattern.regexp).exec(line);
      if (groups === null) return [];
      const part = (of: number | undefined) => (of === undefined ? [] : [groups[of]!]);
      const place = [...part(pattern.file), ...part(pattern.line), ...part(pattern.column)].join(":");
      return [
        [name, place, ...part(pattern.severity), ...part(pattern.message), ...part(pattern.code)].join(" "),
      ];
    }),
  );
}

const has = (program: string) => {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
};

const tools: readonly (readonly [program: string, args: readonly string[], expected: readonly string[]])[] = [
  [
    "M1",
    ["--architecture", "x86", "--little-endian", "-f", "wrong.M1", "-o", "out"],
    ["bootstrappable-tools wrong.M1:3 Received invalid other; nope"],
  ],
  [
    "M1",
    ["-f", "gone.M1", "-o", "out"],
    ["bootstrappable-inputs gone.M1 The file: gone.M1 can not be opened!"],
  ],
  [
    "hex2",
    ["-f", "gone.hex2", "-o", "out"],
    ["bootstrappable-inputs gone.hex2 The file: gone.hex2 can not be opened!"],
  ],
  // hex2 tells neither file nor line, and its warnings are no problems.
  ["hex2", ["--architecture", "x86", "-f", "label.hex2", "-o", "out"], []],
  [
    "sha256sum",
    ["-c", "sums"],
    ["bootstrappable-checksums greeting FAILED", "bootstrappable-checksums gone FAILED open or read"],
  ],
];

describe("the problem matchers, for tasks of one's own", () => {
  it.each(tools.filter(([program]) => has(program)))("catch what %s %j prints", (program, args, expected) => {
    expect(found(linesOf(program, args))).toEqual(expected);
  });

  // As they stand in the sources of M2-Planet, cc_x86 and the tools of stage0-posix, whose Debian packages have others.
  it.each([
    ["main.c:12:Received } instead of ;", ["bootstrappable-tools main.c:12 Received } instead of ;"]],
    ["./x86/M1.c:7 :ERROR", ["bootstrappable-tools ./x86/M1.c:7 ERROR"]],
    ["Unable to open x86/a.c", ["bootstrappable-inputs x86/a.c Unable to open x86/a.c"]],
    ["hex0: OK", []],
    [" +> sha256sum -c x86.answers ", []],
    ["Subprocess error 1", []],
    ["12:30:01 begins", []],
    ["https://example.org:80/x", []],
  ])("%s", (line, expected) => expect(found([line])).toEqual(expected));

  it("catch each finding of ours once, with its code", () => {
    const lines = linesOf(process.execPath, [bundledCli, "check", "bad.hex0"]);
    const matches = found(lines);
    expect(matches).toEqual([
      expect.stringMatching(/^bootstrappable (\S*\/)?bad\.hex0:1:\d+ (error|warning) .+ hex0\/[a-z-]+$/),
    ]);
  });
});
