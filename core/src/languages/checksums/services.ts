import { touches } from "../../text/range";
import type { Document, Hover, OutlineItem, Target } from "../language";
import type { SemanticToken } from "../services";
import { buildsOf, originOf } from "./origin";
import { parseChecksums, type ChecksumLine } from "./parser";
import { runsOf, verificationOfLine } from "./runs";
import { architectureLines, verificationWords } from "./standing";

function lineAt({ text }: Document, offset: number): ChecksumLine | undefined {
  return parseChecksums(text).lines.find(({ range }) => touches(range, offset));
}

/** What a line checks, what makes that file, and which runs verified it. */
export async function hover(document: Document, offset: number): Promise<Hover | undefined> {
  const line = lineAt(document, offset);
  if (line === undefined) return undefined;
  const [origin, runs] = await Promise.all([originOf(document, line), runsOf(document)]);
  const lines = [
    origin?.says,
    runs && verificationWords(verificationOfLine(runs, line)),
    runs && (await architectureLines(runs)),
  ].filter((each) => each !== undefined);
  return lines.length === 0
    ? undefined
    : { range: line.range, markdown: [`\`${line.name}\``, ...lines].join("\n\n") };
}

/** From a hash to the build and the lines that make the file. */
export async function definition(document: Document, offset: number): Promise<readonly Target[]> {
  const line = lineAt(document, offset);
  const origin = line && (await originOf(document, line));
  return (origin?.places ?? []).map((place) => ({ ...place, origin: line!.range }));
}

/** The builds of the package that makes the file, and the line itself. */
export async function references(document: Document, offset: number): Promise<readonly Target[]> {
  const line = lineAt(document, offset);
  if (line === undefined || document.path === undefined) return [];
  return [{ path: document.path, range: line.nameRange }, ...(await buildsOf(document, line))];
}

/** The files that are checked. */
export function outline({ text }: Document): readonly OutlineItem[] {
  return parseChecksums(text).lines.map(({ name, hash, range, nameRange }) => ({
    name,
    detail: `${hash.slice(0, 12)}…`,
    kind: "step",
    range,
    selection: nameRange,
  }));
}

/** Hashes and names. */
export function semanticTokens({ text }: Document): readonly SemanticToken[] {
  return parseChecksums(text).lines.flatMap(({ hashRange, nameRange }): SemanticToken[] => [
    { range: hashRange, type: "number" },
    { range: nameRange, type: "string" },
  ]);
}
