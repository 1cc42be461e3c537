import type { EvaluatedCommand } from "../evaluatedCommand";
import type { Plan, PlanStep } from "../plan";
import type { Tree } from "../tree";
import type { ProvenanceGroup } from "./graph";
import type { Journal } from "./journal";
import { rootPathOf } from "./places";

interface GroupName extends ProvenanceGroup {
  readonly key: string;
}

/** What commands belong to: the step that they are a part of, else the script that they stand in. */
export class GroupNames {
  readonly #known = new Map<EvaluatedCommand, GroupName | undefined>();
  readonly #steps: ReadonlyMap<number, PlanStep>;
  readonly #passes = new Map<string, number>();

  constructor(
    readonly tree: Tree,
    readonly plan: Plan,
    readonly journal: Journal,
  ) {
    this.#steps = new Map(plan.steps.map((step) => [step.range.start, step]));
    for (const { kind, name } of plan.steps) {
      if (kind === "build") this.#passes.set(name, (this.#passes.get(name) ?? 0) + 1);
    }
  }

  of(command: EvaluatedCommand): GroupName | undefined {
    if (this.#known.has(command)) return this.#known.get(command);
    // Up to the first that is known: chains of shells are short, but there is no promise.
    const chain = [command];
    for (let at = command; this.stepOf(at) === undefined && !this.#known.has(at);) {
      const caller = this.journal.callers.get(at);
      if (caller === undefined) break;
      chain.push((at = caller));
    }
    const top = chain.at(-1)!;
    const step = this.stepOf(top);
    const above = this.#known.get(top);
    const inherited =
      step === undefined ? (above?.key.startsWith("step ") === true ? above : undefined) : this.ofStep(step);
    for (const one of chain) this.#known.set(one, inherited ?? this.#ofScript(one));
    return this.#known.get(command);
  }

  /** The step whose line of the manifest a command stands for. */
  stepOf({ place }: EvaluatedCommand): PlanStep | undefined {
    return place?.file === this.tree.manifest ? this.#steps.get(place.range.start) : undefined;
  }

  ofStep(step: PlanStep): GroupName {
    const { name, kind, pass, script, range } = step;
    const place =
      script === undefined
        ? { file: this.tree.manifest, range }
        : { file: script, range: { start: 0, end: 0 } };
    const which = (this.#passes.get(name) ?? 0) > 1 ? `${name}, pass ${pass ?? 1}` : name;
    return { key: `step ${range.start}`, title: kind === "build" ? which : `${kind}: ${name}`, place };
  }

  #ofScript({ place, script }: EvaluatedCommand): GroupName {
    const title = (place && rootPathOf(this.tree, place.file)) ?? script;
    return {
      key: `script ${title}`,
      title,
      place: place && { file: place.file, range: { start: 0, end: 0 } },
    };
  }
}
