import { applied } from "@bootstrappable/core/diagnostics/applied";
import type { RelocationAnswer, RelocationParams } from "../protocol";
import type { Session } from "../session";
import { ownEdits } from "./codeAction";

/** bootstrappable/relocation */
export async function relocation(
  session: Session,
  { uri }: RelocationParams,
): Promise<RelocationAnswer | null> {
  const asked = await session.askOfFile(uri, "relocation");
  if (asked === undefined) return null;
  const { document, service } = asked;
  const { edits, unreached, unknown, ...rest } = await service(document);
  const { text } = document;
  const fixed = applied(text, edits);
  return {
    ...rest,
    edit: ownEdits(session, uri, document, edits),
    text: fixed.slice({ start: 0, end: fixed.length }),
    unreached: unreached.map(({ range, message }) => ({ range: session.range(text, range), message })),
    unknown: unknown.map((range) => session.range(text, range)),
  };
}
