import { describePackage } from "../../tree/parts";
import { checksumsAt, packageChecksums, packageSources, packageSumsPath, sumsOf } from "../../tree/packages";
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
    const shown = await Promise.all(
      files.slice(0, listed).map(async ([file, hash]) => {
        const size = (await workspace.files.stamp(`${tree.distfiles}/${file}`))?.size;
        const bytes = size === undefined ? "" : ` · ${size.toLocaleString("en")} bytes`;
        return `- \`${file}\` · \`${hash.slice(0, 16)}…\`${bytes}`;
      }),
    );
    const more = files.length > listed ? [`- and ${files.length - listed} more`] : [];
    lines.push(`Distfiles:\n\n${[...shown, ...more].join("\n")}`);
  }

  const tarballs = await checksumsAt(workspace, packageSumsPath(tree));
  const sums = [
    ...(await packageChecksums(workspace, tree, name)).map(({ path }) =>
      path.slice(path.lastIndexOf("/") + 1),
    ),
    ...(tarballs === undefined ? [] : sumsOf(tarballs.contents, name)).map((line) => line.name),
  ];
  if (sums.length > 0) lines.push(`Checksums: ${sums.map((each) => `\`${each}\``).join(", ")}`);
  return lines;
}
