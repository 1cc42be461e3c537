import { diagnose, type Diagnostic } from "../../diagnostics/diagnostic";
import type { Range } from "../../text/range";
import { manifestOf } from "../manifest/context";
import { argumentOf } from "../manifest/syntax";
import { leavesReading, readsSources } from "../shell/sourcesReading";
import type { Sources } from "./parser";
import type { Place } from "./place";

/**
 * What `default_src_get` and `default_src_unpack` of live-bootstrap's steps/helpers.sh misread. Both go through
 * `sources` with `while read line`, which drops a last line without LF, and hand its words to `source_line_action`,
 * whose `shift` fails where there are none: `set -e` ends the bootstrap. Tried with those functions themselves.
 */
export async function helperProblems(sources: Sources, place: Place): Promise<Diagnostic[]> {
  const { text } = sources;
  const unread = unreadEnd(sources);
  const empty = emptyLines(sources);
  if (unread === undefined && empty.length === 0) return [];
  if (!(await isReadByHelpers(place))) return [];
  const found = empty.map((range) => {
    const edits = [{ range: { start: range.start, end: Math.min(range.end + 1, text.length) }, text: "" }];
    const fixes = [{ title: "Remove the line", edits, preferred: true }];
    const message = "helpers.sh ends the bootstrap at an empty line: `shift` fails where there are no words.";
    return diagnose("sources/empty-line", range, message, { fixes });
  });
  if (unread !== undefined) {
    const edits = [{ range: { start: text.length, end: text.length }, text: "\n" }];
    const fixes = [{ title: "End the file with a newline", edits, preferred: true }];
    const message =
      "helpers.sh does not read a last line without a newline: the file is neither downloaded nor checked.";
    found.push(diagnose("sources/no-final-newline", unread, message, { fixes }));
  }
  return found;
}

/** The words of a last line that no LF ends. */
function unreadEnd({ text, lines, malformed }: Sources): Range | undefined {
  if (text.bytes[text.length - 1] === 0x0a) return undefined;
  const start = text.line(text.lineCount - 1).start;
  return (
    lines.find(({ range }) => range.start >= start)?.range ?? malformed.find((range) => range.start >= start)
  );
}

/** Lines with an LF but no word. */
function emptyLines({ text, lines, malformed }: Sources): Range[] {
  const filled = new Set(
    [...lines.map(({ range }) => range), ...malformed].map(({ end }) => text.lineAt(end)),
  );
  const found: Range[] = [];
  for (let number = 0; number < text.lineCount - 1; number++) {
    if (!filled.has(number)) found.push(text.line(number));
  }
  return found;
}

/** Whether a build of the package under bash reads `sources` as live-bootstrap's helpers do. */
async function isReadByHelpers({ tree, workspace, name }: Place): Promise<boolean> {
  if (!(await readsSources(workspace, tree))) return false;
  const directives = (await manifestOf(workspace, tree))?.evaluation.directives ?? [];
  for (const { directive, era, pass } of directives) {
    if (era !== "bash" || directive.kind !== "build" || argumentOf(directive) !== name) continue;
    if (await leavesReading(workspace, tree, name, pass)) return true;
  }
  return false;
}
