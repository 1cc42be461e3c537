import type { Language } from "../language";
import { isKaemPath } from "./dialect";
import { diagnostics } from "./diagnostics";
import { outline } from "./outline";

/** Scripts of kaem, the shells of stage0-posix and mescc-tools. */
export const kaem: Language = {
  id: "kaem",
  extensions: [".kaem"],
  matches: isKaemPath,
  diagnostics,
  outline,
};
