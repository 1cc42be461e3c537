import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import type { RecordedChecksum, RunRecord } from "../../runs/record/record";
import { edited } from "../../testing/edits";
import { SourceText } from "../../text/sourceText";
import { findTree } from "../../tree/discover";
import { Workspace } from "../../tree/workspace";
import type { TextEdit } from "../../diagnostics/diagnostic";
import type { Document } from "../language";
import type { WorkspaceChange } from "../services";
import { acceptIn, acceptRun, lineBefore } from "./accept";
import { checksums } from "./index";
import { parseChecksums } from "./parser";

const a = "a".repeat(64);
const b = "b".repeat(64);
const c = "c".repeat(64);
const file = "steps/x-1/x-1.amd64.checksums";
const sums = "steps/SHA256SUMS.pkgs";

function run(day: number, ...looked: readonly Partial<RecordedChecksum>[]): RunRecord {
  return {
    ...{
      format: 1,
      id: `2026010${day}T000000000Z-1`,
      date: `2026-01-0${day}T12:34:56.000Z`,
      status: "failed",
    },
    ...{ milliseconds: 1, tree: "/t", commits: [], target: "/x", log: { path: "/x/log", bytes: 0 } },
    ...{ engine: "userns", architecture: "amd64", driver: "steps", configuration: {}, tools: {}, steps: [] },
    ...{
      host: { system: "linux", processor: "x64" },
      findings: [],
      totals: { steps: 0, verified: 0, failed: 0 },
    },
    checksums: looked.map((each) => ({ step: 1, name: "/bin/x", ok: false, file, ...each })),
  };
}

/** A text with edits made in it. */
function applied(text: SourceText, edits: readonly TextEdit[]): string {
  const after = edited(text, edits);
  return after.slice({ start: 0, end: after.length });
}

const manifest = "build: x-1\nbuild: bash-1\nbuild: aa-1\nbuild: ab-1\nbuild: ac-1\n";

/** A document of the tree, and runs of it, the newest first. */
function open(
  path: string,
  text: string,
  runs: readonly RunRecord[],
  more: Readonly<Record<string, string>> = {},
) {
  const files = new MemoryFileSystem({ "/t/steps/manifest": manifest, [`/t/${path}`]: text, ...more });
  const records = { of: () => Promise.resolve(runs) };
  const workspace = new Workspace(files, undefined, { records });
  const document: Document = {
    language: "bootstrap-checksums",
    path: `/t/${path}`,
    text: SourceText.fromString(text),
    workspace,
  };
  return document;
}

async function findings(document: Document): Promise<string[]> {
  return (await checksums.diagnostics!(document)).map(
    ({ code, message }) => `${code.slice("checksums/".length)}: ${message}`,
  );
}

const wrong = { expected: a, received: b };
const right = { ok: true, expected: a, received: a };
const told = `differs-in-last-run: The run of 2026-01-02 12:34 UTC, amd64, userns received ${b} instead of ${a}.`;

describe("a hash", () => {
  it.each<[why: string, hash: string, runs: RunRecord[], expected: string[], hover: RegExp]>([
    [
      "that the last run found to be another",
      a,
      [run(2, wrong), run(1, right)],
      [told],
      /\*\*Differs\*\*: the run of 2026-01-02/,
    ],
    ["in capitals", a.toUpperCase(), [run(2, wrong)], [told], /Differs/],
    [
      "that was verified",
      a,
      [run(1, right)],
      [],
      /Verified by the run of 2026-01-01 12:34 UTC, amd64, userns\./,
    ],
    [
      "that was accepted since",
      b,
      [run(2, wrong)],
      [],
      /What the run of 2026-01-02 12:34 UTC, amd64, userns received; not verified/,
    ],
    [
      "that was edited since",
      c,
      [run(2, wrong), run(1, right)],
      [],
      /No kept run has verified it as it stands/,
    ],
    [
      "that a later run found right",
      a,
      [run(3, right), run(2, wrong)],
      [],
      /Verified by the run of 2026-01-03/,
    ],
    ["that the newest run did not reach", a, [run(3, { name: "/bin/y" }), run(2, wrong)], [told], /Differs/],
    [
      "of another file of that name",
      a,
      [run(2, { ...wrong, file: "steps/x-1/x-1.x86.checksums" })],
      [],
      /No kept run/,
    ],
    [
      "in its older wrong form",
      c,
      [run(3, { expected: a, received: b }), run(2, { expected: c, received: b })],
      [],
      /No kept run/,
    ],
  ])("%s", async (_, hash, runs, expected, hover) => {
    const document = open(file, `${hash}  /bin/x\n`, runs);
    expect(await findings(document)).toEqual(expected);
    expect((await checksums.hover!(document, 70))?.markdown).toMatch(hover);
  });

  it("without its file's own is told, and has no fix", async () => {
    const [found] = await checksums.diagnostics!(open(file, `${a}  /bin/x\n`, [run(1, { expected: a })]));
    expect(found?.message).toBe("The run of 2026-01-01 12:34 UTC, amd64, userns found another hash.");
    expect(found?.fixes).toEqual([]);
  });

  it("is accepted by a fix that changes nothing else", async () => {
    const text = `${c}  /bin/w\n${a}  /bin/x\n# no checksum\n${c}  /bin/y`;
    const document = open(file, text, [run(1, wrong)]);
    const found = (await checksums.diagnostics!(document)).find(
      ({ code }) => code === "checksums/differs-in-last-run",
    );
    expect(found?.fixes?.[0]).toMatchObject({ title: "Accept the hash of the last run", preferred: true });
    expect(applied(document.text, found!.fixes![0]!.edits)).toBe(text.replace(a, b));
  });

  it("of a whole check points to what they have in common", async () => {
    const runs = [run(1, wrong, { ...wrong, name: "/bin/y" })];
    const found = await checksums.diagnostics!(open(file, `${a}  /bin/x\n${a}  /bin/y\n`, runs));
    expect(found.map(({ code }) => code)).toEqual(
      ["all-differ", "differs", "differs"].map((code) => `checksums/${code}-in-last-run`),
    );
    expect(found[1]?.fixes?.[0]?.preferred).toBe(false);
  });

  it("is told for each architecture that the tree has the file for", async () => {
    const x86 = {
      "/t/steps/x-1/x-1.x86.checksums": `${c}  /bin/x\n`,
      "/t/steps/x-1/x-1-pass2.x86.checksums": `${c}  /bin/x\n`,
    };
    const document = open(file, `${a}  /bin/x\n`, [run(1, right)], x86);
    expect((await checksums.hover!(document, 3))?.markdown).toContain(
      "\n\n- amd64: 1 of 1 verified, last by the run of 2026-01-01 12:34 UTC, amd64, userns\n- x86: never verified",
    );
  });
});

describe("a missing line", () => {
  const missing = (name: string, received = b) => ({ name, file: sums, received });

  it.each<[why: string, text: string, name: string, expected: string]>([
    [
      "in its place",
      `${a}  aa-1_0.tar.bz2\n${a}  ac-1_0.tar.bz2\n`,
      "ab-1_0.tar.bz2",
      `${a}  aa-1_0.tar.bz2\n${b}  ab-1_0.tar.bz2\n${a}  ac-1_0.tar.bz2\n`,
    ],
    [
      "at the beginning",
      `${a}  ab-1_0.tar.bz2\n${a}  ac-1_0.tar.bz2\n`,
      "aa-1_0.tar.bz2",
      `${b}  aa-1_0.tar.bz2\n${a}  ab-1_0.tar.bz2\n${a}  ac-1_0.tar.bz2\n`,
    ],
    [
      "at the end, where the last line has no LF",
      `${a}  aa-1_0.tar.bz2\n${a}  ab-1_0.tar.bz2`,
      "ac-1_0.tar.bz2",
      `${a}  aa-1_0.tar.bz2\n${a}  ab-1_0.tar.bz2\n${b}  ac-1_0.tar.bz2\n`,
    ],
  ])("is added %s", async (_, text, name, expected) => {
    const document = open(sums, text, [run(1, missing(name))]);
    const [found, ...more] = await checksums.diagnostics!(document);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ code: "checksums/missing-package", severity: "error" });
    expect(found?.fixes?.[0]?.title).toBe("Add the hash of the last run");
    expect(applied(document.text, found!.fixes![0]!.edits)).toBe(expected);
  });

  it("that the manifest does not tell of is told by the run", async () => {
    const text = ["aa", "ab", "ac"].map((name) => `${a}  ${name}-1_0.tar.bz2\n`).join("");
    const document = open(sums, text, [run(1, missing("zz-1_0.tar.bz2"))]);
    const [found] = await checksums.diagnostics!(document);
    expect(found).toMatchObject({
      severity: "warning",
      message: "zz-1_0.tar.bz2 is missing, which the run of 2026-01-01 12:34 UTC, amd64, userns made.",
    });
    expect(applied(document.text, found!.fixes![0]!.edits)).toBe(`${text}${b}  zz-1_0.tar.bz2\n`);
    // A later run that found it in its place has settled it.
    const later = [
      run(2, { ok: true, expected: a, name: "zz-1_0.tar.bz2", file: sums }),
      run(1, missing("zz-1_0.tar.bz2")),
    ];
    expect(await checksums.diagnostics!(open(sums, text, later))).toEqual([]);
  });

  it("goes where upstream's order has it", () => {
    const names = [
      "automake-1.6.3_0",
      "automake-1.7_0",
      "automake-1.7.8_0",
      "automake-1.8.5_0",
      "perl5.005-03_0",
      "perl-5.12.5_0",
      "perl-5.6.2_0",
    ];
    const { lines } = parseChecksums(
      SourceText.fromString(names.map((name) => `${a}  ${name}.tar.bz2\n`).join("")),
    );
    const behind = (name: string) => lineBefore(lines, `${name}.tar.bz2`)?.name.replace(".tar.bz2", "");
    for (const [index, name] of names.entries()) {
      const others = lines.filter((line) => line.name !== `${name}.tar.bz2`);
      expect(lineBefore(others, `${name}.tar.bz2`)?.name.replace(".tar.bz2", ""), name).toBe(
        names[index - 1],
      );
    }
    expect(behind("automake-1.7_1")).toBe("automake-1.7_0");
  });
});

describe("all of a run", () => {
  const other = "seed/stage0-posix/amd64.answers";
  const more = {
    [`/t/${other}`]: `${c}  1\n${a}  2\n`,
    [`/t/${sums}`]: `${a}  aa-1_0.tar.bz2\n${a}  ab-1_0.tar.bz2\n`,
  };
  const whole = run(
    1,
    wrong,
    { ...wrong, name: "2", file: other },
    { ...wrong, name: "1", file: other },
    { ...wrong, name: "d.tar", file: "steps/x-1/sources" },
    { name: "ac-1_0.tar.bz2", file: sums, received: b },
    { name: "ad-1_0.tar.bz2", file: sums, received: c },
    { ...right, name: "aa-1_0.tar.bz2", file: sums },
  );

  it("is offered on a line that differs, as edits of every file for the person to confirm", async () => {
    const document = open(file, `${a}  /bin/x\n${a}  /bin/y\n`, [whole], more);
    const [action, ...others] = await checksums.actions!(document, { start: 5, end: 5 });
    expect(others).toEqual([]);
    expect(action?.title).toBe("Accept all of this run (4 hashes in 3 files)");
    const { edits, confirm } = action!.edits as WorkspaceChange;
    expect(confirm?.description).toBe("2026-01-01 12:34 UTC, amd64, userns");
    const after = await Promise.all(
      [...edits].map(async ([path, each]) => [path, applied((await document.workspace!.text(path))!, each)]),
    );
    expect(after).toEqual([
      [`/t/${file}`, `${b}  /bin/x\n${a}  /bin/y\n`],
      // The first line was edited since.
      [`/t/${other}`, `${c}  1\n${b}  2\n`],
      [
        `/t/${sums}`,
        `${a}  aa-1_0.tar.bz2\n${a}  ab-1_0.tar.bz2\n${b}  ac-1_0.tar.bz2\n${c}  ad-1_0.tar.bz2\n`,
      ],
    ]);
    expect(await checksums.actions!(document, { start: 100, end: 100 })).toEqual([]);
  });

  it("is nothing once it is done", async () => {
    const done = {
      [`/t/${other}`]: `${c}  1\n${b}  2\n`,
      [`/t/${sums}`]: `${a}  ac-1_0.tar.bz2\n${a}  ad-1_0.tar.bz2\n`,
    };
    const { workspace } = open(file, `${b}  /bin/x\n`, [whole], done);
    expect(await acceptRun(workspace!, (await findTree(workspace!, "/t"))!, whole)).toBeUndefined();
  });
});

it("nothing that runs say makes a service throw", async () => {
  const piece = fc.constantFrom(a, "  ", "/bin/x", "x-1_0.tar.bz2", "\n", "\r", "ü");
  const checked = fc.record({
    name: piece,
    ok: fc.boolean(),
    file: fc.constantFrom(file, sums),
    expected: fc.constantFrom(a, b, undefined),
    received: fc.constantFrom(a, b, undefined),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece),
      fc.array(checked),
      fc.constantFrom(file, sums),
      async (parts, looked, path) => {
        const document = open(path, parts.join(""), [run(1, ...(looked as Partial<RecordedChecksum>[]))]);
        for (const { fixes } of await checksums.diagnostics!(document))
          for (const { edits } of fixes ?? []) applied(document.text, edits);
        await checksums.actions!(document, { start: 0, end: document.text.length });
        await checksums.hover!(document, document.text.length >> 1);
      },
    ),
  );
});

const upstream = process.env["BOOTSTRAPPABLE_UPSTREAM"];
it.skipIf(upstream === undefined)("every line of upstream's packages goes back to its place", () => {
  const text = readFileSync(`${upstream}/steps/SHA256SUMS.pkgs`, "utf8");
  const lines = text.split("\n").slice(0, -1);
  expect(lines.length).toBeGreaterThan(100);
  for (const [index, line] of lines.entries()) {
    const without = SourceText.fromString(
      lines
        .filter((_, at) => at !== index)
        .map((each) => `${each}\n`)
        .join(""),
    );
    const wanted = { file: sums, name: line.slice(66), expected: undefined, received: line.slice(0, 64) };
    expect(applied(without, acceptIn(parseChecksums(without), [wanted]))).toBe(text);
  }
});
