import type { Prepared } from "../checkpoints/prepare";
import { PlainStage } from "../checkpoints/stage";
import type { Machine } from "../../platform/machine";
import type { RunRequest } from "../request";
import type { Target } from "../target/target";
import type { ScriptRequest } from "./request";

/** What there is to do before upstream's script: nothing, it does it all. */
export function prepareScript(
  {
    machine,
    request,
    target,
  }: { readonly machine: Machine; readonly request: RunRequest; readonly target: Target },
  { interpreter, words, environment }: ScriptRequest,
): Prepared {
  const directory = request.tree.root;
  const command = { program: interpreter, args: words, script: undefined, directory, environment };
  return {
    driver: "tree",
    units: [{ step: undefined, command, rest: [] }],
    stage: () => Promise.resolve(new PlainStage(machine, target)),
    kept: [],
    notices: [],
  };
}
