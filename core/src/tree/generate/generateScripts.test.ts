import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { nodeFileSystem } from "../../platform/node/fileSystem";
import { configurationOf, defaultConfiguration } from "../configuration";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import { generateScripts } from "./generateScripts";
import { copiedByLines } from "./scriptWriter";

const decoder = new TextDecoder();

/** The generated files of a manifest: path → text. */
async function generated(
  manifest: string,
  configuration: Record<string, string> = {},
  env: string | Uint8Array = "P=1\n",
): Promise<Record<string, string>> {
  const files = new MemoryFileSystem({ "/t/steps/manifest": manifest, "/t/steps/env": env });
  const result = await generateScripts(
    treeAt("/t"),
    new Workspace(files),
    new Map(Object.entries(configuration)),
  );
  return Object.fromEntries(result.files.map(({ path, bytes }) => [path, decoder.decode(bytes)]));
}

const kaemHead = (...configuration: string[]) =>
  ["set -ex", "cd /steps", ...configuration, "P=1"].map((line) => `${line}\n`).join("");
const bashHead = "#!/bin/bash\nset -e\ncd /steps\n. ./bootstrap.cfg\n. ./env\n. ./helpers.sh\n";

describe("scripts", () => {
  it.each<[what: string, manifest: string, files: Record<string, string>]>([
    ["of no step", "", { "steps/0.sh": kaemHead("A=1") }],
    [
      "of kaem's steps",
      "build: a-1\nimprove: i\nbuild: a-1\nuninstall: x /y\n",
      {
        "steps/0.sh": `${kaemHead("A=1")}pkg=a-1
cd \${pkg}
kaem --file pass1.kaem
cd ..
kaem --file /steps/improve/i.sh
pkg=a-1
cd \${pkg}
kaem --file pass2.kaem
cd ..
uninstall x /y
`,
      },
    ],
    [
      "before and behind bash",
      "build: bash-2\nbuild: a\nimprove: i\nuninstall: a b\n",
      {
        "steps/0.sh": `${kaemHead("A=1")}pkg=bash-2
cd \${pkg}
kaem --file pass1.kaem
cd ..
bash /steps/1.sh
`,
        "steps/1.sh": `${bashHead}build a pass1.sh
. /steps/improve/i.sh
uninstall a b
`,
        "preseed-jump.kaem": "set -ex\nPATH=/usr/bin\nbash /steps/1.sh\n",
      },
    ],
    [
      "around a jump under kaem",
      "jump: j\nbuild: a\n",
      {
        "steps/0.sh": `${kaemHead("A=1")}cp /kaem.run.1 /kaem.run
cp /usr/bin/kaem /init
chmod 755 /init
kaem --file /steps/jump/j.sh
`,
        "kaem.run.1": "set -ex\nkaem --file /steps/1.sh\n",
        "steps/1.sh": `${kaemHead("A=1")}pkg=a
cd \${pkg}
kaem --file pass1.kaem
cd ..
`,
      },
    ],
    [
      "around a jump under bash",
      "build: bash-2\njump: j\nbuild: bash-2\n",
      {
        "steps/0.sh": `${kaemHead("A=1")}pkg=bash-2
cd \${pkg}
kaem --file pass1.kaem
cd ..
bash /steps/1.sh
`,
        "preseed-jump.kaem": "set -ex\nPATH=/usr/bin\nbash /steps/1.sh\n",
        "steps/1.sh": `${bashHead}mv /init /init.bak
cp /init.2 /init
chmod 755 /init
. /steps/jump/j.sh
`,
        "init.2": "#!/bin/bash\nbash /steps/2.sh\n",
        "steps/2.sh": `${bashHead}build bash-2 pass2.sh
bash /steps/3.sh
`,
        "steps/3.sh": bashHead,
      },
    ],
  ])("%s", async (_, manifest, files) => {
    expect(await generated(manifest, { A: "1" })).toEqual({ ...files, "steps/bootstrap.cfg": "A=1\n" });
  });

  it("give a shell at a failure where somebody watches", async () => {
    const files = await generated("build: bash-2\nbuild: bash-5\n", { INTERACTIVE: "True" });
    expect(files["steps/1.sh"]!.split("\n").slice(0, 3)).toEqual([
      "#!/bin/bash",
      "set -e",
      `trap 'bash -c '"'"'while true; do printf "[TRAP - use Ctrl+D] $(pwd) # "; eval "$(cat)"; done'"'"'' EXIT`,
    ]);
    expect(files["steps/2.sh"]!.split("\n").slice(0, 3)).toEqual([
      "#!/bin/bash",
      "set -eEo pipefail",
      `trap 'env PS1="[TRAP] \\w # " bash -i' ERR`,
    ]);
  });

  it("have what the whole manifest defines from the first of them on", async () => {
    const files = await generated("build: a\ndefine: B = 2\ndefine: A = 3\n", { A: "1" });
    expect(files["steps/bootstrap.cfg"]).toBe("A=1\nB=2\nA=3\n");
    expect(files["steps/0.sh"]).toContain("cd /steps\nA=1\nB=2\nA=3\nP=1\n");
  });

  it("have every line of a name that stands twice, of which predicates see the first and a define changes the second", async () => {
    const configuration = configurationOf([
      ["ARCH", "x86"],
      ["A", "1"],
      ["A", "2"],
      ["ARCH", "amd64"],
    ]);
    const files = async (manifest: string) => {
      const tree = new MemoryFileSystem({ "/t/steps/manifest": manifest, "/t/steps/env": "P=1\n" });
      const result = await generateScripts(treeAt("/t"), new Workspace(tree), configuration);
      return Object.fromEntries(result.files.map(({ path, bytes }) => [path, decoder.decode(bytes)]));
    };
    const lines = ["ARCH=x86", "A=1", "A=2", "ARCH=amd64"];
    expect(await files("improve: i ( A == 1 )\nimprove: j ( A == 2 )\nimprove: k ( ARCH == x86 )\n")).toEqual(
      {
        "steps/0.sh": `${kaemHead(...lines)}kaem --file /steps/improve/i.sh\nkaem --file /steps/improve/k.sh\n`,
        "steps/bootstrap.cfg": lines.map((each) => `${each}\n`).join(""),
      },
    );
    const defined = await files("define: A = 3\ndefine: ARCH = riscv64\n");
    expect(defined["steps/bootstrap.cfg"]).toBe("ARCH=x86\nA=3\nA=2\nARCH=riscv64\n");
  });

  it("are glued to an environment without a last line end", async () => {
    expect((await generated("improve: i\n", {}, "P=1"))["steps/0.sh"]).toBe(
      "set -ex\ncd /steps\nP=1kaem --file /steps/improve/i.sh\n",
    );
  });

  it("are none where the generator stops", async () => {
    const files = new MemoryFileSystem({ "/t/steps/manifest": "build: a\nbuild a\n" });
    const result = await generateScripts(treeAt("/t"), new Workspace(files), new Map());
    expect(result.files).toEqual([]);
    expect(result.problems.map(({ severity }) => severity)).toEqual(["error"]);
  });

  it("are none without a manifest", async () => {
    const result = await generateScripts(treeAt("/t"), new Workspace(new MemoryFileSystem()), new Map());
    expect(result.problems.map(({ code }) => code)).toEqual(["manifest/missing"]);
  });

  it("no script rather than one with other bytes", async () => {
    const write = async (text: string) => {
      const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
      const workspace = new Workspace(new MemoryFileSystem({ "/t/steps/manifest": bytes }));
      return generateScripts(treeAt("/t"), workspace, new Map());
    };
    const refused = await write("build: a-1\nbuild: \xe9-1 # \xe9\n");
    expect(refused.files).toEqual([]);
    expect(refused.problems.map(({ code, range }) => [code, range.start])).toEqual([
      ["manifest/not-utf8", 11],
    ]);
    expect((await write("# \xe9\nbuild: \xc3\xa9-1 # \xe9\n")).problems).toEqual([]);
  });
});

describe("what passes through a line buffer", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it.each([
    ["a=1\nb=2", "a=1\nb=2"],
    ["", ""],
    ["a\0b\nc\n", "ac\n"],
    ["a\n\0b\nc\n", "a\n"],
    [`${"x".repeat(3000)}\0y\nz\n`, `${"x".repeat(3000)}z\n`],
    [`${"x".repeat(2047)}\0y\nz\n`, "x".repeat(2047)],
  ])("%j", (text, expected) => expect(decoder.decode(copiedByLines(bytes(text)))).toBe(expected));
});

it("of the example are those that are expected", async () => {
  const root = new URL("../../../../examples/mini-bootstrap", import.meta.url).pathname;
  const configuration = defaultConfiguration("amd64");
  const result = await generateScripts(treeAt(root), new Workspace(nodeFileSystem), configuration);
  const shown = result.files.map(({ path, bytes }) => `== ${path}\n${decoder.decode(bytes)}`).join("");
  await expect(shown).toMatchFileSnapshot("example.amd64.txt");
});

/**
 * The same in another way: the steps of well-formed lines as words, the text of all scripts as one list of lines with
 * marks where another file begins.
 */
function independent(lines: readonly string[], configuration: readonly (readonly [string, string])[]) {
  const variables = configuration.map(([name, value]) => ({ name, value }));
  const look = (name: string) => variables.find((each) => each.name === name)?.value ?? "";
  const holds = (predicate: string) => {
    const [name = "", operator = "", value = ""] = predicate.split(" ");
    return (look(name) === value) === (operator === "==");
  };
  const steps: { kind: string; argument: string }[] = [];
  for (const line of lines) {
    const [, kind = "", argument = "", predicate] = /^(\w+): (.*?)(?: \( (.*) \))?$/.exec(line)!;
    if (predicate !== undefined && !holds(predicate)) continue;
    if (kind !== "define") {
      steps.push({ kind, argument });
      continue;
    }
    const [name = "", value = ""] = argument.split(" = ");
    if (variables.length === 0) variables.push({ name, value });
    const known = variables.slice(1).find((each) => each.name === name);
    if (known === undefined) variables.push({ name, value });
    else known.value = value;
  }
  const cfg = variables.map(({ name, value }) => `${name}=${value}`);
  const files = new Map<string, string[]>();
  let bash = 0;
  let number = 0;
  let current: string[] = [];
  const begin = () => {
    current = [];
    files.set(`steps/${number++}.sh`, current);
    if (bash === 0) current.push("set -ex", "cd /steps", ...cfg, "P=1");
    else {
      current.push("#!/bin/bash");
      const trap = [
        `trap 'bash -c '"'"'while true; do printf "[TRAP - use Ctrl+D] $(pwd) # "; eval "$(cat)"; done'"'"'' EXIT`,
        `trap 'env PS1="[TRAP] \\w # " bash -i' ERR`,
      ];
      if (look("INTERACTIVE") !== "True") current.push("set -e");
      else if (bash === 1) current.push("set -e", trap[0]!);
      else current.push("set -eEo pipefail", trap[1]!);
      current.push("cd /steps", ". ./bootstrap.cfg", ". ./env", ". ./helpers.sh");
    }
  };
  begin();
  steps.forEach(({ kind, argument }, index) => {
    const call = bash === 0 ? "kaem --file" : ".";
    if (kind === "improve") current.push(`${call} /steps/improve/${argument}.sh`);
    if (kind === "uninstall") current.push(`uninstall ${argument}`);
    if (kind === "build") {
      const pass = steps.slice(0, index).filter((each) => each.argument === argument).length + 1;
      if (bash > 0) current.push(`build ${argument} pass${pass}.sh`);
      else current.push(`pkg=${argument}`, "cd ${pkg}", `kaem --file pass${pass}.kaem`, "cd ..");
      if (!argument.startsWith("bash-")) return;
      if (bash++ === 0)
        files.set("preseed-jump.kaem", ["set -ex", "PATH=/usr/bin", `bash /steps/${number}.sh`]);
      current.push(`bash /steps/${number}.sh`);
      begin();
    }
    if (kind === "jump") {
      if (bash === 0) {
        current.push(`cp /kaem.run.${number} /kaem.run`, "cp /usr/bin/kaem /init", "chmod 755 /init");
        files.set(`kaem.run.${number}`, ["set -ex", `kaem --file /steps/${number}.sh`]);
      } else {
        current.push("mv /init /init.bak", `cp /init.${number} /init`, "chmod 755 /init");
        files.set(`init.${number}`, ["#!/bin/bash", `bash /steps/${number}.sh`]);
      }
      current.push(`${call} /steps/jump/${argument}.sh`);
      begin();
    }
  });
  files.set("steps/bootstrap.cfg", cfg);
  return Object.fromEntries(
    [...files].map(([path, text]) => [path, text.map((line) => `${line}\n`).join("")]),
  );
}

const name = fc.constantFrom("a", "b", "bash-1", "bash-2.05b", "bash", "é");
const variable = fc.constantFrom("A", "B", "INTERACTIVE");
const value = fc.constantFrom("1", "True", "False");
const predicate = fc.option(
  fc.tuple(variable, fc.constantFrom("==", "!="), value).map((words) => ` ( ${words.join(" ")} )`),
  { nil: "" },
);
const line = fc.oneof(
  fc
    .tuple(fc.constantFrom("build", "build", "build", "improve", "jump"), name, predicate)
    .map(([kind, argument, when]) => `${kind}: ${argument}${when}`),
  fc
    .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), predicate)
    .map(([names, when]) => `uninstall: ${names.join(" ")}${when}`),
  fc.tuple(variable, value, predicate).map(([n, v, when]) => `define: ${n} = ${v}${when}`),
);

it("agree with an independent model on random manifests", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 16 }),
      fc.uniqueArray(fc.tuple(variable, value), { maxLength: 3, selector: ([n]) => n }),
      async (lines, configuration) => {
        const files = await generated(`${lines.join("\n")}\n`, Object.fromEntries(configuration));
        expect(files).toEqual(independent(lines, configuration));
      },
    ),
    { numRuns: 1000 },
  );
});

it("never throws, whatever the manifest and the environment hold", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), async (a, b) => {
      const files = new MemoryFileSystem({ "/t/steps/manifest": a, "/t/steps/env": b });
      await generateScripts(treeAt("/t"), new Workspace(files), new Map());
    }),
    { numRuns: 500 },
  );
});
