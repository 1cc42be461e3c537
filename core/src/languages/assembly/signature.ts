import type { Document } from "../language";
import type { Signature } from "../services";
import { meaningOfSigil } from "./sigils";
import { situationOf } from "./situation";

/** What the sigil in front of the cursor's word makes of the label behind it. */
export async function signature(document: Document, offset: number): Promise<Signature | undefined> {
  const { text } = document;
  let start = Math.min(offset, text.length);
  while (start > 0 && text.bytes[start - 1]! > 0x20) start--;
  const word = text.latin1.slice(start, offset);
  const match = /^\^?([!@$~%&])([^>]*)(>?)/.exec(word);
  if (match === null) return undefined;
  const { source, scope } = await situationOf(document);
  const sigil = match[1]!;
  const token = source.tokens.at(start);
  if (token === undefined || source.tokens.startOf(token) !== start) return undefined;
  const { architecture } = scope.reading;
  const meaning = meaningOfSigil(source.language, architecture, sigil);
  if (meaning === undefined) return undefined;
  const bases = source.language !== "hex1" && sigil !== "&" && sigil !== "$" && !/\bno bytes\b/.test(meaning);
  return {
    label: bases ? `${sigil}label>base` : `${sigil}label`,
    documentation: `${meaning} (${architecture})`,
    parameters: [
      {
        label: "label",
        documentation: source.language === "hex1" ? "One character." : "A label of the program.",
      },
      ...(bases ? [{ label: "base", documentation: "Counts from this label instead: label − base." }] : []),
    ],
    active: match[3] === ">" ? (bases ? 1 : undefined) : 0,
  };
}
