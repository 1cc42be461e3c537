import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { allSources } from "../../tree/packages";
import type { SourceLine, Sources } from "./parser";
import type { Place } from "./place";

/** The same name or the same URL with another hash, in this file or another package's. */
export async function conflicts(
  own: Sources,
  path: string,
  { tree, workspace }: Place,
): Promise<Diagnostic[]> {
  const names = new Map(own.lines.map((line) => [line.name, [] as Found[]]));
  const urls = new Map(own.lines.map((line) => [line.url.text, [] as Found[]]));
  // What is asked about may not be what the workspace has under the path.
  const others = (await allSources(workspace, tree)).filter((each) => each.path !== path);
  for (const { path: other, contents } of [{ path, contents: own }, ...others]) {
    for (const line of contents.lines) {
      names.get(line.name)?.push({ path: other, line });
      urls.get(line.url.text)?.push({ path: other, line });
    }
  }
  return own.lines.flatMap((line) => {
    const differs = ({ line: other }: Found) => other.hash.text !== line.hash.text;
    const byName = names.get(line.name)!.find(differs);
    if (byName !== undefined) {
      const message = `${line.name} has another hash in ${shown(byName.path, tree.root)}: both cannot lie in distfiles/.`;
      return [conflict(line, byName, message)];
    }
    const byUrl = line.url.text === "_" ? undefined : urls.get(line.url.text)!.find(differs);
    if (byUrl === undefined) return [];
    return [conflict(line, byUrl, `The same URL has another hash in ${shown(byUrl.path, tree.root)}.`)];
  });
}

interface Found {
  readonly path: string;
  readonly line: SourceLine;
}

function conflict(line: SourceLine, { path, line: other }: Found, message: string): Diagnostic {
  const related = [{ path, range: other.hash.range, message: "The other hash." }];
  return diagnose("sources/conflicting-hash", line.hash.range, message, { related });
}

function shown(path: string, root: string): string {
  return path.slice(root.length + 1);
}
