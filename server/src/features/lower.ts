import type { Lowered } from "@bootstrappable/core/languages/services";
import type { Range } from "@bootstrappable/core/text/range";
import type { Document } from "@bootstrappable/core/languages/language";
import type {
  LowerAnswer,
  LoweredLinkAnswer,
  LoweredLinkParams,
  LowerParams,
  LowerProblem,
} from "../protocol";
import type { Session } from "../session";

/** So many errors are told: an editor shows each on its line. */
const mostProblems = 100;

/** bootstrappable/lower */
export async function lower(session: Session, params: LowerParams): Promise<LowerAnswer | null> {
  const found = await find(session, params);
  if (found === undefined) return null;
  const { text, lines, architecture, output, problems } = found.lowered;
  return {
    ...{ text: text.slice({ start: 0, end: text.length }), lines: Array.from(lines), architecture },
    ...(output !== undefined && { output }),
    problems: problems.slice(0, mostProblems).map((problem): LowerProblem => {
      const { range, message } = problem;
      if (range === undefined) return { message };
      return { message, range: session.range(found.document.text, range) };
    }),
    errors: problems.length,
  };
}

/** bootstrappable/loweredLink */
export async function loweredLink(
  session: Session,
  params: LoweredLinkParams,
): Promise<LoweredLinkAnswer | null> {
  const found = await find(session, params);
  if (found === undefined) return null;
  const { lowered, document } = found;
  const fromSource = params.from === "source";
  const [own, other] = fromSource ? [document.text, lowered.text] : [lowered.text, document.text];
  const range = {
    start: session.offset(own, params.range.start),
    end: session.offset(own, params.range.end),
  };
  let ranges = counterparts(lowered, params.from, range);
  // A cursor that is beside everything means its line.
  if (ranges.length === 0 && range.start === range.end)
    ranges = counterparts(lowered, params.from, own.line(own.lineAt(range.start)));
  return { ranges: ranges.map((one) => session.range(other, one)) };
}

function counterparts(
  { written, origin }: Lowered,
  from: LoweredLinkParams["from"],
  range: Range,
): readonly Range[] {
  if (from === "source") return written(range);
  const found = origin(range);
  return found === undefined ? [] : [found];
}

async function find(
  session: Session,
  { uri, to }: LowerParams,
): Promise<{ readonly document: Document; readonly lowered: Lowered } | undefined> {
  const asked = await session.askOfFile(uri, "lower");
  const lowered = asked && (await asked.service(asked.document, to));
  return lowered && { document: asked.document, lowered };
}
