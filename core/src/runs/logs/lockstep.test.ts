import fc from "fast-check";
import { expect, it } from "vitest";
import { TestWorld } from "../../languages/kaem/interpreter/testWorld";
import type { Invocation, Outcome } from "../../languages/kaem/interpreter/world";
import { MemoryFileSystem } from "../../platform/memory";
import { defaultConfiguration } from "../../tree/configuration";
import { evaluateTree } from "../../tree/evaluateTree";
import { treeAt } from "../../tree/tree";
import { Workspace } from "../../tree/workspace";
import { readLogLine } from "./forms";
import { callersOf, Lockstep } from "./lockstep";

/** Executes scripts, and writes down which command of which script each program was started by. */
class RecordingWorld extends TestWorld {
  /** By the number of the line ` +> …` that was printed before the program started. */
  readonly started = new Map<number, string>();

  #printed = 0;

  override run(invocation: Invocation): Outcome | Promise<Outcome> {
    const place = invocation.place as Invocation["place"] | undefined;
    if (place !== undefined) {
      const echoed = this.output.stdout.split("\n").filter((line) => line.startsWith(" +> "));
      const last = echoed.at(-1)?.slice(4).trimEnd() ?? "";
      // What a silent shell or branch runs was not printed.
      const printed = echoed.length > this.#printed;
      this.#printed = echoed.length;
      const words = invocation.words.join(" ").trimEnd();
      if (printed && (last === words || last === `if ${words}`))
        this.started.set(echoed.length - 1, `${place.script}:${place.command.range.start}`);
    }
    return super.run(invocation);
  }
}

const word = fc.constantFrom("a", "b", "${V}", "${W}x", '"c d"', "${NONE}");
const program = fc
  .tuple(fc.constantFrom("p", "q"), fc.array(word, { maxLength: 3 }))
  .map(([name, words]) => [name, ...words].join(" "));
/** As in real scripts, `set -x` stands in no branch, and in front of what has branches. */
const inBlock = fc.oneof(
  { weight: 5, arbitrary: program },
  { weight: 2, arbitrary: fc.constantFrom("V=1", "V=2", "W=${V}", 'W=" "', "cd /d", "cd ..") },
  { weight: 1, arbitrary: fc.constant("p  ") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("kaem --file /s1", "kaem --file /s2", "kaem --verbose --file /s2"),
  },
);
const plain = fc.oneof(
  { weight: 9, arbitrary: inBlock },
  { weight: 1, arbitrary: fc.constantFrom("set -x", "set -ex") },
);
const block = fc
  .record({
    condition: fc.constantFrom("cond a", "cond b", "match ${V} 1", "match x x"),
    then: fc.array(inBlock, { maxLength: 3 }),
    otherwise: fc.option(fc.array(inBlock, { maxLength: 3 }), { nil: undefined }),
  })
  .map(({ condition, then, otherwise }) =>
    [`if ${condition}; then`, ...then, ...(otherwise === undefined ? [] : ["else", ...otherwise]), "fi"].join(
      "\n",
    ),
  );
const script = fc
  .array(fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: block }), { maxLength: 10 })
  .map((lines) => `set -ex\n${lines.join("\n")}\n`);
/** The innermost script calls none. */
const leaf = fc
  .array(fc.oneof(program, fc.constantFrom("V=3", "set -x", "cd /d")), { maxLength: 4 })
  .map((lines) => `${lines.join("\n")}\n`);

it("finds every line that the shells print, whatever conditions come to", async () => {
  await fc.assert(
    fc.asyncProperty(
      script,
      script.map((text) => text.replaceAll("/s1", "/s2")),
      leaf,
      fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
      async (main, one, two, outcomes) => {
        const scripts = {
          "/kaem.x86": "./bin/kaem --verbose --file /main\n",
          "/main": main,
          "/s1": one,
          "/s2": two,
        };
        let conditions = 0;
        const world = new RecordingWorld(
          scripts,
          {
            "/bin/p": () => ({ status: 0 }),
            "/bin/q": () => ({ status: 0 }),
            "/bin/match": ({ words }) => ({ status: words[1] === words[2] ? 0 : 1 }),
            "/bin/cond": () => ({ status: outcomes[conditions++ % outcomes.length] === true ? 0 : 1 }),
          },
          ["/", "/bin", "/d"],
        );
        const { stdout } = await world.start(["/k/kaem-0"], "/", { PATH: "/bin" });
        const disk = new MemoryFileSystem({
          ...Object.fromEntries(
            Object.entries(scripts).map(([path, text]) => [`/t/seed/stage0-posix${path}`, text]),
          ),
          ...Object.fromEntries(
            ["p", "q", "match", "cond", "kaem"].map((name) => [`/t/seed/stage0-posix/bin/${name}`, ""]),
          ),
          "/t/steps/manifest": "",
        });
        const tree = treeAt("/t");
        const evaluated = await evaluateTree(tree, new Workspace(disk), defaultConfiguration("x86"));
        const lockstep = new Lockstep(evaluated.commands);
        const echoed = stdout
          .split("\n")
          .map(readLogLine)
          .filter((line) => line.kind === "command");
        for (const [index, { text }] of echoed.entries()) {
          const command = lockstep.onEcho(text);
          expect(command, `${index}: ${text}`).toBeDefined();
          const known = world.started.get(index);
          const found = `${command!.script}:${command!.command.range.start}`;
          // Lines that look the same right behind one another are as good as one another: one that ends in blanks is
          // printed, but starts nothing, and what a silent branch starts behind it may be written the same.
          if (known !== undefined && !sameText(scripts, known, found)) expect(found).toBe(known);
          const around = callersOf(command!).map((caller) => caller.script);
          expect([...around, command!.script].slice(0, 2)).toEqual(
            ["/kaem.x86", "/main"].slice(0, around.length + 1),
          );
        }
      },
    ),
    {
      numRuns: 400,
      examples: [
        ["set -ex\nif cond a; then\nelse\nkaem --file /s1\np\nfi\n", "set -ex\np  \n", "\n", [false]],
        ["set -ex\nif cond a; then\nelse\nV=1\nfi\np ${NONE} ${V} ${V}\n", "set -ex\n\n", "\n", [true]],
      ],
    },
  );
});

function sameText(scripts: Readonly<Record<string, string>>, a: string, b: string): boolean {
  const line = (place: string) => {
    const [path = "", start = "0"] = place.split(":");
    const text = scripts[path]?.slice(Number(start)).split(/[\n;]/, 1)[0];
    // A variable may come to nothing.
    return text?.replaceAll(/\$\{\w+\}/g, "").trimEnd();
  };
  return line(a) === line(b);
}
