import type { Language } from "../language";
import { hex0Diagnostics } from "./diagnostics";
import { hex0Hover } from "./hover";
import { hex0Outline } from "./outline";

export const hex0: Language = {
  id: "hex0",
  extensions: [".hex0"],
  diagnostics: hex0Diagnostics,
  hover: hex0Hover,
  outline: hex0Outline,
};
