import { parseStepName } from "./stepName";

/** A section of parts.rst: its title, and the zero-based line of it. */
interface Section {
  readonly title: string;
  readonly line: number;
}

/** The sections of a reStructuredText document, from titles underlined with `=`. */
function sectionsOf(lines: readonly string[]): Section[] {
  return lines.flatMap((title, line) =>
    title.trim() !== "" && /^={3,}$/.test(lines[line + 1] ?? "") ? [{ title: title.trim(), line }] : [],
  );
}

/** The sections about a package, whatever they add in parentheses: `tcc 0.9.27 (musl)`. */
function sectionsAbout(sections: readonly Section[], step: string): Section[] {
  const parsed = parseStepName(step);
  const wanted = (typeof parsed === "string" ? step : `${parsed.name} ${parsed.version}`).toLowerCase();
  return sections.filter(({ title }) => {
    const lower = title.toLowerCase();
    return lower === wanted || lower.startsWith(`${wanted} `);
  });
}

/** A version of so many characters is hardly another package's, too. */
const SPEAKING = 5;

/**
 * Sections that may be about a package under another title, as "Linux kernel 4.14", "heirloom devtools" or
 * "perl 5.17.2, 5.17.4": those of its version, and those of its name without one.
 */
function sectionsNear(sections: readonly Section[], step: string): Section[] {
  const parsed = parseStepName(step);
  if (typeof parsed === "string") return [];
  const { name, version } = parsed;
  return sections.filter(({ title }) => {
    const words = title.split(/[ ,()]+/);
    return (
      (version.length >= SPEAKING && words.includes(version)) ||
      words.join("-").toLowerCase() === name.toLowerCase()
    );
  });
}

/** The text of each section about a package, title included. */
export function describedIn(parts: string, step: string): string[] {
  const lines = parts.split("\n");
  const sections = sectionsOf(lines);
  const about = sectionsAbout(sections, step);
  return (about.length > 0 ? about : sectionsNear(sections, step)).map((section) => {
    const next = sections[sections.indexOf(section) + 1];
    return lines.slice(section.line, next?.line).join("\n");
  });
}

/**
 * parts.rst with a section put behind that of the step before, which is the one of its pass where a package has
 * several; at the end where that step has none.
 */
export function withSection(
  parts: string,
  section: string,
  previous: { readonly name: string; readonly pass: number } | undefined,
): string {
  const lines = parts.split("\n");
  const sections = sectionsOf(lines);
  const about = previous === undefined ? [] : sectionsAbout(sections, previous.name);
  const before = about[(previous?.pass ?? 1) - 1] ?? about.at(-1);
  const next = before === undefined ? undefined : sections[sections.indexOf(before) + 1];
  if (next === undefined) return `${parts.trimEnd()}\n\n${section}`;
  const head = lines.slice(0, next.line).join("\n").trimEnd();
  return `${head}\n\n${section}\n${lines.slice(next.line).join("\n")}`;
}
