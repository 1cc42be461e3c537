import { describe, expect, it } from "vitest";
import { readLogLine } from "./logs/forms";
import { StepLog } from "./stepLog";

/** The names of the checksums that a log tells of, wrong ones with a `!`. */
function read(log: string, hidesChecksums = false) {
  const step = new StepLog();
  const results = log.split("\n").flatMap((text, index) => {
    const line = readLogLine(text);
    const place = { directory: "/", location: undefined, hidesChecksums };
    return step.push(text, index + 1, line, line.kind === "command" ? place : undefined);
  });
  const names = [...results, ...step.end()].map(({ name, ok }) => (ok ? name : `${name}!`));
  return { names, blame: step.blame, mismatches: step.mismatches.length };
}

describe("checksums in a log", () => {
  it.each([
    " +> sha256sum -c a.checksums ",
    " +> /x86/bin/sha256sum --check a ",
    " +> if sha256sum -c a ",
    " +> bash /steps/1.sh ",
  ])("count behind “%s”", (command) => {
    expect(read(`${command}\na: OK\nb: FAILED\n`).names).toEqual(["a", "b!"]);
  });

  it.each([" +> ./configure ", " +> sha256sum a ", " +> echo sha256sum -c ", ""])(
    "mean nothing behind “%s”",
    (command) => {
      const { names, blame, mismatches } = read(`${command}\na: OK\nb: FAILED\n`);
      expect({ names, mismatches }).toEqual({ names: [], mismatches: 0 });
      expect(blame.cause).toBeUndefined();
    },
  );

  it("count where a command that looks at them may not have been echoed", () => {
    expect(read(" +> if match a b \na: OK\n", true).names).toEqual(["a"]);
  });
});
