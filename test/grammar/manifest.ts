import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export interface Language {
  id: string;
  extensions?: string[];
  filenames?: string[];
  filenamePatterns?: string[];
  firstLine?: string;
  configuration?: string;
}

interface Contributes {
  languages: Language[];
  grammars: { language?: string; scopeName: string; path: string }[];
  snippets: { language: string; path: string }[];
}

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), "utf8"));
}

export const contributes = (readJson("package.json") as { contributes: Contributes }).contributes;
