import type { Language } from "../language";
import { actions } from "./actions";
import { diagnostics } from "./diagnostics";
import { completion, hover, lenses, links, outline, semanticTokens } from "./services";

/** The `sources` of a step: its distfiles. */
export const sources: Language = {
  id: "bootstrap-sources",
  matches: (path) => /\/steps\/[^/]+\/sources$/.test(path),
  diagnostics,
  actions,
  hover,
  outline,
  links,
  lenses,
  semanticTokens,
  completion,
};
