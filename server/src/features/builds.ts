import { scopeOf } from "@bootstrappable/core/languages/assembly/scope";
import { buildName } from "@bootstrappable/core/tree/builds/build";
import type { Build } from "@bootstrappable/core/tree/builds/build";
import type { BuildLine, BuildsAnswer, ChooseBuildParams, FileParams } from "../protocol";
import { uriOf, type Session } from "../session";

/** bootstrappable/builds */
export async function builds(session: Session, { path }: FileParams): Promise<BuildsAnswer | null> {
  const asked = await session.askOfFile(uriOf(path), "related");
  if (asked === undefined) return null;
  const { all, build } = await scopeOf(asked.document);
  // A program that is assembled twice is seen as it is the first time.
  const distinct = new Map(all.toReversed().map((each) => [buildName(each), each]));
  const shown = build && buildName(build);
  const lines = [...distinct.values()].reverse().map((each) => buildLine(session, each, shown));
  const chosen = shown !== undefined && session.workspace.builds.get(path) === shown;
  return { path, builds: await Promise.all(lines), chosen };
}

async function buildLine(
  { workspace }: Session,
  build: Build,
  shown: string | undefined,
): Promise<BuildLine> {
  const { output, architecture, by } = build;
  const name = buildName(build);
  const text = by.place && (await workspace.text(by.place.file));
  return {
    ...{ name, output, architecture, shown: name === shown },
    ...(by.place && { file: by.place.file, line: text?.lineAt(by.place.range.start) ?? 0 }),
  };
}

/** Sees a file in one of its programs from now on, or with none in that which the project thinks best. */
export function chooseBuild({ workspace }: Session, { path, build }: ChooseBuildParams): void {
  if (typeof build === "string") workspace.builds.set(path, build);
  else workspace.builds.delete(path);
}
