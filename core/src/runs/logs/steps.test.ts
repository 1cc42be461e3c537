import { describe, expect, it } from "vitest";
import type { PlanStep } from "../../tree/plan";
import { readLogLine } from "./forms";
import { StepRecogniser } from "./steps";

const range = { start: 0, end: 0 };
const base = { script: undefined, range, pass: undefined } as const;
const steps: readonly PlanStep[] = [
  { ...base, number: 1, kind: "build", name: "tcc-0.9.26", pass: 1, era: "kaem" },
  { ...base, number: 2, kind: "improve", name: "reconfigure", era: "kaem" },
  { ...base, number: 3, kind: "build", name: "tcc-0.9.26", pass: 2, era: "kaem" },
  { ...base, number: 4, kind: "improve", name: "setup_repo", era: "bash" },
  { ...base, number: 5, kind: "build", name: "bash-5.2.15", pass: 1, era: "bash" },
];

function changes(log: string) {
  const recogniser = new StepRecogniser(steps);
  return log.split("\n").flatMap((line) => {
    const change = recogniser.push(readLogLine(line));
    if (change === undefined) return [];
    return [[change.ended?.number, change.passed.map(({ number }) => number), change.started?.number]];
  });
}

const build = (name: string, pass: number) =>
  ` +> pkg=${name} \n +> cd ${name} \n +> kaem --file pass${pass}.kaem \n`;

describe("steps of a tree that goes through its manifest by itself", () => {
  it("begin with three lines in the kaem era, and with the helpers' line in bash", () => {
    const log = `${build("tcc-0.9.26", 1)} +> cc x \n +> cd .. \n +> kaem --file /steps/improve/reconfigure.sh \n${build("tcc-0.9.26", 2)}bash-5.2.15: beginning build using script pass1.sh\nbash-5.2.15: build successful\n`;
    expect(changes(log)).toEqual([
      [undefined, [], 1],
      [1, [], 2],
      [2, [], 3],
      [3, [4], 5],
      [5, [], undefined],
    ]);
  });

  it("are not taken from what a package prints", () => {
    expect(
      changes(` +> kaem --file pass1.kaem \n +> pkg=tcc-0.9.26 \n +> echo \n +> kaem --file pass1.kaem \n`),
    ).toEqual([]);
    expect(changes(`${build("tcc-0.9.26", 2)}${build("tcc-0.9.26", 1)}`)).toEqual([[undefined, [1, 2], 3]]);
  });
});
