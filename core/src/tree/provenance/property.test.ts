import fc from "fast-check";
import { expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { defaultConfiguration } from "../configuration";
import { treeAt } from "../tree";
import { Workspace } from "../workspace";
import { dotOf } from "./dot";
import { chain, drawn, type Drawn } from "./draw";
import type { ProvenanceGraph, ProvenanceNode } from "./graph";
import { placed } from "./layout";
import { provenanceOf } from "./provenance";
import { svgOf } from "./svg";
import { outlineOf } from "./text";

const name = fc.constantFrom("a", "b", "c", "d", "w/e", "/usr/bin/f", "/usr/bin/hex0", "src", "odd");
/** Programs of each kind: known in all that they do, unpacking, compiling, changing in place, unknown. */
const line = fc.oneof(
  fc.tuple(name, name).map(([from, to]) => `hex0 ${from} ${to}`),
  fc.tuple(name, name, name).map(([to, one, two]) => `catm ${to} ${one} ${two}`),
  fc.tuple(name, name).map(([from, to]) => `cp ${from} ${to}`),
  name.map((file) => `rm ${file}`),
  name.map((file) => `untar --file ${file}`),
  fc.tuple(name, name).map(([from, to]) => `tcc -o ${to} ${from}`),
  name.map((file) => `tcc -c ${file}.c`),
  fc.tuple(name, name).map(([library, file]) => `tcc -ar cr ${library} ${file}.o`),
  fc.tuple(name, name).map(([file, other]) => `simple-patch ${file} ${other} ${other}`),
  fc.tuple(name, name).map(([one, two]) => `install ${one} ${two}`),
  fc.constantFrom(
    "make",
    "cd w",
    "cd ..",
    "chmod 755 a",
    "M2LIBC_PATH=/w",
    "M2-Mesoplanet --architecture x86 -f src -o c",
  ),
);
const script = fc.array(line, { minLength: 1, maxLength: 14 }).map((lines) => `${lines.join("\n")}\n`);
const seed = "/t/seed/stage0-posix";

const trees = fc
  .record({ start: script, first: script, second: script, bash: fc.boolean() })
  .map(({ start, first, second, bash }): Record<string, string> => ({
    [`${seed}/bootstrap-seeds/POSIX/x86/hex0-seed`]: "\0",
    [`${seed}/bootstrap-seeds/POSIX/x86/hex0_x86.hex0`]: "00\n",
    [`${seed}/bootstrap-seeds/POSIX/x86/kaem-minimal.hex0`]: "00\n",
    [`${seed}/kaem.x86`]:
      "./bootstrap-seeds/POSIX/x86/hex0-seed ./src ./bin/kaem\n./bin/kaem --file after.kaem\n",
    [`${seed}/src`]: '#include "odd"\n',
    "/t/seed/after.kaem": `PATH=/bin\n${start}kaem --file /steps/0.sh\n`,
    "/t/steps/manifest": `build: one\nimprove: two\n${bash ? "build: bash-1\nbuild: three\nbuild: four\n" : ""}`,
    "/t/steps/one/pass1.kaem": first,
    "/t/steps/one/src": "x\n",
    "/t/steps/improve/two.sh": second,
    "/t/steps/bash-1/pass1.kaem": "install bash /usr/bin/\n",
    "/t/steps/three/pass1.sh": "",
    "/t/steps/four/pass1.sh": "",
  }));
const wanted = fc.oneof(
  name.map((path) => (path.startsWith("/") ? path : `/steps/one/${path}`)),
  fc.constantFrom(
    "one",
    "two",
    "three",
    "four",
    "/bin/kaem",
    `${seed}/src`,
    "/t/steps/one/src",
    "/t/steps/manifest",
    "/t/steps/improve/two.sh",
  ),
);

/** Whether everything of a graph leads to a target. */
function allNeeded({ nodes, edges, targets }: ProvenanceGraph): boolean {
  const needed = new Set(targets);
  for (const { from, to } of edges.toReversed().sort((a, b) => b.to - a.to))
    if (needed.has(to)) needed.add(from);
  return needed.size === nodes.length;
}

/** What each node can be reached from, along edges that are drawn or along all. */
function reached({ nodes, edges }: Drawn, all: boolean): string[] {
  return nodes.map(({ id }) => {
    const seen = new Set([id]);
    for (const at of seen)
      for (const { from, to, isImplied } of edges) if (to === at && (all || !isImplied)) seen.add(from);
    return [...seen].sort().join(" ");
  });
}

/** The graph's nodes that one of a picture stands for: itself, a group's, closed steps. Undefined for sources drawn as one. */
function standsFor({ nodes }: ProvenanceGraph, id: string): readonly number[] | undefined {
  if (id.startsWith("s_")) return undefined;
  const number = Number(/^.(-?\d*)/.exec(id)![1]);
  if (id.startsWith("n")) return [number];
  const isIn = ({ group, kind }: ProvenanceNode) => (number === chain ? kind === "step" : group === number);
  return nodes.filter(isIn).map((node) => node.id);
}

/** Whether something of the first is needed, over however many steps, by something of the second. */
function leads({ edges }: ProvenanceGraph, from: readonly number[], to: readonly number[]): boolean {
  const seen = new Set(from);
  // Edges go from smaller numbers to larger ones.
  for (const edge of edges.toSorted((a, b) => a.from - b.from)) if (seen.has(edge.from)) seen.add(edge.to);
  return to.some((id) => seen.has(id));
}

it("holds of any tree", async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(trees, wanted, fc.array(fc.integer({ min: -1, max: 8 })), async (files, path, open) => {
      const workspace = new Workspace(new MemoryFileSystem(files));
      const found = await provenanceOf(treeAt("/t"), workspace, defaultConfiguration("x86"), path);
      if (found === undefined) return;
      answered++;
      const { nodes, edges } = found;
      // Nothing comes from itself.
      for (const { from, to } of edges) {
        expect(from).toBeLessThan(to);
        expect(nodes[from]!.when).toBeLessThan(nodes[to]!.when);
      }
      // Everything comes from what nothing of the bootstrap made.
      const made = new Set(edges.map(({ to }) => to));
      for (const { id, kind } of nodes) {
        if (!made.has(id)) expect(["seed", "source", "distfile", "missing"]).toContain(kind);
      }
      expect(allNeeded(found)).toBe(true);
      expect(new Set([...outlineOf(found)].map(({ node }) => node.id)).size).toBe(nodes.length);
      // A picture has no loose ends, and leaves no dependency out.
      const picture = drawn(found, open);
      const ids = new Set(picture.nodes.map(({ id }) => id));
      expect(ids.size).toBe(picture.nodes.length);
      for (const { from, to } of picture.edges) expect([ids.has(from), ids.has(to)]).toEqual([true, true]);
      expect(reached(picture, false)).toEqual(reached(picture, true));
      for (const id of found.targets) expect(ids.has(`n${id}`)).toBe(true);
      // And says of nothing that it needs what it does not need.
      for (const { from, to } of picture.edges) {
        const [start, end] = [standsFor(found, from), standsFor(found, to)];
        if (start !== undefined && end !== undefined) expect(leads(found, start, end)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
  expect(answered).toBeGreaterThan(50);
});

it("draws names that mean something in a picture's language as what they are", () => {
  const odd = '</text><script>&"\\N\u0001\ud800';
  const groups = [{ title: odd, place: undefined }];
  const found: ProvenanceGraph = {
    targets: [1],
    nodes: [
      { id: 0, kind: "source", label: `/${odd}`, when: -1 },
      { id: 1, kind: "artifact", label: `/out/${odd}`, command: `run ${odd}`, when: 0, group: 0 },
    ],
    edges: [{ from: 0, to: 1, role: "input" }],
    groups,
  };
  const picture = drawn(found, [0]);
  const svg = svgOf(placed(picture), odd);
  expect(svg).not.toContain("<script");
  expect(svg).not.toMatch(/[\u0000-\u0008\ud800-\udfff]/);
  expect(svg).toContain("&lt;/text&gt;&lt;script&gt;&amp;&quot;\\N\ufffd");
  const dot = dotOf(picture, groups, odd);
  expect(dot).toContain('digraph "</text><script>&\\"\\\\N\ufffd');
  for (const text of dot.match(/label=.*/g) ?? []) expect(text).toMatch(/^label="(?:[^"\\]|\\["\\n])*"/);
});
