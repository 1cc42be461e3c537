import { afterFailure } from "../afterFailure";
import type { Document, Language } from "../language";
import { definition as kaemDefinition } from "../kaem/definition";
import { diagnostics as kaemDiagnostics } from "../kaem/diagnostics";
import { hover as kaemHover } from "../kaem/hover";
import { lenses as kaemLenses } from "../kaem/lenses";
import { links as kaemLinks } from "../kaem/links";
import { definition } from "./definition";
import { foreignBytes } from "./foreign";
import { hover } from "./hover";
import { lenses } from "./lenses";
import { links } from "./links";
import { isReadByKaem } from "./reader";
import { references } from "./references";

/**
 * The shell scripts of a bootstrap's steps. They stay what a shell's own extension makes of them: here is only what the
 * tree knows, and nothing that could get into its way. What kaem reads of them is kaem's.
 */
export const shell: Language = {
  id: "shellscript",
  guest: true,
  matches: (path) => /\/steps\/(?:.*\/)?[^/]+\.sh$/.test(path),
  actions: afterFailure,
  diagnostics: async (document) =>
    (await isReadByKaem(document)) ? kaemDiagnostics(document) : foreignBytes(document),
  hover: async (document, offset) =>
    (await ofKaem(document, () => kaemHover(document, offset))) ?? hover(document, offset),
  definition: async (document, offset) => {
    const found = (await ofKaem(document, () => kaemDefinition(document, offset))) ?? [];
    return found.length > 0 ? found : definition(document, offset);
  },
  links: async (document) => (await ofKaem(document, () => kaemLinks(document))) ?? links(document),
  lenses: async (document) => {
    const found = await ofKaem(document, () => kaemLenses(document));
    return found ?? lenses(document);
  },
  references,
};

/** What kaem's service says of a document that kaem reads; undefined for others. */
async function ofKaem<Result>(document: Document, ask: () => Promise<Result>): Promise<Result | undefined> {
  return (await isReadByKaem(document)) ? ask() : undefined;
}
