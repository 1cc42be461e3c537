import { sha256Of } from "../../tree/seedBuild/program";
import type { Inputs } from "./inputs";
import { FORMAT } from "./checkpoint";
import { nameOf, type Unit } from "./unit";

/** What all checkpoints of a run have in common. */
export interface Circumstances {
  readonly engine: string;
  readonly architecture: string;
  readonly network: boolean;
}

/**
 * A key for the state after each unit: equal keys, equal states. Each says what its unit depends on and, by the key
 * before, what all units before depended on; not its number, which changes with every line of the manifest above.
 */
export async function keysOf(
  units: readonly Unit[],
  inputs: Inputs,
  { engine, architecture, network }: Circumstances,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const keys: string[] = [];
  for (const unit of units) {
    signal?.throwIfAborted();
    const { program, args, directory, environment } = unit.command;
    const { kind, name, pass } = nameOf(unit);
    const rest = unit.rest.map((step) => [step.kind, step.name, step.pass ?? 0]);
    const parts = [
      ...[FORMAT, keys.at(-1) ?? "", engine, architecture, network, kind, name, pass ?? 0, rest],
      ...[program, args, directory, [...environment]],
      await inputs.of(unit),
    ];
    keys.push(await sha256Of(new TextEncoder().encode(JSON.stringify(parts))));
  }
  return keys;
}
