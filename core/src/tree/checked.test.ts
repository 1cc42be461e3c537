import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { evaluatedFor } from "../languages/kaem/situation";
import { MemoryFileSystem } from "../platform/memory";
import { nodeFileSystem } from "../platform/node/fileSystem";
import { RememberedFiles } from "../platform/rememberedFiles";
import { architectureOfChecksums } from "./artifacts";
import { makersOfChecked } from "./checked";
import { findTree } from "./discover";
import { checksumsAt } from "./packages";
import { Workspace } from "./workspace";

const seed = {
  "/t/seed/stage0-posix/kaem.x86":
    "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini-kaem.kaem\n./x86/bin/kaem --verbose --file ./x86/kaem.run\n",
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/kaem-optional-seed": "",
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/hex0-seed": "",
  "/t/seed/stage0-posix/x86/mini-kaem.kaem": ["kaem", "cp", "sha256sum", "make"]
    .map((name) => `./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/a.hex0 ./x86/bin/${name}\n`)
    .join(""),
  "/t/seed/stage0-posix/x86/kaem.run":
    "PATH=/x86/bin\nsha256sum -c x86.answers\nexec kaem --file ./after.kaem\n",
  "/t/seed/after.kaem": "BINDIR=/usr/bin\ncp /x86/bin/cp ${BINDIR}/cp\nkaem --file /steps/0.sh\n",
  "/t/steps/manifest": "build: a-1\nbuild: b-1 ( CHROOT == Never )\n",
};

/** What makes a file when a step's script checks it, as the lines of scripts. */
async function makers(list: string, name: string, scripts: Readonly<Record<string, string>>) {
  const workspace = new Workspace(new MemoryFileSystem({ ...seed, ...scripts }));
  const tree = (await findTree(workspace, "/t/steps/manifest"))!;
  const evaluated = await evaluatedFor(workspace, tree, architectureOfChecksums(list) ?? "x86");
  const places = makersOfChecked(tree, evaluated, list, name);
  return Promise.all(
    places.map(async ({ file, range }) => {
      const line = (await workspace.text(file))!.slice(range);
      return `${file.slice(file.lastIndexOf("/") + 1)}: ${line.replace("./bootstrap-seeds/POSIX/x86/", "")}`;
    }),
  );
}

describe("who makes what a list checks", () => {
  const check = "sha256sum -c a.checksums\n";
  const made = "mini-kaem.kaem: hex0-seed ./x86/a.hex0 ./x86/bin/cp";
  it.each([
    ["/usr/bin/x", "cp x /usr/bin/x\n", ["pass1.kaem: cp x /usr/bin/x"]],
    ["/usr/bin/cp", "", ["after.kaem: cp /x86/bin/cp ${BINDIR}/cp", made]],
    // What was there, the step may have replaced.
    ["/usr/bin/cp", "make install\nrm -r y\n", ["pass1.kaem: make install"]],
    ["/usr/bin/cp", "make install\ncp y /usr/bin/cp\n", ["pass1.kaem: cp y /usr/bin/cp"]],
    ["/usr/bin/cp", "make install\ncp y /usr/bin/cp\nmake more\n", ["pass1.kaem: cp y /usr/bin/cp"]],
    ["/usr/bin/x", "install x /usr/bin\nmake more\n", ["pass1.kaem: install x /usr/bin"]],
    ["/usr/bin/x", "sha256sum /usr/bin/x\n", []],
  ])("%s by %j", async (name, script, expected) => {
    const scripts = { "/t/steps/a-1/pass1.kaem": script + check };
    expect(await makers("/t/steps/a-1/a.checksums", name, scripts)).toEqual(expected);
  });

  it("in a step that is not taken by its words", async () => {
    const scripts = { "/t/steps/b-1/pass1.kaem": `tcc -o /boot/x x.c\nsha256sum /boot/x\n${check}` };
    const found = await makers("/t/steps/b-1/a.checksums", "/boot/x", scripts);
    expect(found).toEqual(["pass1.kaem: tcc -o /boot/x x.c"]);
  });

  it("is known of stage0-posix's answers", async () => {
    const found = await makers("/t/seed/stage0-posix/x86.answers", "x86/bin/cp", {});
    expect(found).toEqual([made]);
    expect(await makers("/t/seed/stage0-posix/x86.answers", "x86/bin/other", {})).toEqual([]);
  });
});

const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"];
it.skipIf(upstream === undefined)("every line that kaem checks upstream leads to a command", async () => {
  const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true));
  const tree = (await findTree(workspace, `${upstream}/steps/manifest`))!;
  const lists = [tree.seed, tree.steps].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => /^([^/]+\/)?[^/]+\.(checksums|answers)$/.test(file))
      .map((file) => `${folder}/${file}`),
  );
  let lines = 0;
  for (const list of lists) {
    const evaluated = await evaluatedFor(workspace, tree, architectureOfChecksums(list));
    for (const { name } of (await checksumsAt(workspace, list))!.contents.lines) {
      expect(makersOfChecked(tree, evaluated, list, name), `${list}: ${name}`).not.toEqual([]);
      lines++;
    }
  }
  expect(lines).toBeGreaterThan(200);
});
