import type { TreePlace } from "../../tree/evaluateTexts";
import type { Situation } from "./situation";

/** Which program a hover speaks of, as a line of Markdown. */
export async function shownScope({ scope, document }: Situation): Promise<string> {
  const { build, reading, all, from, tree } = scope;
  const { architecture } = reading;
  if (build !== undefined) {
    const place = await shownPlace(build.by.place, tree?.root ?? "", document);
    const others = all.length - 1;
    const more = others === 0 ? "" : `, one of ${all.length} programs with this file`;
    return `*In \`${build.output}\`${place} (${architecture})${more}*`;
  }
  if (from === "defines") {
    const defines = reading.files[0]!;
    return `*Read as ${architecture}, with the macros of \`${defines.slice(defines.lastIndexOf("/") + 1)}\`: no script of the tree assembles this file*`;
  }
  if (from === "setting") return `*Read as ${architecture}, as the settings say*`;
  return from === "name"
    ? `*Read as ${architecture}, as its path says: no script assembles this file*`
    : `*Read as ${architecture} for want of a better guess*`;
}

async function shownPlace(
  place: TreePlace | undefined,
  root: string,
  { workspace }: Situation["document"],
): Promise<string> {
  if (place === undefined) return "";
  const text = await workspace?.text(place.file);
  const name = place.file.startsWith(`${root}/`) ? place.file.slice(root.length + 1) : place.file;
  return text === undefined ? ` by ${name}` : ` by ${name}:${text.lineAt(place.range.start) + 1}`;
}
