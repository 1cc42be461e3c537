import type { ShellVariable } from "./syntax";

/** Words that steer where a command's name could stand. */
export const keywords: ReadonlySet<string> = new Set(
  "if then elif else fi while until do done for select case esac { } ! function time".split(" "),
);

/** Of {@link keywords} those behind which another command begins at once, or none. */
export const opening: ReadonlySet<string> = new Set(
  "if then elif else fi while until do done case esac { } ! time".split(" "),
);

/** Commands whose arguments name variables, and what they do to them. */
export const declaring: ReadonlyMap<string, ShellVariable["kind"]> = new Map([
  ["local", "local"],
  ["declare", "assignment"],
  ["typeset", "assignment"],
  ["export", "assignment"],
  ["readonly", "assignment"],
  ["read", "assignment"],
  ["unset", "unset"],
]);

/** A variable's name at the start of a text. */
export const namePattern = /^[A-Za-z_]\w*/;
