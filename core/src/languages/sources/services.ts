import { nameFault } from "../../distfiles/name";
import { touches } from "../../text/range";
import type { Document, Hover, OutlineItem } from "../language";
import type { Completion, DocumentLink, Lens, SemanticToken } from "../services";
import { fetching } from "./actions";
import { forgeOf } from "./addresses";
import { distfileState, stateInWords } from "./distfileState";
import { parseSources, type SourceLine } from "./parser";
import { placeOf } from "./place";

/** What an entry is: a file or a commit, its name, where it comes from, its hash, and what of it is here. */
export async function hover(document: Document, offset: number): Promise<Hover | undefined> {
  const line = parseSources(document.text).lines.find(({ range }) => touches(range, offset));
  if (line === undefined) return undefined;
  const place = await placeOf(document);
  const lines = [
    `**${line.name}** · ${line.kind === "git" ? "tarball of a git commit" : "file"}`,
    origin(line),
    `SHA-256 \`${line.hash.text}\``,
  ];
  const forge = forgeOf(line.url.text);
  if (forge !== undefined) {
    lines.push(`Made by ${forge} when it is asked for: that the bytes stay the same is not promised.`);
  }
  if (place !== undefined) {
    const state = await distfileState(place, line);
    lines.push(`Here: ${stateInWords(state)}`);
    if (state.kind === "different") lines.push(`distfiles/${line.name} has \`${state.sha256}\`.`);
  }
  return { range: line.range, markdown: lines.join("\n\n") };
}

function origin({ kind, repository, url }: SourceLine): string {
  const from = url.text === "_" ? "No URL has it: it comes from a mirror" : `From <${url.text}>`;
  if (kind === "file" || repository === undefined) return from;
  const [remote = "", reference = ""] = repository.text.split("~");
  return `Commit \`${reference}\` of <${remote}>. ${from}.`;
}

/** Above each line the state of its distfile and, where it is not there, a way to get it; above the first for all. */
export async function lenses(document: Document): Promise<readonly Lens[]> {
  const place = await placeOf(document);
  if (place === undefined) return [];
  const { lines } = parseSources(document.text);
  const states = await Promise.all(lines.map((line) => distfileState(place, line)));
  const wanted = lines.map(
    ({ name }, at) => nameFault(name) === undefined && !["verified", "present"].includes(states[at]!.kind),
  );
  const names = [...new Set(lines.filter((_, at) => wanted[at]).map(({ name }) => name))];
  const found: Lens[] = [];
  if (names.length > 1) {
    found.push({
      range: lines[0]!.range,
      title: `Fetch all (${names.length} missing)`,
      ...fetching(place, names),
    });
  }
  lines.forEach((line, at) => {
    found.push({ range: line.range, title: `${line.name} · ${stateInWords(states[at]!)}` });
    if (wanted[at] === true) {
      found.push({ range: line.range, title: "Fetch", ...fetching(place, [line.name]) });
    }
  });
  return found;
}

/** URLs and repositories to the web, hashes to the file in distfiles/. */
export async function links(document: Document): Promise<readonly DocumentLink[]> {
  const place = await placeOf(document);
  const found: DocumentLink[] = [];
  for (const line of parseSources(document.text).lines) {
    const remote = line.repository?.text.replace(/~[^~/]*$/, "");
    if (line.repository !== undefined && remote !== undefined && isWeb(remote)) {
      const { start } = line.repository.range;
      found.push({ range: { start, end: start + remote.length }, target: { url: remote } });
    }
    if (isWeb(line.url.text)) found.push({ range: line.url.range, target: { url: line.url.text } });
    if (place === undefined || (await distfileState(place, line)).kind === "missing") continue;
    const path = `${place.tree.distfiles}/${line.name}`;
    found.push({ range: line.hash.range, target: { path }, tooltip: `distfiles/${line.name}` });
  }
  return found;
}

/** Nothing but what a browser takes, in ASCII: a link's length is that of its bytes. */
function isWeb(url: string): boolean {
  return /^https?:\/\/[!-~]+$/.test(url);
}

/** The distfiles in order. */
export function outline({ text }: Document): readonly OutlineItem[] {
  return parseSources(text).lines.map((line) => ({
    name: line.name === "" ? line.url.text : line.name,
    detail: line.kind === "git" ? (line.repository?.text ?? "git") : line.url.text,
    kind: "package",
    range: line.range,
    selection: line.nameWord?.range ?? line.url.range,
  }));
}

/** The words by what they are. */
export function semanticTokens({ text }: Document): readonly SemanticToken[] {
  return parseSources(text).lines.flatMap((line): SemanticToken[] => [
    { range: line.kindWord.range, type: "keyword" },
    ...(line.repository === undefined ? [] : [{ range: line.repository.range, type: "namespace" as const }]),
    { range: line.url.range, type: "string" },
    { range: line.hash.range, type: "number" },
    ...(line.nameWord === undefined ? [] : [{ range: line.nameWord.range, type: "property" as const }]),
  ]);
}

/** The kinds at the beginning of a line, each with the rest of its form. */
export function completion({ text }: Document, offset: number): readonly Completion[] {
  const { start } = text.line(text.lineAt(offset));
  const typed = text.latin1.slice(start, offset);
  if (!/^[a-z]*$/.test(typed)) return [];
  const range = { start, end: offset };
  const rest = "${2:URL} ${3:SHA256} ${4:NAME}";
  return [
    {
      label: "f",
      kind: "keyword",
      range,
      insert: "f ${1:URL} ${2:SHA256}",
      snippet: true,
      detail: "a file at a URL",
    },
    {
      label: "g",
      kind: "keyword",
      range,
      insert: `g \${1:REPOSITORY~REFERENCE} ${rest}`,
      snippet: true,
      detail: "a git commit, its tarball at a URL (`_` for none)",
    },
  ];
}
