import type { Document, Target } from "../language";
import { namedAt, type Named } from "./named";
import { pathAt } from "./paths";
import { situationOf, type Situation } from "./situation";

/** Where a name of steps/helpers.sh leads; an own function to the default that it takes the place of. */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const situation = await situationOf(document);
  if (situation === undefined) return [];
  const named = namedAt(situation, offset);
  if (named !== undefined) return targetsOf(situation, named);
  const file = await pathAt(situation, offset);
  return file?.kind === "file" ? [{ path: file.path, origin: file.range }] : [];
}

function targetsOf({ helpers, path: asking, script }: Situation, named: Named): Target[] {
  const { path } = helpers;
  const origin = named.range;
  switch (named.kind) {
    case "function":
      return [{ path, range: named.function.nameRange, origin }];
    case "override":
      return [{ path, range: named.phase.fallback.nameRange, origin }];
    case "default": {
      const found = named.phases.map(({ fallback }) => fallback.nameRange);
      return (found.length > 0 ? found : [named.function.nameRange]).map((range) => ({
        path,
        range,
        origin,
      }));
    }
    case "variable": {
      const own = script.variables.filter(({ name, kind }) => name === named.name && kind === "assignment");
      const inHelpers = named.helper?.set ?? [];
      // A script's own value is what counts in it.
      if (asking !== path && own.length > 0) return own.map(({ range }) => ({ path: asking, range, origin }));
      return [
        ...named.places.map((place) => ({ path: place.path, range: place.range, origin })),
        ...inHelpers.map((range) => ({ path, range, origin })),
      ];
    }
  }
}
