import { describePackage } from "../../tree/parts";
import {
  checksumsAt,
  packageChecksums,
  packageSources,
  packageSumsPath,
  tarballOf,
} from "../../tree/packages";
import type { Context } from "./context";

/** More distfiles than this are counted, not listed: python has dozens. */
const listed = 6;

/** What the tree knows of a package, as Markdown paragraphs: its description, its distfiles, its checksums. */
export async function packageLines({ surroundings }: Context, name: string, pass: number): Promise<string[]> {
  if (surroundings === undefined) return [];
  const { tree, workspace } = surroundings;
  const lines: string[] = [];
  const description = await describePackage(workspace, tree, name, pass);
  if (description !== undefined && description !== "") lines.push(description);

  const sources = (await packageSources(workspace, tree, name))?.contents.lines ?? [];
  const files = [...new Map(sources.map((line) => [line.name, line.hash.text])).entries()];
  if (files.length > 0) {
    const shown = files.slice(0, listed).map(([file, hash]) => `- \`${file}\` · \`${hash.slice(0, 16)}…\``);
    const more = files.length > listed ? [`- and ${files.length - listed} more`] : [];
    lines.push(`Distfiles:\n\n${[...shown, ...more].join("\n")}`);
  }

  const sums = [
    ...(await packageChecksums(workspace, tree, name)).map(({ path }) =>
      path.slice(path.lastIndexOf("/") + 1),
    ),
    ...((await checksumsAt(workspace, packageSumsPath(tree)))?.contents.lines ?? [])
      .filter((line) => tarballOf(line.name)?.name === name)
      .map((line) => line.name),
  ];
  if (sums.length > 0) lines.push(`Checksums: ${sums.map((each) => `\`${each}\``).join(", ")}`);
  return lines;
}
