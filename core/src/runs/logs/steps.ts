import type { PlanStep } from "../../tree/plan";
import type { LogLine } from "./forms";
import { isGenerated } from "./lockstep";

/** A change of step that a log tells of. Steps between that left no line of their own are passed over, in order. */
export interface StepChange {
  /** The step that is over; undefined when it was the seed phase or nothing. */
  readonly ended: PlanStep | undefined;
  /** Steps that must have run since, although nothing was printed. */
  readonly passed: readonly PlanStep[];
  readonly started: PlanStep | undefined;
}

/**
 * Recognises the steps of a tree that goes through its manifest by itself.
 *
 * kaem: ` +> pkg=NAME`, ` +> cd NAME`, ` +> kaem --file passN.kaem` in a row begin a build, ` +> kaem --file
 * /steps/improve/X.sh` (or jump) the others, ` +> uninstall NAMES` an uninstall (seed/script-generator.c). bash: the
 * helpers say `NAME: beginning build using script passN.sh` and `NAME: build successful`; the other directives print
 * nothing. Only a step that comes later in the plan can begin, so that a package's own output is not taken for one.
 */
export class StepRecogniser {
  /** Index of the next step that has not begun yet. */
  #next = 0;
  #current: PlanStep | undefined;
  /** The words of the last two commands. */
  #before: readonly (readonly string[])[] = [];

  constructor(private readonly steps: readonly PlanStep[]) {}

  /** @param from the script that a command is of, where that is known */
  push(line: LogLine, from?: string): StepChange | undefined {
    if (line.kind === "command") return this.#command(line.words, isGenerated(from)) ?? this.#script(from);
    if (line.kind === "build-ends") return this.#end(line.name);
    if (line.kind === "uninstalling") {
      const { name } = line;
      if (this.#current?.kind === "uninstall" && this.#current.name.split(" ").includes(name))
        return undefined;
      return this.#begin((step) => step.kind === "uninstall" && step.name.split(" ")[0] === name);
    }
    if (line.kind !== "build-begins") return undefined;
    const { name, script } = line;
    return this.#begin(
      (step) => step.kind === "build" && step.name === name && scriptNameOf(step) === script,
    );
  }

  #command(words: readonly string[], generated: boolean): StepChange | undefined {
    // Back in the script that goes through the manifest, or on to bash's: the step is over.
    const back = generated && words[0] === "cd" && words[1] === "..";
    const bash = words[0] === "bash" && isGenerated(words[1]);
    if ((back || bash) && this.#current?.era === "kaem") return this.#end(this.#current.name);
    const [assignment, change] = this.#before;
    this.#before = [...this.#before, words].slice(-2);
    if (words[0] === "uninstall") {
      const names = words.slice(1).join(" ");
      return this.#begin((step) => step.kind === "uninstall" && step.name === names);
    }
    if (words.length !== 3 || words[0] !== "kaem" || words[1] !== "--file") return undefined;
    const script = words[2]!;
    const other = /^\/steps\/(improve|jump)\/(.+)\.sh$/.exec(script);
    if (other !== null) return this.#begin((step) => step.kind === other[1] && step.name === other[2]);
    const name = /^pkg=(.+)$/.exec(assignment?.join(" ") ?? "")?.[1];
    if (name === undefined || change?.[0] !== "cd" || change[1] !== name) return undefined;
    return this.#begin(
      (step) => step.kind === "build" && step.name === name && scriptNameOf(step) === script,
    );
  }

  /** A command of a step's own script: where our driver goes through the manifest, nothing is printed before it. */
  #script(from: string | undefined): StepChange | undefined {
    const [, folder, script] = /^\/steps\/([^/]+)\/([^/]+)$/.exec(from ?? "") ?? [];
    if (folder === undefined || script === undefined) return undefined;
    const is = (step: PlanStep) =>
      step.era === "kaem" &&
      (step.kind === "build"
        ? step.name === folder && scriptNameOf(step) === script
        : step.kind === folder && `${step.name}.sh` === script);
    return this.#current !== undefined && is(this.#current) ? undefined : this.#begin(is);
  }

  #begin(is: (step: PlanStep) => boolean): StepChange | undefined {
    const index = this.steps.findIndex((step, at) => at >= this.#next && is(step));
    if (index < 0) return undefined;
    const change = {
      ended: this.#current,
      passed: this.steps.slice(this.#next, index),
      started: this.steps[index],
    };
    this.#current = change.started;
    this.#next = index + 1;
    return change;
  }

  #end(name: string): StepChange | undefined {
    const ended = this.#current;
    if (ended?.name !== name) return undefined;
    this.#current = undefined;
    return { ended, passed: [], started: undefined };
  }
}

function scriptNameOf(step: PlanStep): string {
  return `pass${step.pass ?? 1}.${step.era === "kaem" ? "kaem" : "sh"}`;
}
