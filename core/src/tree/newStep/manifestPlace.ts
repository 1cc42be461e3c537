import { evaluate, type Era, type EvaluatedDirective } from "../../languages/manifest/model";
import { argumentOf, type Manifest } from "../../languages/manifest/syntax";
import type { Configuration } from "../configuration";

/** Where a build goes into a manifest. */
export interface ManifestPlace {
  /** Byte offset of the start of the line before which it goes; the text's length for the end. */
  readonly offset: number;
  /** Which shell runs there. */
  readonly era: Era;
  /** The build above it; undefined where there is none. */
  readonly previous: { readonly name: string; readonly pass: number } | undefined;
}

/** What is asked for. */
export interface PlaceRequest {
  readonly era: Era | undefined;
  /** `NAME` (its last line), or `NAME:PASS`. */
  readonly after: string | undefined;
}

/**
 * The place for a build: behind the line that is named, else behind the last build, or the last one of kaem's era. A
 * text that says why there is none.
 */
export function placeInManifest(
  manifest: Manifest,
  configuration: Configuration,
  { era, after }: PlaceRequest,
): ManifestPlace | string {
  const { directives } = evaluate(manifest, configuration);
  const steps = directives.filter(({ directive }) => argumentOf(directive) !== undefined);
  const above = after === undefined ? lastBuild(steps, era) : named(steps, after);
  if (after !== undefined && above === undefined) return `the manifest has no step ${after}`;
  const place = behind(manifest, steps, above);
  if (era !== undefined && place.era !== era) {
    return after === undefined
      ? `the manifest builds no bash, so that every step runs under ${place.era}`
      : `behind ${after} ${place.era} is the shell, not ${era}`;
  }
  return place;
}

/** The last build; for kaem's era the last one that is followed by kaem still. */
function lastBuild(
  steps: readonly EvaluatedDirective[],
  era: Era | undefined,
): EvaluatedDirective | undefined {
  return steps.findLast(
    (step) => step.directive.kind === "build" && (era !== "kaem" || eraBehind(step) === "kaem"),
  );
}

function named(steps: readonly EvaluatedDirective[], wanted: string): EvaluatedDirective | undefined {
  const whole = steps.findLast(({ directive }) => argumentOf(directive) === wanted);
  if (whole !== undefined) return whole;
  const [, name, pass] = /^(.+):(\d+)$/.exec(wanted) ?? [];
  return steps.find((step) => argumentOf(step.directive) === name && step.pass === Number(pass));
}

function behind(
  manifest: Manifest,
  steps: readonly EvaluatedDirective[],
  above: EvaluatedDirective | undefined,
): ManifestPlace {
  const { text } = manifest;
  if (above === undefined) {
    const first = steps[0];
    const offset = first === undefined ? text.length : text.line(first.directive.line).start;
    return { offset, era: "kaem", previous: undefined };
  }
  const { line } = above.directive;
  const offset = line + 1 < text.lineCount ? text.line(line + 1).start : text.length;
  const build = steps
    .slice(0, steps.indexOf(above) + 1)
    .findLast(({ directive }) => directive.kind === "build");
  const name = build && argumentOf(build.directive);
  const previous = name === undefined ? undefined : { name, pass: build?.pass ?? 1 };
  return { offset, era: eraBehind(above), previous };
}

/** Which shell runs behind a step: the build of bash itself is kaem's last. */
function eraBehind({ directive, active, era }: EvaluatedDirective): Era {
  const isBash = directive.kind === "build" && argumentOf(directive)?.startsWith("bash-") === true;
  return active && isBash ? "bash" : era;
}
