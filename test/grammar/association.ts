import { contributes, type Language } from "./manifest.js";

/** As much of VS Code's glob as the manifest uses: `**` for any folders, `*` within one name. */
function matchesGlob(pattern: string, file: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(?:.*/)?"));
  return new RegExp(`^${source}$`, "i").test(file);
}

const RANKS: ((language: Language, file: string, name: string) => boolean)[] = [
  (language, _file, name) => language.filenames?.includes(name) ?? false,
  (language, file) => language.filenamePatterns?.some((pattern) => matchesGlob(pattern, file)) ?? false,
  (language, _file, name) =>
    language.extensions?.some((extension) => name.toLowerCase().endsWith(extension.toLowerCase())) ?? false,
];

/** The language that VS Code gives to a file by its path: names go before patterns, patterns before extensions. */
export function languageOf(file: string): string | undefined {
  const name = file.slice(file.lastIndexOf("/") + 1);
  for (const matches of RANKS) {
    const language = contributes.languages.find((candidate) => matches(candidate, file, name));
    if (language !== undefined) return language.id;
  }
  return undefined;
}
