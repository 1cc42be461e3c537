import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestWorld, type TestProgram } from "./testWorld";

/** BOOTSTRAPPABLE_KAEM names another binary than that of the system's mescc-tools. */
const real = process.env["BOOTSTRAPPABLE_KAEM"] ?? "kaem";
const asked = spawnSync("sh", ["-c", `${real} --version`], { encoding: "utf8" });
const version = /\d+\.\d+\.\d+/.exec(asked.stdout)?.[0];
const runs = Number(process.env["BOOTSTRAPPABLE_RUNS"] ?? 300);

const shells: Record<string, string> = {
  args: `for a in "$@"; do printf '[%s]' "$a"; done; printf ' X=%s Y=%s\\n' "\${X-unset}" "\${Y-unset}"`,
  good: "exit 0",
  bad: "exit 3",
  die: "kill -9 $$",
};

const programs: Record<string, TestProgram> = {
  args: ({ words, environment }, print) => {
    const show = (name: string) => environment.get(name)?.value ?? "unset";
    print(
      `${words
        .slice(1)
        .map((word) => `[${word}]`)
        .join("")} X=${show("X")} Y=${show("Y")}\n`,
    );
    return { status: 0 };
  },
  good: () => ({ status: 0 }),
  bad: () => ({ status: 3 }),
  die: () => ({ signal: 9 }),
};

describe.skipIf(version === undefined)(
  `the real kaem (${version ?? "not installed: apt install mescc-tools"})`,
  () => {
    let root = "";
    const at = (name: string) => path.join(root, name);
    beforeAll(() => {
      root = realpathSync(mkdtempSync(path.join(tmpdir(), "kaem-")));
      mkdirSync(at("bin"));
      mkdirSync(at("sub"));
      for (const [name, text] of Object.entries(shells)) {
        writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${text}\n`);
        chmodSync(at(`bin/${name}`), 0o755);
      }
      copyFileSync(which(real), at("bin/kaem"));
      chmodSync(at("bin/kaem"), 0o755);
      writeFileSync(at("data"), "");
      writeFileSync(at("inner.kaem"), inner);
    });
    afterAll(() => rmSync(root, { recursive: true }));

    const inner = "set -x\nargs inner ${X}\nX=changed\n";

    const theirs = (script: string, options: readonly string[]) => {
      writeFileSync(at("script.kaem"), script);
      const { status, signal, stdout, stderr } = spawnSync(
        at("bin/kaem"),
        ["--file", "script.kaem", ...options],
        {
          cwd: root,
          encoding: "utf8",
          env: environment(),
        },
      );
      const outcome = signal === null ? { status } : { signal: constants.signals[signal] };
      return { outcome, stdout, stderr };
    };
    const environment = () => ({ SHELL: "sh", PATH: at("bin"), X: "x" });
    const ours = (script: string, options: readonly string[]) => {
      const scripts = { [at("script.kaem")]: script, [at("inner.kaem")]: inner, [at("data")]: "" };
      const known = Object.entries(programs).map(([name, program]) => [at(`bin/${name}`), program]);
      const world = new TestWorld(scripts, Object.fromEntries(known) as Record<string, TestProgram>, [
        ...ancestors(root),
        at("bin"),
        at("sub"),
      ]);
      return world.start([at("bin/kaem"), "--file", "script.kaem", ...options], root, environment());
    };
    const same = async (script: string, options: readonly string[] = []) => {
      expect(await ours(script, options), script).toEqual(theirs(script, options));
    };

    it.each([
      ["nested if", "if good\nif bad\nargs 1\nelse\nargs 2\nfi\nargs 3\nelse\nargs 4\nfi\nargs 5\n"],
      ["a block that ends at a word of a builtin", "if good\nargs 1\ncd fi\nargs 2\nfi\n"],
      ["text behind else", "if bad; then args 1; else args 2; fi\nargs 3\n"],
      ["two blanks at the end", "if good  \nargs 1\nfi  \nargs 2\n"],
      ["what exec loses", "echo lost\nexec args a\n"],
      ["an alias with variables", 'alias a="args ${X} \\"q r\\""\na b\na\n'],
      ["an alias of nothing", "alias a\nalias\nalias b=c\nalias\n"],
      ["a variable that eats its neighbour", "args ${X}${Y:-z} ${Y:-a b}\n"],
      ["a dollar", "args a$b\nargs c\n"],
      ["a value of a blank", 'Y=" "\nargs ${Y} b\nargs ${Y}\n${Y}\n'],
      ["a value of nothing first", "set -x\n${Y} args\n"],
      ["$@", "args a$@b\n"],
      ["no program", "cd sub\nnothing\n"],
      ["a folder for a program", "PATH=.\nsub\n"],
    ])("%s", (_, script) => same(script));

    // 1.4.0 stops at an empty value, and `unset` takes the second variable with it, whichever it is.
    const old = version === "1.4.0";
    const value = old ? ["b", "${X}z", '"a b"', '" "'] : ["", "b", "${X}z", '"a b"', '" "'];
    const word = fc.constantFrom(
      ...["a", "b", '"c d"', '""', "${X}", "${Y}", "${Y:-n}", "a${X}b", '"${X} ${Y}"', "\\n", "x\\y", "fi"],
      ...["else", "then", "$", "${X", "${X}${Y:-c}", "é", "A=1", '"q\\"r"', "al"],
    );
    const many = fc.array(word, { maxLength: 3 }).map((words) => words.map((each) => ` ${each}`).join(""));
    const assigned = fc.constantFrom(...value);
    const unset = old ? fc.constant("then") : fc.constantFrom("unset X", "unset Y X", "unset PATH", "unset");
    const command = fc.oneof(
      { weight: 6, arbitrary: many.map((words) => `args${words}`) },
      {
        weight: 3,
        arbitrary: fc.constantFrom("good", "bad", "die", "nope", "data", "sub", "./data", "bin/args"),
      },
      { weight: 3, arbitrary: assigned.map((each) => `X=${each}`) },
      { weight: 2, arbitrary: assigned.map((each) => `Y=${each}`) },
      { weight: 1, arbitrary: fc.constantFrom("PATH=bin", "PATH=:bin:", "PATH=./bin") },
      { weight: 4, arbitrary: many.map((words) => `echo${words}`) },
      {
        weight: 4,
        arbitrary: fc.constantFrom("if good", "if bad", "if good; then", "if nope", "if X=1", "if"),
      },
      { weight: 6, arbitrary: fc.constantFrom("then", "else", "fi", "fi", "fi") },
      {
        weight: 3,
        arbitrary: fc.constantFrom("set -x", "set -e", "set +ex", "set -u", "set", "set -", "set -a"),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom("cd sub", "cd ..", "cd nowhere", "cd", "pwd", "pwd x", "cd bin"),
      },
      { weight: 2, arbitrary: unset },
      {
        weight: 2,
        arbitrary: fc.constantFrom("alias al=args", 'alias al="args 1 2"', "alias al", "alias", "al 3"),
      },
      { weight: 1, arbitrary: fc.constantFrom("exec args a", "exec", "exec nope", "exec ./data") },
      {
        weight: 1,
        arbitrary: fc.constantFrom("kaem --file inner.kaem", "kaem -f none", "kaem what", "kaem"),
      },
    );
    const separator = fc.constantFrom("\n", "\n", "\n", "\n", ";", "  \n", " # c\n", "\n\n");
    const script = fc
      .array(fc.tuple(command, separator), { minLength: 1, maxLength: 10 })
      .map((lines) => lines.map((line) => line.join("")).join(""));
    const options = fc.constantFrom<string[]>(
      [],
      [],
      ["--verbose"],
      ["--non-strict"],
      ["-v", "--non-strict", "--warn"],
      ["--show-exit-codes", "--", "1", "2"],
    );

    it("does the same as ours with random scripts", { timeout: 240_000 }, async () => {
      await fc.assert(fc.asyncProperty(script, options, same), { numRuns: runs });
    });
  },
);

function which(program: string): string {
  if (program.includes("/")) return program;
  return spawnSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).stdout.trim();
}

/** A folder and all above it. */
function ancestors(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}
