import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
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

const shells: Record<string, string> = {
  args: `for a in "$@"; do printf '[%s]' "$a"; done; printf ' X=%s Y=%s\\n' "\${X-unset}" "\${Y-unset}"`,
  good: "exit 0",
  bad: "exit 3",
  die: "kill -9 $$",
};

const programs: Record<string, TestProgram> = {
  args: ({ words, environment }, print) => {
    const show = (name: string) => environment.get(name)?.value ?? "unset";
    const shown = words.slice(1).map((word) => `[${word}]`);
    print(`${shown.join("")} X=${show("X")} Y=${show("Y")}\n`);
    return { status: 0 };
  },
  good: () => ({ status: 0 }),
  bad: () => ({ status: 3 }),
  die: () => ({ signal: 9 }),
};

/** A folder with a shell and a few programs to be run by it, and the same as a world of our own. */
class Sandbox {
  readonly root = realpathSync(mkdtempSync(path.join(tmpdir(), "kaem-")));

  /** @param shell the shell's binary, which becomes `bin/NAME` */
  constructor(
    shell: string,
    readonly name: string,
    readonly files: Readonly<Record<string, string>>,
    /** What runs the shell, where this machine's processor does not. */
    readonly emulator?: string,
  ) {
    mkdirSync(this.at("bin"));
    mkdirSync(this.at("sub"));
    for (const [program, text] of Object.entries(shells)) {
      writeFileSync(this.at(`bin/${program}`), `#!/bin/sh\n${text}\n`);
      chmodSync(this.at(`bin/${program}`), 0o755);
    }
    copyFileSync(shell, this.at(`bin/${name}`));
    chmodSync(this.at(`bin/${name}`), 0o755);
    for (const [file, text] of Object.entries(files)) writeFileSync(this.at(file), text);
  }

  at(name: string): string {
    return path.join(this.root, name);
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** What the real shell does with a script; undefined where this machine cannot run it. */
  theirs(script: string, options: readonly string[]) {
    writeFileSync(this.at("script"), script);
    const shell = this.at(`bin/${this.name}`);
    const [program, ...words] = this.emulator === undefined ? [shell] : [which(this.emulator), shell];
    const { status, signal, stdout, stderr } = spawnSync(program, [...words, ...options], {
      cwd: this.root,
      encoding: "utf8",
      env: this.#environment(),
    });
    if (status === null && signal === null) return undefined;
    const outcome = signal === null ? { status } : { signal: constants.signals[signal] };
    return { outcome, stdout, stderr };
  }

  /** What ours does with it. */
  ours(script: string, options: readonly string[], architecture: string) {
    const files = Object.entries(this.files).map(([name, text]) => [this.at(name), text]);
    const scripts = Object.fromEntries([...files, [this.at("script"), script]]) as Record<string, string>;
    const known = Object.entries(programs).map(([name, program]) => [this.at(`bin/${name}`), program]);
    const folders = [...ancestors(this.root), this.at("bin"), this.at("sub")];
    const world = new TestWorld(
      scripts,
      Object.fromEntries(known) as Record<string, TestProgram>,
      folders,
      architecture,
    );
    return world.start([this.at(`bin/${this.name}`), ...options], this.root, this.#environment());
  }

  #environment() {
    return { SHELL: "sh", PATH: this.at("bin"), X: "x" };
  }
}

/** A folder and all above it. */
function ancestors(folder: string): string[] {
  const above = path.dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}

/** BOOTSTRAPPABLE_KAEM names another binary than that of the system's mescc-tools. */
const real = process.env["BOOTSTRAPPABLE_KAEM"] ?? "kaem";
const asked = spawnSync("sh", ["-c", `${real} --version`], { encoding: "utf8" });
const version = /\d+\.\d+\.\d+/.exec(asked.stdout)?.[0];
const runs = Number(process.env["BOOTSTRAPPABLE_RUNS"] ?? 300);

describe.skipIf(version === undefined)(
  `the real kaem (${version ?? "not installed: apt install mescc-tools"})`,
  () => {
    const files = { data: "", "inner.kaem": "set -x\nargs inner ${X}\nX=changed\n" };
    let sandbox: Sandbox | undefined;
    beforeAll(() => (sandbox = new Sandbox(which(real), "kaem", files)));
    afterAll(() => sandbox?.remove());

    const same = async (script: string, options: readonly string[] = []) => {
      const words = ["--file", "script", ...options];
      expect(await sandbox!.ours(script, words, "x86"), script).toEqual(sandbox!.theirs(script, words));
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

const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"];

/** The seed of an architecture in a sandbox; undefined where there is none that this machine can run. */
function sandboxOf(folder: string, emulator: string | undefined): Sandbox | undefined {
  if (upstream === undefined) return undefined;
  const seed = path.join(upstream, "seed/stage0-posix/bootstrap-seeds/POSIX", folder, "kaem-optional-seed");
  if (!existsSync(seed) || (emulator !== undefined && which(emulator) === "")) return undefined;
  const sandbox = new Sandbox(seed, "kaem-0", { "bin/kaem": "" }, emulator);
  if (sandbox.theirs("", ["script"])?.outcome.status === 0) return sandbox;
  sandbox.remove();
  return undefined;
}

const word = fc.constantFrom(
  ...[
    "a",
    '"b c"',
    '"d',
    'e"f g"h',
    "\\n",
    "i\\j",
    "\\",
    "#",
    "k#",
    ";",
    "${X}",
    "'l",
    "é",
    '""',
    "&&",
    "\t",
  ],
);
const line = fc
  .tuple(
    fc.constantFrom("args", "args", "args", "args", "good", "bad", "die", "none", "../data"),
    fc.array(word, { maxLength: 4 }),
    fc.constantFrom("\n", "\n", "\n", "\n", " \n", "\\\n", "\n\n", "", "\r\n", " # m\n"),
  )
  .map(([program, words, end]) => `./bin/${[program, ...words].join(" ")}${end}`);
const script = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join(""));

describe.each([
  ["x86", "x86", undefined],
  ["amd64", "AMD64", undefined],
  ["aarch64", "AArch64", "qemu-aarch64"],
  ["riscv32", "riscv32", "qemu-riscv32"],
  ["riscv64", "riscv64", "qemu-riscv64"],
])("upstream's kaem-optional-seed of %s", (architecture, folder, emulator) => {
  const sandbox = sandboxOf(folder, emulator);
  // Skipped without BOOTSTRAPPABLE_UPSTREAM, and where neither this processor nor QEMU's user mode runs it.
  it.skipIf(sandbox === undefined)(
    "does the same as ours with random scripts",
    { timeout: 120_000 },
    async () => {
      try {
        const same = async (text: string) => {
          const theirs = sandbox!.theirs(text, ["script"]);
          expect(await sandbox!.ours(text, ["script"], architecture), text).toEqual(theirs);
        };
        await fc.assert(fc.asyncProperty(script, same), { numRuns: runs / 2 });
      } finally {
        sandbox!.remove();
      }
    },
  );
});
