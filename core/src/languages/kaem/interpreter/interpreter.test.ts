import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TestWorld, type TestProgram } from "./testWorld";
import { isKnown, unknown, type Outcome, type Step } from "./world";

const programs: Record<string, TestProgram> = {
  "/bin/args": ({ words }, print) => {
    print(`${words.slice(1).join("|")}\n`);
    return { status: 0 };
  },
  "/bin/x": ({ environment }, print) => {
    print(`${environment.get("X")?.value ?? "-"}\n`);
    return { status: 0 };
  },
  "/bin/bad": () => ({ status: 3 }),
};

const world = (scripts: Record<string, string>, architecture = "x86") =>
  new TestWorld(scripts, programs, ["/", "/bin"], architecture);

describe("kaem-minimal", () => {
  const failed = "Subprocess error\nABORTING HARD\n";
  it.each<[architecture: string, script: string, stdout: string, status: number]>([
    ["x86", '/bin/args a "b c"d # e\n', " +> /bin/args a b c d \na|b c|d\n", 0],
    ["riscv64", '/bin/args "b c"\n', ' +> /bin/args "b c" \n"b|c"\n', 0],
    ["x86", "/bin/x\n", " +> /bin/x \n1\n", 0],
    ["riscv32", "/bin/x\n", " +> /bin/x \n-\n", 0],
    ["x86", "/bin/bad\n/bin/x\n", ` +> /bin/bad \n${failed}`, 1],
    ["amd64", "/bin/bad\n/bin/x\n", " +> /bin/bad \nSubprocess error\n", 1],
    ["aarch64", "/bin/bad\n/bin/x\n", ` +> /bin/bad \n${failed}`, 0],
    ["riscv64", "./nope\n", ` +> ./nope \n${failed}`, 1],
    // What does not end with a newline is not run, and is an error only within a comment or a string.
    ["x86", "/bin/x\n/bin/x", " +> /bin/x \n1\n", 0],
    ["x86", "/bin/x\n/bin/x # a", " +> /bin/x \n1\n", 1],
    ["aarch64", '/bin/x "a\n', "", 252],
    ["riscv64", '/bin/x "a\n', ' +> /bin/x "a \n-\n', 0],
  ])("of %s runs %j", async (architecture, script, stdout, status) => {
    const done = await world({ "/s": script }, architecture).start(["./kaem-0", "s"], "/", { X: "1" });
    expect(done).toEqual({ outcome: { status }, stdout, stderr: "" });
  });

  it("takes the script of its architecture when none is given", async () => {
    const done = await world({ "/kaem.amd64": "/bin/args a\n" }, "amd64").start(["./kaem-0"], "/", {});
    expect(done.stdout).toBe(" +> /bin/args a \na\n");
  });
});

describe("full kaem", () => {
  const run = (script: string, ...options: string[]) =>
    world({ "/s": script, "/t": "args t ${X}\nX=3\n" }).start(["/bin/kaem", "-f", "s", ...options], "/", {
      PATH: "/bin",
      X: "1",
    });

  it.each<[script: string, stdout: string, stderr?: string, outcome?: Outcome]>([
    ["X=2\nkaem -f t\nargs ${X}\n", "t|2\n2\n"],
    ["set -x\nargs a\n", " +> set -x\n +> args a \na\n"],
    ["if bad; then; args 1\nelse\nargs 2\nfi\nargs 3\n", "2\n3\n"],
    ['args ${NONE} "${NONE:-a b}" "" \'\'\n', "|a b|''\n"],
    ["bad\nargs\n", "", "Subprocess error 3\nABORTING HARD\n", { status: 1 }],
    ["nope\n", "", "WHILE EXECUTING nope NOT FOUND!\nABORTING HARD\n", { status: 1 }],
    ["cd nope\n", "", "cd failed!\n", { status: 1 }],
    ["set -u\n", "", "u is an invalid set option!\n", { status: 1 }],
    ["echo a\n# no end", "a\n", "IMPROPERLY TERMINATED LINE COMMENT!\nABORTING HARD\n", { status: 1 }],
    ["if args\n", "\n", "Unexpected EOF, improperly terminated if statement.\n", { status: 1 }],
    ["echo lost\n\\\n\n", "", "", { signal: 11 }],
    [`args ${"a".repeat(4096)}\n`, "", "LINE IS TOO LONG\nABORTING HARD\n", { status: 1 }],
  ])("runs %j", async (script, stdout, stderr = "", outcome = { status: 0 }) => {
    expect(await run(script)).toEqual({ outcome, stdout, stderr });
  });

  it.each<[words: string[], stdout: string, status: number]>([
    [["--version"], "kaem version 1.7.0\n", 0],
    [["what"], "UNKNOWN ARGUMENT\n", 1],
    [["--verbose"], " +> args a \na\n", 0],
    [["-v", "--", "b", "c"], " +> args a \na\n", 0],
  ])("takes the options %j", async (words, stdout, status) => {
    expect(await run("args a\n", ...words)).toEqual({ outcome: { status }, stdout, stderr: "" });
  });
});

/** A world that explores, with programs whose status nobody knows. */
class Exploring extends TestWorld {
  readonly steps: Step[] = [];
  visit(step: Step): void {
    this.steps.push(step);
  }
}

describe("exploring", () => {
  const explore = async (script: string) => {
    const maybe: TestProgram = () => ({ status: undefined });
    const known = { ...programs, "/bin/maybe": maybe, [`${unknown}/nowhere`]: maybe };
    const exploring = new Exploring({ "/s": script }, known, ["/"]);
    await exploring.start(["/bin/kaem", "-f", "s"], "/", { PATH: "/bin" });
    return exploring.steps
      .filter(({ words }) => words[0] === "args")
      .map(({ words, certainty }) => {
        const shown = words.slice(1).map((word) => (isKnown(word) ? word : "?"));
        return `${certainty} ${shown.join(" ")}`;
      });
  };

  it.each([
    ["if x\nA=1\nargs ${A}\nelse\nA=2\nargs ${A}\nfi\nargs ${A}\n", ["runs 1", "skipped 2", "runs 1"]],
    ["if bad\nA=1\nargs ${A}\nelse\nA=2\nargs ${A}\nfi\nargs ${A}\n", ["skipped 1", "runs 2", "runs 2"]],
    ["if maybe\nA=1\nargs ${A}\nelse\nA=2\nargs ${A}\nfi\nargs ${A}\n", ["may-run 1", "may-run 2", "runs ?"]],
    ["A=1\nif maybe\nA=1\nfi\nargs ${A}\n", ["runs 1"]],
    ["A=1\nif nowhere\nA=2\nfi\nargs ${A}\n", ["runs ?"]],
    ["if maybe\nexec args 1\nfi\nargs 2\n", ["runs 2"]],
    ["cd nowhere\nargs a  \nargs b\n", ["skipped a", "runs b"]],
  ])("%j", async (script, steps) => expect(await explore(script)).toEqual(steps));

  it("never throws", async () => {
    const piece = fc.constantFrom(
      ...[
        "if ",
        "fi\n",
        "else\n",
        "args ",
        "a",
        "\n",
        ";",
        '"',
        "\\",
        "$",
        "${",
        "}",
        ":-",
        "X=",
        "@",
        "#",
        " ",
      ],
      ...["alias ", "set ", "cd ", "unset ", "exec ", "maybe", "kaem -f s\n", "é", "\0"],
    );
    const script = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    await fc.assert(
      fc.asyncProperty(script, async (text) => {
        await explore(text.replaceAll("kaem -f s", "x"));
        await world({ "/s": text.replaceAll("kaem -f s", "x") }).start(["./kaem-0", "s"], "/", {});
      }),
      { numRuns: 2000 },
    );
  });
});
