import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isKnown } from "../languages/kaem/interpreter/world";
import { MemoryFileSystem } from "../platform/memory";
import { nodeFileSystem } from "../platform/node/fileSystem";
import { fixture } from "../testing/fixture";
import { SourceText } from "../text/sourceText";
import { defaultConfiguration, type Configuration } from "./configuration";
import type { EvaluatedCommand } from "./evaluatedCommand";
import type { EvaluatedTree } from "./evaluatedTree";
import { evaluateTree } from "./evaluateTree";
import { treeAt } from "./tree";
import { Workspace } from "./workspace";

const tree = treeAt("/t");

/** A small tree. A file may be replaced, and a `‸` in one of them is where a test looks. */
const files: Record<string, string> = {
  "/t/seed/stage0-posix/kaem.x86":
    "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini.kaem\n./x86/bin/kaem --verbose --file ./x86/kaem.run\n",
  "/t/seed/stage0-posix/x86/mini.kaem":
    "./x86/artifact/hex0 ./x86/kaem_x86.hex0 ./x86/bin/kaem\n./x86/artifact/hex0 ./x86/catm.hex0 ./x86/bin/catm\n" +
    "./x86/artifact/hex0 ./x86/cp.hex0 ./x86/bin/cp\n./x86/artifact/hex0 ./x86/match.hex0 ./x86/bin/match\n",
  "/t/seed/stage0-posix/x86/kaem.run": 'ARCH="x86"\nPATH=/x86/bin\nexec kaem --file ./after.kaem\n',
  "/t/seed/stage0-posix/after.kaem": "never\n",
  "/t/seed/after.kaem": "catm full.kaem /steps/bootstrap.cfg /steps/env seed.kaem\nkaem --file full.kaem\n",
  "/t/seed/seed.kaem":
    "mkdir -p ${BINDIR}\nPATH=/x86/bin\ncp /x86/bin/kaem ${BINDIR}/kaem\ncp /x86/bin/match ${BINDIR}/\nPATH=${BINDIR}\nkaem --file /steps/0.sh\n",
  "/t/steps/env": "BINDIR=/usr/bin\nPATH=${BINDIR}\n",
  "/t/steps/manifest": "build: a-1\nbuild: b-1 ( QEMU == True )\nimprove: i\nbuild: bash-2\nbuild: c-1\n",
  "/t/steps/a-1/pass1.kaem":
    "if match x${CHROOT} xTrue; then\nX=1\nelse\nX=2\nfi\nhex0 src/a.hex0 ${BINDIR}/a\nif unheard of; then\nY=1\nfi\na ${X} ${Y}\n",
  "/t/steps/b-1/pass1.kaem": "b ${pkg}\n",
  "/t/steps/improve/i.sh": 'alias go="a -v"\ngo ${NONE} in\n',
  "/t/steps/bash-2/pass1.kaem": "tcc -o bash main.c\ncp bash ${BINDIR}/bash\n",
  "/t/steps/c-1/pass1.kaem": "never\n",
};

async function evaluated(
  changes: Record<string, string> = {},
  configuration: Configuration = defaultConfiguration("x86"),
): Promise<{ result: EvaluatedTree; workspace: Workspace; disk: MemoryFileSystem }> {
  const disk = new MemoryFileSystem({ ...files, ...changes });
  const workspace = new Workspace(disk);
  return { result: await evaluateTree(tree, workspace, configuration), workspace, disk };
}

/** A command as a test writes it: `directory> words`, with `?` for what is not known. */
function shown({ words, state, certainty }: EvaluatedCommand): string {
  const text = words.map((word) => (isKnown(word) ? word : "?")).join(" ");
  return `${certainty === "runs" ? "" : `(${certainty}) `}${state.directory}> ${text}`;
}

describe("the states at an offset", () => {
  it.each<[path: string, marked: string, states: string[]]>([
    [
      "/t/seed/stage0-posix/kaem.x86",
      "./x86/artifact/kaem-0 ‸./x86/mini.kaem\n",
      ["/> ./x86/artifact/kaem-0 ./x86/mini.kaem"],
    ],
    ["/t/steps/a-1/pass1.kaem", "args ‸${CHROOT} ${pkg} ${PATH}\n", ["/steps/a-1> args True a-1 /usr/bin"]],
    ["/t/steps/a-1/pass1.kaem", "if match ${ARCH} x86\nelse\ncd ‸x\nfi\n", ["(skipped) /steps/a-1> cd x"]],
    ["/t/steps/a-1/pass1.kaem", "if nobody\nX=1\nfi\ny ${X‸}\n", ["/steps/a-1> y ?"]],
    ["/t/steps/a-1/pass1.kaem", "cd ..\n\n‸\ncd ${pkg}\n", ["/steps> cd a-1"]],
    ["/t/steps/b-1/pass1.kaem", "b ‸${pkg}\n", ["(skipped) /steps/b-1> b b-1"]],
    ["/t/steps/improve/i.sh", 'alias go="a -v"\ngo ‸in\n', ["/steps> a -v in"]],
    ["/t/steps/env", "BINDIR=/usr/bin\nPATH=‸${BINDIR}\n", ["/> PATH=/usr/bin", "/steps> PATH=/usr/bin"]],
    ["/t/steps/manifest", "‸build: a-1\nimprove: i\n", ["/steps> pkg=a-1"]],
    ["/t/steps/c-1/pass1.kaem", "‸never\n", []],
    ["/t/seed/stage0-posix/after.kaem", "‸never\n", []],
  ])("of %s, %j", async (path, marked, states) => {
    const { text, cursors } = fixture(marked);
    const { result } = await evaluated({ [path]: text.slice({ start: 0, end: text.length }) });
    expect(result.statesAt(path, cursors[0]!).map(shown)).toEqual(states);
  });
});

const at = (path: string, text: string) => files[path]!.indexOf(text);

describe("of a tree", () => {
  it("tells who runs a script, and so its dialect", async () => {
    const { result } = await evaluated();
    const dialects = Object.keys(files).map((path) => [path.slice(3), result.dialectOf(path)]);
    expect(Object.fromEntries(dialects)).toMatchObject({
      "seed/stage0-posix/kaem.x86": "minimal",
      "seed/stage0-posix/x86/mini.kaem": "minimal",
      "seed/stage0-posix/x86/kaem.run": "full",
      "steps/env": "full",
      "steps/a-1/pass1.kaem": "full",
      "steps/c-1/pass1.kaem": undefined,
    });
    const caller = result.scripts.get("/t/steps/a-1/pass1.kaem")?.runs[0]?.caller;
    expect(caller?.place?.file).toBe("/t/steps/manifest");
  });

  it("finds the commands that install and build a program", async () => {
    const { result } = await evaluated();
    const path = "/t/steps/a-1/pass1.kaem";
    const makers = (text: string) =>
      result.definitionOfCommand(path, at(path, text)).map(({ place, words }) => [place?.file, words[0]]);
    expect(makers("a ${X}")).toEqual([["/t/steps/a-1/pass1.kaem", "hex0"]]);
    expect(makers("if match")).toEqual([
      ["/t/seed/seed.kaem", "cp"],
      ["/t/seed/stage0-posix/x86/mini.kaem", "./x86/artifact/hex0"],
    ]);
    expect(makers("if unheard")).toEqual([]);
  });

  it("finds where a variable was set", async () => {
    const { result } = await evaluated();
    const path = "/t/steps/a-1/pass1.kaem";
    const { environment } = result.stateAt(path, at(path, "a ${X}"))!.state;
    const place = (name: string) => result.definitionOfVariable(environment.get(name)!);
    const start = at(path, "X=1");
    expect(place("X")).toEqual({ file: path, range: { start, end: start + 3 } });
    expect(place("BINDIR")).toEqual({ file: "/t/steps/env", range: { start: 0, end: 15 } });
    expect(place("pkg")).toEqual({ file: "/t/steps/manifest", range: { start: 0, end: 10 } });
    expect(place("CHROOT")).toBeUndefined();
  });

  it("lists what can be called at a command", async () => {
    const { result } = await evaluated();
    const names = (path: string, text: string) =>
      result.programsAt(result.stateAt(path, at(path, text))!).map(({ name }) => name);
    expect(names("/t/steps/a-1/pass1.kaem", "hex0")).toEqual(["kaem", "match"]);
    expect(names("/t/steps/improve/i.sh", "go $")).toEqual(["kaem", "match", "a"]);
    expect(names("/t/seed/after.kaem", "kaem --file")).toEqual(["kaem", "catm", "cp", "match"]);
  });

  it("finds the tree's file of a path", async () => {
    const { result } = await evaluated();
    const path = "/t/steps/a-1/pass1.kaem";
    const state = result.stateAt(path, at(path, "hex0"))!;
    expect(result.pathOf(state, "pass1.kaem")).toBe("/steps/a-1/pass1.kaem");
    expect(await result.fileOf("/steps/a-1/pass1.kaem")).toBe(path);
    expect(await result.fileOf("/after.kaem")).toBe("/t/seed/after.kaem");
    expect(await result.fileOf("/usr/bin/a")).toBeUndefined();
    expect(state.uses.map(({ role, word }) => [role, word])).toEqual([
      ["input", 1],
      ["output", 2],
    ]);
  });

  it("is evaluated again only when a file or the configuration changed", async () => {
    const { result, workspace, disk } = await evaluated();
    const again = () => evaluateTree(tree, workspace, defaultConfiguration("x86"));
    expect(await again()).toBe(result);
    disk.write("/t/unread", "x");
    expect(await again()).toBe(result);
    disk.write("/t/steps/improve/i.sh", "changed\n");
    const changed = await again();
    expect(changed).not.toBe(result);
    expect(changed.stateAt("/t/steps/improve/i.sh", 0)?.words).toEqual(["changed"]);
    expect(await evaluateTree(tree, workspace, defaultConfiguration("amd64"))).not.toBe(changed);
  });

  it("is evaluated once for all who ask at the same time", async () => {
    const workspace = new Workspace(new MemoryFileSystem(files));
    const ask = () => evaluateTree(tree, workspace, defaultConfiguration("x86"));
    const [first, ...others] = await Promise.all([ask(), ask(), ask()]);
    for (const other of others) expect(other).toBe(first);
  });

  it("ends although scripts call themselves", async () => {
    const path = "/t/steps/a-1/pass1.kaem";
    const { result } = await evaluated({ [path]: "kaem --file pass1.kaem\nkaem --file pass1.kaem\n" });
    expect(result.stateAt(path, 0)?.words[0]).toBe("kaem");
  });
});

const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"];
describe.skipIf(upstream === undefined)("of upstream", () => {
  it.each(["x86", "amd64", "riscv64"] as const)(
    "every script of the kaem era is reached on %s",
    async (arch) => {
      const live = treeAt(upstream!);
      const result = await evaluateTree(live, new Workspace(nodeFileSystem), defaultConfiguration(arch));
      const last = result.commands.findLast(({ certainty }) => certainty === "runs")!;
      expect(last.words).toEqual(["bash", "/steps/1.sh"]);
      expect(result.scripts.size).toBeGreaterThan(25);
      const names = result.programsAt(last).map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(["M2-Planet", "mes-m2", "tcc", "make", "patch", "sed"]));
    },
  );
});

it("never throws", async () => {
  for (const text of ["", "\0", "${", "if\n", "exec\n", "cd ..\n", 'alias a="kaem -f x\\"\na\n']) {
    await evaluated(Object.fromEntries(Object.keys(files).map((path) => [path, text])));
  }
  const none = new Workspace(new MemoryFileSystem(), () => SourceText.fromString("a"));
  await evaluateTree(tree, none, new Map());
});

it("never throws on scripts of random pieces", async () => {
  const piece = fc.constantFrom(
    ...["if ", "fi\n", "else\n", "match ", "a", "\n", ";", '"', "\\\n", "${X}", "$", "X=", "PATH=", "#", " "],
    ...[
      "alias a=",
      "cd ",
      "unset ",
      "exec ",
      "kaem -f ",
      "./pass1.kaem\n",
      "catm ",
      "cp ",
      "rm ",
      "mkdir ",
      "/",
      "é",
    ],
  );
  const script = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(""));
  const paths = fc.constantFrom(...Object.keys(files));
  await fc.assert(
    fc.asyncProperty(paths, script, fc.nat(60), async (path, text, offset) => {
      const { result } = await evaluated({ [path]: text });
      for (const state of result.statesAt(path, offset)) {
        result.programsAt(state);
        for (const word of state.words) result.pathOf(state, word);
        for (const variable of state.state.environment.values()) result.definitionOfVariable(variable);
      }
      result.definitionOfCommand(path, offset);
    }),
    { numRuns: 300 },
  );
});
