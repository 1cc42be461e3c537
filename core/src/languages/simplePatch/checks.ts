import { diagnose, type Diagnostic, type Fix, type RelatedPlace } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import { contentsBefore, type Around } from "./original";
import { simplePatches, type SimplePatch } from "./patches";

/** How often a text is in another, occurrences within one another included; no more than two are counted. */
function occurrences(text: SourceText, part: SourceText): number[] {
  const found: number[] = [];
  if (part.length === 0) return found;
  for (let at = text.latin1.indexOf(part.latin1); at >= 0 && found.length < 2;) {
    found.push(at);
    at = text.latin1.indexOf(part.latin1, at + 1);
  }
  return found;
}

/** A patch that does not do what it should, where it is made. */
interface Failure {
  readonly patch: SimplePatch;
  readonly code: "simple-patch/no-match" | "simple-patch/several-matches";
  readonly message: string;
  readonly fixes: readonly Fix[];
}

/** What becomes of a patch in the file that it is for; undefined where it fits once, or nothing is known of the file. */
async function failureOf(around: Around, patch: SimplePatch): Promise<Failure | undefined> {
  if (patch.command.certainty === "skipped") return undefined;
  const before = await around.workspace.text(patch.before);
  if (before === undefined || before.length === 0) return undefined;
  const original = await contentsBefore(around, patch.target, patch.command);
  if (original === undefined) return undefined;
  const { text, from } = original;
  const found = occurrences(text, before);
  if (found.length === 1) return undefined;
  const file = `${patch.target.replace(/^\/steps\/[^/]+\/(?:build\/)?/, "")} of ${from}`;
  if (found.length > 1) {
    const lines = found.map((at) => text.lineAt(at) + 1);
    const message = `This is more than once in ${file}, in lines ${lines.join(" and ")} first: only the first is replaced.`;
    return { patch, code: "simple-patch/several-matches", message, fixes: [] };
  }
  const { why, fixes } = nearlyIn(text, before);
  const message = `This is not in ${file} at this point: simple-patch exits with status 1 and says nothing.${why}`;
  return { patch, code: "simple-patch/no-match", message, fixes };
}

/** What would have to be another for a text to be found. */
function nearlyIn(text: SourceText, before: SourceText): { why: string; fixes: Fix[] } {
  const is = text.latin1;
  const wanted = before.latin1;
  const end = before.length;
  if (wanted.endsWith("\n") && is.includes(wanted.slice(0, -1))) {
    const edits = [{ range: { start: end - 1, end }, text: "" }];
    return { why: " Without its last newline it is.", fixes: [{ title: "Remove the last newline", edits }] };
  }
  if (wanted.includes("\r") && is.includes(wanted.replaceAll("\r", "")))
    return { why: " With LF line ends it is.", fixes: [] };
  const squeezed = (some: string) => some.replace(/\s+/g, " ").trim();
  if (is.length < 1 << 20 && squeezed(is).includes(squeezed(wanted))) {
    return { why: " It differs in blanks, tabs or line ends only.", fixes: [] };
  }
  return { why: "", fixes: [] };
}

/** What is wrong with the simple patches that a script makes, at the words that name their texts. */
export async function scriptChecks(
  around: Around,
  path: string,
  commands: readonly { readonly range: Range; readonly words: readonly { readonly range: Range }[] }[],
): Promise<Diagnostic[]> {
  const found = new Map<string, Diagnostic>();
  for (const patch of simplePatches(around.evaluated, around.tree)) {
    const { place } = patch.command;
    if (place?.file !== path) continue;
    const command = commands.find(({ range }) => range.start === place.range.start);
    const range = command?.words[patch.beforeWord]?.range;
    if (range === undefined) continue;
    const failure = await failureOf(around, patch);
    if (failure !== undefined) {
      found.set(`${range.start} ${failure.code}`, diagnose(failure.code, range, failure.message));
    }
    if (await isIdle(around, patch)) {
      const message = "What is replaced and what stands there then are equal.";
      found.set(`${range.start} idle`, diagnose("simple-patch/no-change", range, message));
    }
  }
  return [...found.values()];
}

async function isIdle({ workspace }: Around, { before, after }: SimplePatch): Promise<boolean> {
  const [a, b] = await Promise.all([workspace.text(before), workspace.text(after)]);
  return a !== undefined && b !== undefined && a.latin1 === b.latin1;
}

/** What is wrong with a `.before` in the files that it is for. */
export async function fileChecks(around: Around, path: string, text: SourceText): Promise<Diagnostic[]> {
  const range = text.line(0);
  const found = new Map<string, Diagnostic>();
  for (const patch of simplePatches(around.evaluated, around.tree)) {
    if (patch.before !== path) continue;
    const failure = await failureOf(around, patch);
    if (failure === undefined || found.has(failure.code)) continue;
    const { code, message, fixes } = failure;
    const related: RelatedPlace[] =
      patch.command.place === undefined
        ? []
        : [
            {
              path: patch.command.place.file,
              range: patch.command.place.range,
              message: "The patch is made here.",
            },
          ];
    found.set(code, diagnose(code, range, message, { related, fixes }));
  }
  return [...found.values()];
}
