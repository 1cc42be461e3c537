import fc from "fast-check";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { usernsEngine } from "../../runs/engines/userns";
import { nodeDisk } from "./disk";
import { nodeMachine } from "./machine";
import { takeSnapshot } from "./snapshot";

const engine = usernsEngine(nodeMachine);
const supported = (await engine.available()).ok;
if (!supported) console.warn("layers cannot be mounted here: what the kernel sees in them is not tested");

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(tmpdir(), "bootstrappable-layer-"));
  fs.mkdirSync(path.join(folder, "0"));
});
afterEach(() => nodeDisk.removeTree(folder));

/** All that a step can do to a path, and a little more. */
type Act = readonly [kind: (typeof kinds)[number], at: string, other: string, number: number];

const kinds = [
  ...([
    "write",
    "overwrite",
    "append",
    "make",
    "remove",
    "rename",
    "link",
    "symlink",
    "chmod",
    "again",
  ] as const),
] as const;
const names = ["a", "b", "c", "b/a", "b/c", "c/b", "b/c/a", "b/c/b", "\u{fc}"] as const;
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...names), fc.constantFrom(...names), fc.nat(7)),
  { minLength: 1, maxLength: 14 },
);

const doing: Readonly<Record<Act[0], (place: string, other: string, act: Act) => void>> = {
  write: (place, _, act) => fs.writeFileSync(place, textOf(act)),
  overwrite(place, _, act) {
    // The same file, of the same length, at the same time as far as that can be set.
    const { atime, mtime } = fs.statSync(place);
    fs.writeFileSync(place, textOf(act), { flag: "r+" });
    fs.utimesSync(place, atime, mtime);
  },
  append: (place, _, act) => fs.appendFileSync(place, textOf(act)),
  make: (place) => fs.mkdirSync(place),
  remove: (place) => fs.rmSync(place, { recursive: true }),
  rename: (place, other) => fs.renameSync(place, other),
  link: (place, other) => fs.linkSync(place, other),
  symlink: (_, other, [, at]) => fs.symlinkSync(at, other),
  chmod: (place, _, [, , , number]) => fs.chmodSync(place, 0o700 + number),
  again(place) {
    fs.rmSync(place, { recursive: true });
    fs.mkdirSync(place);
  },
};

const textOf = ([, , , number]: Act) => String(number).repeat(3);

function perform(root: string, act: Act): void {
  const [kind, at, to] = act;
  try {
    doing[kind](path.join(root, at), path.join(root, to), act);
  } catch {
    // Not every program comes to a good end.
  }
}

/** Everything in a folder, with what is in files. */
async function contents(root: string): Promise<readonly unknown[]> {
  return (await nodeDisk.list(root)).map((entry) => {
    const file = Buffer.from(`${root}/${entry.path}`, "latin1");
    const text = entry.kind === "file" ? fs.readFileSync(file, "utf8") : "";
    return { ...entry, size: entry.kind === "file" ? entry.size : 0, text };
  });
}

describe.skipIf(process.platform !== "linux")("a layer of what has changed in a folder", () => {
  it.skipIf(!supported)(
    "shows with those below what the folder is like, whatever was done to it",
    async () => {
      const property = fc.asyncProperty(fc.array(acts, { minLength: 2, maxLength: 4 }), async (steps) => {
        const place = fs.mkdtempSync(path.join(folder, "p"));
        const [base, root, whiteout] = [
          path.join(place, "0"),
          path.join(place, "root"),
          path.join(place, "o"),
        ];
        for (const name of ["0", "0/b", "0/b/c"]) fs.mkdirSync(path.join(place, name));
        for (const name of ["a", "b/a", "b/c/a"]) fs.writeFileSync(path.join(base, name), name);
        nodeDisk.makeWhiteout(whiteout);
        const visible = (await nodeDisk.list(base)).map((entry) => entry.path);
        await nodeDisk.join([base], visible, root);
        let since = await nodeDisk.snapshot(root);
        const layers = ["0"];
        for (const [index, step] of steps.entries()) {
          for (const each of step) perform(root, each);
          const to = path.join(place, String(index + 1));
          const below = layers.map((name) => path.join(place, name));
          since = await nodeDisk.layerOf({ folder: root, since, below, whiteout, to });
          layers.unshift(String(index + 1));
          const seen = await engine.listLayers({ folder: place, lower: layers });
          const joined = path.join(place, "joined");
          await nodeDisk.join(
            layers.map((name) => path.join(place, name)),
            seen,
            joined,
          );
          expect(await contents(joined)).toEqual(await contents(root));
          await nodeDisk.removeTree(joined);
        }
      });
      await fc.assert(property, { seed: 6, numRuns: 15, endOnFailure: true });
    },
  );

  it("has nothing of what was only looked at, and all of what was written at the same moment", async () => {
    const [base, root, whiteout] = ["0", "root", "o"].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    fs.writeFileSync(path.join(base, "file"), "before");
    fs.writeFileSync(path.join(base, "other"), "before");
    nodeDisk.makeWhiteout(whiteout);
    await nodeDisk.join([base], ["file", "other"], root);
    const since = await nodeDisk.snapshot(root);
    fs.readFileSync(path.join(root, "other"));
    fs.closeSync(fs.openSync(path.join(root, "other"), "r+"));
    fs.writeFileSync(path.join(root, "file"), "behind", { flag: "r+" });
    const to = path.join(folder, "1");
    await nodeDisk.layerOf({ folder: root, since, below: [base], whiteout, to });
    expect(fs.readdirSync(to)).toEqual(["file"]);
    expect(fs.readFileSync(path.join(to, "file"), "utf8")).toBe("behind");
  });

  it("reads what changed too shortly before a snapshot for its times to tell", async () => {
    const [base, root, whiteout] = ["0", "root", "o"].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const name of ["changed", "same"]) fs.writeFileSync(path.join(base, name), "before");
    nodeDisk.makeWhiteout(whiteout);
    await nodeDisk.join([base], ["changed", "same"], root);
    fs.writeFileSync(path.join(root, "changed"), "behind", { flag: "r+" });
    // As on a file system whose clock has not ticked since.
    const since = await takeSnapshot(root);
    for (const [name, node] of since.nodes) since.nodes.set(name, { ...node, unsure: true });
    const to = path.join(folder, "1");
    await nodeDisk.layerOf({ folder: root, since, below: [base], whiteout, to });
    expect(fs.readdirSync(to)).toEqual(["changed"]);
  });

  it("is a problem where no folder is", async () => {
    const since = await nodeDisk.snapshot(path.join(folder, "0"));
    const [none, to] = [path.join(folder, "none"), path.join(folder, "1")];
    const change = { folder: none, since, below: [], whiteout: path.join(folder, "o"), to };
    await expect(nodeDisk.layerOf(change)).rejects.toThrow(`${none} cannot be read`);
    expect(fs.existsSync(to)).toBe(false);
  });
});
