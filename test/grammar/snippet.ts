import { contributes, readJson } from "./manifest.js";

export interface Snippet {
  language: string;
  name: string;
  prefix: string | string[];
  description: string;
  body: string[];
}

export const snippets: Snippet[] = contributes.snippets.flatMap(({ language, path }) =>
  Object.entries(readJson(path) as Record<string, Omit<Snippet, "language" | "name">>).map(
    ([name, snippet]) => ({
      ...snippet,
      language,
      name,
    }),
  ),
);

/** The text that stands in the file when every placeholder is left as it is. */
export function expand({ body }: Snippet): string {
  const text = body.join("\n");
  const defaults = new Map<string, string>();
  for (const match of text.matchAll(/(?<!\\)\$\{(\d+):((?:\\.|[^}\\])*)\}/g))
    defaults.set(match[1]!, match[2]!);
  return text
    .replace(/(?<!\\)\$\{(\d+):((?:\\.|[^}\\])*)\}/g, "$2")
    .replace(/(?<!\\)\$\{\d+\|([^,|]*)[^|]*\|\}/g, "$1")
    .replace(/(?<!\\)\$(\d+)/g, (_, number: string) => defaults.get(number) ?? "")
    .replace(/\\([$}\\])/g, "$1");
}

const WIDTHS = new Map([
  ["!", 1],
  ["@", 2],
  ["~", 3],
  ["$", 2],
  ["%", 4],
  ["&", 4],
]);

/** As much of hex2 as snippets need, and nothing shared with the real assembler, so that the two check each other. */
export function assemble(source: string, base: number): Uint8Array {
  const tokens = source
    .replace(/[#;].*/g, "")
    .split(/\s+/)
    .filter((token) => token !== "");
  const labels = new Map<string, number>();
  let address = base;
  for (const token of tokens) {
    if (token.startsWith(":")) labels.set(token.slice(1), address);
    else address += WIDTHS.get(token.charAt(0)) ?? token.length / 2;
  }
  const bytes: number[] = [];
  for (const token of tokens) {
    if (token.startsWith(":")) continue;
    const width = WIDTHS.get(token.charAt(0));
    if (width === undefined) {
      if (!/^(?:[0-9A-Fa-f]{2})+$/.test(token)) throw new Error(`${token} is not bytes`);
      bytes.push(...(token.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
      continue;
    }
    const [target, from] = token
      .slice(1)
      .split(">")
      .map((name) => addressOf(labels, name));
    const absolute = token.startsWith("&") || token.startsWith("$");
    const value = absolute ? target! : target! - (from ?? base + bytes.length + width);
    for (let index = 0; index < width; index++) bytes.push((value >> (8 * index)) & 0xff);
  }
  return Uint8Array.from(bytes);
}

function addressOf(labels: Map<string, number>, name: string): number {
  const address = labels.get(name);
  if (address === undefined) throw new Error(`label ${name} is missing`);
  return address;
}
