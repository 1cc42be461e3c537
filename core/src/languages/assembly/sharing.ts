import type { Build } from "../../tree/builds/build";
import type { NameAt } from "./names";
import { buildsOf, type Reading } from "./scope";
import type { Situation } from "./situation";
import { assemblyIdOfPath, namesOf, sourceOf, type Mention, type Source } from "./source";

/** A file that names something that several programs may share, and where. */
export interface Naming {
  readonly path: string;
  readonly source: Source;
  readonly mentions: readonly Mention[];
}

/** Every file that means the same thing by a name, and whether programs that we do not have may mean it, too. */
export interface Sharing {
  readonly files: readonly Naming[];
  readonly whole: boolean;
  /** How those files are read: the programs that they are part of. */
  readonly readings: readonly Reading[];
}

/**
 * Who means the same by a name: the files of every program that the document is part of, and, where one of those names
 * it and is part of other programs, too, their files.
 */
export async function sharingOf(
  situation: Situation,
  { what, name }: Pick<NameAt, "what" | "name">,
): Promise<Sharing> {
  const { scope, document, source } = situation;
  const own = document.path ?? "";
  const { workspace } = document;
  const found = new Map<string, Naming>();
  const asked = new Set<string>([own]);
  const add = (path: string, its: Source) => {
    const mentions = namesOf(its)[what].get(name) ?? [];
    if (mentions.length > 0) found.set(path, { path, source: its, mentions });
    return mentions.length > 0;
  };
  add(own, source);
  if (scope.build === undefined || scope.tree === undefined || workspace === undefined) {
    for (const file of situation.files) if (file.path !== own) add(file.path, file.source);
    const whole = situation.files.length === 1;
    return { files: [...found.values()], whole, readings: [scope.reading] };
  }
  const builds = new Set<Build>(scope.all);
  for (const build of builds) {
    for (const path of build.files) {
      if (asked.has(path)) continue;
      asked.add(path);
      const text = await workspace.text(path);
      if (text === undefined || !add(path, sourceOf(text, assemblyIdOfPath(path)))) continue;
      for (const other of await buildsOf(scope.tree, workspace, path)) builds.add(other);
    }
  }
  const whole = [...builds].every((build) => build.whole);
  return { files: [...found.values()], whole, readings: [...builds] };
}
