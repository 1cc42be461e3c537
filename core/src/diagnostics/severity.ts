/** How much a finding matters. An error means that the real tool fails or gives something else than what is meant. */
export type Severity = "error" | "warning" | "info" | "hint";
