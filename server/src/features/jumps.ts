import type { JumpsAnswer, JumpsParams } from "../protocol";
import type { Session } from "../session";

/** bootstrappable/jumps */
export async function jumps(
  session: Session,
  { uri, firstLine = 0, lastLine = Infinity }: JumpsParams,
): Promise<JumpsAnswer | null> {
  const asked = await session.askOfFile(uri, "jumps");
  if (asked === undefined) return null;
  const { document, service } = asked;
  const lineOf = (offset: number) => document.text.positionAt(offset, "utf-8").line;
  const lines = (await service(document)).map(({ from, to, kind }) => ({
    from: lineOf(from),
    to: lineOf(to),
    kind,
  }));
  return {
    jumps: lines.filter(({ from, to }) => Math.min(from, to) <= lastLine && Math.max(from, to) >= firstLine),
  };
}
