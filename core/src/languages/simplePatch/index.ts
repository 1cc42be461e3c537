import type { Language } from "../language";
import { definition, diagnostics, hover, lenses } from "./services";

/** The pairs of texts that live-bootstrap's simple-patch takes: `simple-patches/NAME.before` and `NAME.after`. */
export const simplePatch: Language = {
  id: "simple-patch",
  guest: true,
  matches: (path) => /\/steps\/[^/]+\/simple-patches\/[^/]+\.(?:before|after)$/.test(path),
  diagnostics,
  hover,
  definition,
  lenses,
};
