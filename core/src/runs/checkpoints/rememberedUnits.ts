import type { RunRequest } from "../request";
import type { Cut, Unit } from "./unit";

/** A unit as it is kept: steps by their numbers, maps and bytes as what JSON has. */
interface KeptUnit {
  readonly step: number | undefined;
  readonly rest: readonly number[];
  readonly command: Omit<Unit["command"], "environment"> & {
    readonly environment: readonly (readonly [string, string])[];
  };
  readonly cut?: Omit<Cut, "text" | "end"> & {
    readonly text: readonly number[];
    readonly end: readonly number[];
  };
}

/** Another program may take a tree apart in another way, and another last step may need less of it. */
function nameOf({ tools, until }: Pick<RunRequest, "tools" | "until">): string {
  const last = until === undefined ? "end" : until === "seed" ? until : until.number;
  return `units ${tools["bootstrappable"] ?? ""} ${last}`;
}

/** Writes down what a tree that goes through its manifest by itself comes to: finding out takes as long as a small step. */
export function rememberUnits(
  known: Map<string, string>,
  request: Pick<RunRequest, "tools" | "until">,
  units: readonly Unit[],
): void {
  const kept = units.map(({ step, rest, command, cut }): KeptUnit => {
    return {
      step: step?.number,
      rest: rest.map(({ number }) => number),
      command: { ...command, environment: [...command.environment] },
      ...(cut && { cut: { ...cut, text: [...cut.text], end: [...cut.end] } }),
    };
  });
  known.set(nameOf(request), JSON.stringify(kept));
}

/** The units that were written down of the same tree; undefined where none were. */
export function rememberedUnits(
  known: ReadonlyMap<string, string>,
  request: Pick<RunRequest, "tools" | "until" | "plan">,
): readonly Unit[] | undefined {
  const text = known.get(nameOf(request));
  if (text === undefined) return undefined;
  const steps = new Map(request.plan.steps.map((step) => [step.number, step]));
  const stepOf = (number: number) => {
    const step = steps.get(number);
    if (step === undefined) throw new Error(`the plan has no step ${number}`);
    return step;
  };
  return (JSON.parse(text) as KeptUnit[]).map(({ step, rest, command, cut }): Unit => {
    return {
      step: step === undefined ? undefined : stepOf(step),
      rest: rest.map(stepOf),
      command: { ...command, script: command.script, environment: new Map(command.environment) },
      ...(cut && { cut: { ...cut, text: Uint8Array.from(cut.text), end: Uint8Array.from(cut.end) } }),
    };
  });
}
