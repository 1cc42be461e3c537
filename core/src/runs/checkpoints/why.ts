import { stepTitle } from "../steps";
import type { Base } from "./base";
import type { Checkpoint } from "./checkpoint";
import type { Inputs } from "./inputs";
import { dependsOn } from "./outdated";
import type { CheckpointStore } from "./store";
import { nameOf, type Unit } from "./unit";

/** Files of the tree that are named one by one. */
const SHOWN = 3;

/** Why a step has to run again. */
export interface Outdated {
  /** For a person, as the end of a sentence about its checkpoint. */
  readonly why: string;
  /** Files that changed since, as the tree has them, relative to its top folder where they lie in it. */
  readonly changed?: readonly string[];
}

/** What is to be known to tell that. */
interface Known {
  readonly store: CheckpointStore;
  readonly keys: readonly string[];
  /** The checkpoints that are there for the keys. */
  readonly chain: readonly Checkpoint[];
  /** Those of them that can be used: none where the seed phase's has scripts of another manifest. */
  readonly valid: readonly Checkpoint[];
  readonly base: Base;
  readonly inputs: Inputs;
  readonly units: readonly Unit[];
  readonly engine: string;
  /** Top folder of the tree. */
  readonly root: string;
}

/**
 * The checkpoint that an earlier run has left of a unit, up to date or not. Of a step that is in the plan several times
 * there are several: then that of the nearest number.
 */
export function leftOf(store: Pick<CheckpointStore, "all">, unit: Unit): Checkpoint | undefined {
  const { kind, name, pass, number } = nameOf(unit);
  const same = store.all.filter(({ step }) => step.kind === kind && step.name === name && step.pass === pass);
  const distance = ({ step }: Checkpoint) => Math.abs(step.number - number);
  return same.sort((a, b) => distance(a) - distance(b))[0];
}

/** Why the checkpoint of a unit behind the valid ones cannot be used; undefined where it has none. */
export async function whyOutdated(known: Known, index: number): Promise<Outdated | undefined> {
  const { store, keys, valid, units, engine } = known;
  const unit = units[index]!;
  const found = leftOf(store, unit);
  if (found === undefined) return undefined;
  if (found.engine !== engine) return { why: `it was made with --engine ${found.engine}` };
  const parent = valid.at(-1)?.id ?? "0";
  const first = index === valid.length;
  if (first && known.chain.length > index)
    return { why: "the manifest changed, and what the tree's own generator makes of it is not known" };
  if (first && store.find(keys[index]!, parent) !== undefined)
    return { why: "files in its layer are not as the step has left them" };
  const changed = await changedInputs(known, unit, found.base);
  if (changed !== undefined && changed.length > 0) return { why: changedWords(changed), changed };
  if (!first) {
    const before = units[valid.length]!;
    const is = leftOf(store, before) === undefined ? "is missing" : "is";
    return { why: `that of ${stepTitle(nameOf(before))} before it ${is}` };
  }
  if (found.parent !== parent) return { why: "other steps come before it now" };
  if (changed === undefined) return { why: "something changed since, and it is not known any more what" };
  return { why: "it runs otherwise now: its command, its environment, the network or this program" };
}

/** `steps/a/pass1.sh changed`, `distfiles/x, steps/env, steps/y and 7 more changed` */
function changedWords(changed: readonly string[]): string {
  const more = changed.length - SHOWN;
  const shown = changed.slice(0, more === 1 ? SHOWN + 1 : SHOWN);
  if (more > 1) return `${shown.join(", ")} and ${more} more changed`;
  return `${[...shown.slice(0, -2), shown.slice(-2).join(" and ")].join(", ")} changed`;
}

async function changedInputs(
  { base, inputs, root }: Known,
  unit: Unit,
  generation: number | undefined,
): Promise<readonly string[] | undefined> {
  const changed = await base.changedSince(generation);
  if (changed === undefined || changed.size === 0) return changed && [];
  const places = await inputs.placesOf(unit.step);
  const there = await base.places();
  return [...changed]
    .filter((place) => unit.rest.length > 0 || dependsOn(places, there, place))
    .map((place) => {
      const origin = base.origin(place);
      return origin.startsWith(`${root}/`) ? origin.slice(root.length + 1) : origin;
    })
    .sort();
}
