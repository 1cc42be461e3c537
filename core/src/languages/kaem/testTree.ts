import { MemoryFileSystem } from "../../platform/memory";
import { fixture } from "../../testing/fixture";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";

const tools = ["hex0", "kaem", "catm", "cp", "match", "mkdir", "sha256sum", "chmod"];

/** A small tree for tests. */
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(tools.map((name) => [`/t/seed/stage0-posix/x86/${name}.hex0`, ""])),
  "/t/seed/stage0-posix/kaem.x86":
    "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/mini-kaem.kaem\n./x86/bin/kaem --verbose --file ./x86/kaem.run\n",
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/kaem-optional-seed": "",
  "/t/seed/stage0-posix/bootstrap-seeds/POSIX/x86/hex0-seed": "",
  "/t/seed/stage0-posix/x86/mini-kaem.kaem": tools
    .map((name) => `./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/${name}.hex0 ./x86/bin/${name}\n`)
    .join(""),
  "/t/seed/stage0-posix/x86/kaem.run": 'ARCH="x86"\nPATH=/x86/bin\nexec kaem --file ./after.kaem\n',
  "/t/seed/stage0-posix/after.kaem": "never\n",
  "/t/seed/after.kaem": "catm full.kaem /steps/bootstrap.cfg /steps/env seed.kaem\nkaem --file full.kaem\n",
  "/t/seed/seed.kaem":
    "MAIN=/usr\nmkdir -p ${BINDIR}\ncp /x86/bin/hex0 ${BINDIR}/hex0\ncp /x86/bin/kaem ${BINDIR}/\ncp /x86/bin/match ${BINDIR}\ncp /x86/bin/cp ${BINDIR}/cp\nPATH=${BINDIR}\nkaem --file /steps/0.sh\n",
  "/t/steps/env": "BINDIR=/usr/bin\nDISTFILES=/external/distfiles\nPATH=${BINDIR}\n",
  "/t/steps/manifest": "build: a-1\nbuild: b-1\nbuild: bash-2\n",
  "/t/steps/a-1/pass1.kaem": "hex0 src/a.hex0 ${BINDIR}/a\n",
  "/t/steps/a-1/src/a.hex0": "",
  "/t/steps/b-1/pass1.kaem": "a\n",
  "/t/steps/b-1/src/more.kaem": "a ${X}\n",
  "/t/steps/bash-2/pass1.kaem": "hex0 bash.hex0 ${BINDIR}/late\n",
  "/t/steps/bash-2/bash.hex0": "",
};
/** A script of the small tree with another text, `‸` and `⟦…⟧` marking places in it; `undefined` takes a file away. */
export function openInTree(
  path: string,
  text: string,
  more: Readonly<Record<string, string | undefined>> = {},
) {
  const found = fixture(text);
  const plain = found.text.slice({ start: 0, end: found.text.length });
  const there = Object.entries({ ...files, ...more, [path]: plain }).flatMap(([name, contents]) =>
    contents === undefined ? [] : [[name, contents] as const],
  );
  const workspace = new Workspace(new MemoryFileSystem(Object.fromEntries(there)));
  const document: Document = { language: "kaem", path, text: found.text, workspace };
  return { document, workspace, ...found };
}
