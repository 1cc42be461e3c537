import type { Tool } from "./tool";

/** A tool described for people, in paragraphs of Markdown. */
export function toolLines({
  usage,
  summary,
  options,
  operands,
  notes = [],
  origin,
}: Tool): readonly string[] {
  const rows = [
    ...operands.map(({ label, meaning }) => `- \`${label}\` — ${meaning}`),
    ...options.map(
      ({ names, value, meaning }) =>
        `- \`${names.join("`, `")}${value === undefined ? "" : ` ${value.label}`}\` — ${meaning}`,
    ),
  ];
  const parts = [`\`${usage}\``, summary, ...notes];
  return [...parts, ...(rows.length === 0 ? [] : [rows.join("\n")]), `From ${origin}`];
}
