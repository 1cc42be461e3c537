import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import { allSources } from "../../tree/packages";
import type { SourceLine, Sources } from "./parser";
import type { Place } from "./place";

/** The same name or URL with another hash, and the same file under another name, in this file or another package's. */
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
    if (line.url.text === "_") return [];
    const sameUrl = urls.get(line.url.text)!;
    const byUrl = sameUrl.find(differs);
    if (byUrl !== undefined) {
      return [conflict(line, byUrl, `The same URL has another hash in ${shown(byUrl.path, tree.root)}.`)];
    }
    // Only the later one is told: it is what would have to change.
    const at = sameUrl.findIndex(({ line: other }) => other === line);
    const first = sameUrl.find(
      ({ line: other, path: from }, index) =>
        other.name !== line.name && (from === path ? index < at : from < path),
    );
    return first === undefined ? [] : [secondName(line, first, shown(first.path, tree.root))];
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

function secondName(line: SourceLine, { path, line: other }: Found, where: string): Diagnostic {
  const range = (line.nameWord ?? line.url).range;
  const message = `The same file is ${other.name} in ${where}: under one name it is downloaded once.`;
  const related = [{ path, range: (other.nameWord ?? other.url).range, message: "The other name." }];
  return diagnose("sources/second-name", range, message, { related });
}

function shown(path: string, root: string): string {
  return path.slice(root.length + 1);
}
