import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, expect, it } from "vitest";
import { nodeMachine } from "../../platform/node/machine";
import { defaultConfiguration } from "../../tree/configuration";
import { treeAt } from "../../tree/tree";
import { prepareBase } from "./base";
import { firstOutdated } from "./outdated";

let folder: string;
let top: string;

function put(place: string, text: string): void {
  const path = `${top}/${place}`;
  mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  writeFileSync(path, text);
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(`${tmpdir()}/bootstrappable-test-`));
  top = `${folder}/tree`;
  put("seed/after.kaem", "seed\n");
  put("seed/stage0-posix/after.kaem", "stage0\n");
  put("seed/stage0-posix/kaem.amd64", "");
  put("seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/hex0_AMD64.hex0", "41 42 # AB\n");
  put("seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/kaem-minimal.hex0", "43");
  put("steps/manifest", "build: a-1\nimprove: i\nbuild: b-1\nimprove: j\nbuild: c-1\n");
  put("steps/a-1/pass1.kaem", "a\n");
  put("steps/a-1/files/x.c", "int x;\n");
  symlinkSync("x.c", `${top}/steps/a-1/files/y.c`);
  put("steps/improve/i.sh", "i\n");
  put("steps/b-1/pass1.kaem", "b ${DISTFILES}/b.tar\n");
  put("steps/improve/j.sh", 'V=1\ncat "/steps/c-${V}/text"\n');
  put("steps/c-1/pass1.kaem", "c\n");
  put("distfiles/b.tar", "b");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const steps = [
  { number: 1, kind: "build", name: "a-1" },
  { number: 2, kind: "improve", name: "i" },
  { number: 3, kind: "build", name: "b-1" },
  { number: 4, kind: "improve", name: "j" },
  { number: 5, kind: "build", name: "c-1" },
] as const;

async function prepare(): Promise<void> {
  const { signal } = new AbortController();
  const request = { tree: treeAt(top), configuration: defaultConfiguration("amd64"), signal };
  await (await prepareBase(nodeMachine, request, `${folder}/target/layers`)).save();
}

/** After a run of a tree, then an edit: the first step that is out of date. */
async function after(edit: () => void): Promise<number | undefined> {
  await prepare();
  edit();
  return firstOutdated(nodeMachine, `${folder}/target`, steps);
}

it("is no step of a tree as it was copied, however young its files are", async () => {
  expect(await after(() => undefined)).toBeUndefined();
  // A second run finds the same files in a state that may be trusted or not.
  expect(await after(() => undefined)).toBeUndefined();
});

it("is no step where there was no run", async () => {
  expect(await firstOutdated(nodeMachine, `${folder}/target`, steps)).toBeUndefined();
});

const edits: Record<string, { readonly first: number | undefined; readonly edit: () => void }> = {
  "a script of a step": { first: 1, edit: () => put("steps/a-1/pass1.kaem", "a2\n") },
  "one of the same length": { first: 1, edit: () => put("steps/a-1/pass1.kaem", "b\n") },
  "an improvement": { first: 2, edit: () => put("steps/improve/i.sh", "i2\n") },
  "a distfile that the step names": { first: 3, edit: () => put("distfiles/b.tar", "c") },
  "a package that an earlier step names by a variable": {
    first: 4,
    edit: () => put("steps/c-1/text", "t\n"),
  },
  "a distfile that is new": { first: undefined, edit: () => put("distfiles/c.tar", "c") },
  "a file that is new in a step": { first: 3, edit: () => put("steps/b-1/new.kaem", "n\n") },
  "a file that went": { first: 1, edit: () => rmSync(`${top}/steps/a-1/files/x.c`) },
  "a file with its text again": { first: undefined, edit: () => put("steps/a-1/files/x.c", "int x;\n") },
  "where a link leads": {
    first: 1,
    edit: () => {
      rmSync(`${top}/steps/a-1/files/y.c`);
      symlinkSync("z.c", `${top}/steps/a-1/files/y.c`);
    },
  },
  "a link that leads there again": {
    first: undefined,
    edit: () => {
      rmSync(`${top}/steps/a-1/files/y.c`);
      symlinkSync("x.c", `${top}/steps/a-1/files/y.c`);
    },
  },
  "a seed's source": {
    first: 0,
    edit: () => put("seed/stage0-posix/bootstrap-seeds/POSIX/AMD64/kaem-minimal.hex0", "44"),
  },
  "what lies over another": { first: 0, edit: () => put("seed/after.kaem", "seed2\n") },
  "what another lies over": {
    first: undefined,
    edit: () => put("seed/stage0-posix/after.kaem", "stage0 2\n"),
  },
  "the repository's own files": {
    first: undefined,
    edit: () => cpSync(`${top}/steps/improve`, `${top}/steps/.git`, { recursive: true }),
  },
};

for (const [what, { first, edit }] of Object.entries(edits))
  it(`after an edit of ${what}: ${first === undefined ? "none" : `step ${first}`}`, async () => {
    expect(await after(edit)).toBe(first);
  });
