import type { FindingMade } from "@bootstrappable/core/runs/events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSame, ToldByServer } from "./toldByServer";

function findingOn(line: number, code: FindingMade["code"] = "run/checksum-mismatch"): FindingMade {
  return {
    ...{ type: "finding", at: 0, severity: "error", code, message: "differs" },
    ...{ file: "/t/steps/a.checksums", line, column: 1, endLine: line, endColumn: 65, related: [] },
  };
}

/** An editor whose server tells of some lines, and which has the file open or not. */
function editor() {
  const state = { told: new Set<number>(), open: true };
  const told = new ToldByServer({
    tells: ({ line }) => state.told.has(line),
    isOpen: () => state.open,
  });
  return { state, told };
}

describe("a finding", () => {
  const finding = findingOn(3);

  it("is told by the server as soon as that has its diagnostic, and asking again is no difference", () => {
    const { state, told } = editor();
    expect([told.update([finding]), told.has(finding)]).toEqual([false, false]);
    state.told.add(3);
    expect([told.update([finding]), told.has(finding)]).toEqual([true, true]);
    expect(told.update([finding])).toBe(false);
  });

  it("that the server tells no more while its file is open is settled", () => {
    const { state, told } = editor();
    state.told.add(3);
    told.update([finding]);
    state.told.clear();
    expect([told.update([finding]), told.has(finding), told.isSettled(finding)]).toEqual([true, false, true]);
  });

  it("whose file was closed is not settled: it is to be shown again", () => {
    const { state, told } = editor();
    state.told.add(3);
    told.update([finding]);
    state.told.clear();
    state.open = false;
    expect([told.update([finding]), told.has(finding), told.isSettled(finding)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("that was settled and is told again is settled no more, and is shown when its file is closed then", () => {
    const { state, told } = editor();
    state.told.add(3);
    told.update([finding]);
    state.told.clear();
    told.update([finding]);
    state.told.add(3);
    expect([told.update([finding]), told.has(finding), told.isSettled(finding)]).toEqual([true, true, false]);
    state.told.clear();
    state.open = false;
    told.update([finding]);
    expect([told.has(finding), told.isSettled(finding)]).toEqual([false, false]);
  });

  it("of another kind, or another finding, is not touched", () => {
    const { state, told } = editor();
    const other = findingOn(3, "run/command-failed");
    const elsewhere = findingOn(4);
    state.told.add(3);
    expect(told.update([other, elsewhere])).toBe(false);
    expect([other, elsewhere].some((each) => told.has(each) || told.isSettled(each))).toBe(false);
  });

  it("of a run before is forgotten: nothing is told of it until the server is asked again", () => {
    const { state, told } = editor();
    state.told.add(3);
    told.update([finding]);
    told.forget();
    expect([told.has(finding), told.isSettled(finding)]).toEqual([false, false]);
    expect([told.update([finding]), told.has(finding)]).toEqual([true, true]);
  });
});

it("is the same as a diagnostic of the server on its line, however the editor has the code", () => {
  const finding = findingOn(3);
  const code = "checksums/differs-in-last-run";
  expect(isSame({ code, line: 2 }, finding)).toBe(true);
  expect(isSame({ code: { value: code }, line: 2 }, finding)).toBe(true);
  expect(isSame({ code, line: 3 }, finding)).toBe(false);
  expect(isSame({ code: "checksums/stale-package", line: 2 }, finding)).toBe(false);
  expect(isSame({ code: undefined, line: 2 }, finding)).toBe(false);
  expect(isSame({ line: 2 }, finding)).toBe(false);
  // What assembling finds has the same code in the editor, and of what happened in a run the server knows nothing.
  const label = "hex2/undefined-label";
  expect(isSame({ code: label, line: 2 }, findingOn(3, label))).toBe(true);
  expect(isSame({ code: label, line: 2 }, findingOn(3, "hex2/duplicate-label"))).toBe(false);
  expect(isSame({ code: "run/command-failed", line: 2 }, findingOn(3, "run/command-failed"))).toBe(false);
  expect(isSame({ line: 2 }, findingOn(3, "run/command-failed"))).toBe(false);
});

it("is never both told and settled, and told exactly while the server tells it", () => {
  const finding = findingOn(1);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean())), (states) => {
      const { state, told } = editor();
      for (const [tells, open] of states) {
        if (tells) state.told.add(1);
        else state.told.clear();
        state.open = open;
        told.update([finding]);
        expect(told.has(finding)).toBe(tells);
        expect(told.has(finding) && told.isSettled(finding)).toBe(false);
      }
    }),
  );
});
