import type { Language } from "../language";
import { diagnostics } from "./diagnostics";
import { completion, definition, highlights, hover, outline, references, semanticTokens } from "./services";

/** live-bootstrap's steps/bootstrap.cfg and steps/env. */
export const config: Language = {
  id: "bootstrap-config",
  matches: (path) => /\/bootstrap\.cfg$|\/steps\/env$/.test(path),
  diagnostics,
  hover,
  definition,
  references,
  highlights,
  completion,
  outline,
  semanticTokens,
};
