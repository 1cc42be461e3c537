import type { Language } from "../language";
import { actions } from "./actions";
import { diagnostics } from "./diagnostics";
import { definition, references } from "./step";
import { completion, hover, lenses, links, outline, semanticTokens } from "./services";

/** The `sources` of a step: its distfiles. */
export const sources: Language = {
  id: "bootstrap-sources",
  matches: (path) => /\/steps\/[^/]+\/sources$/.test(path),
  diagnostics,
  actions,
  hover,
  definition,
  references,
  outline,
  links,
  lenses,
  semanticTokens,
  completion,
};
