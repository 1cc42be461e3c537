/** A package's name and its version: `tcc` and `0.9.27` of `tcc-0.9.27`. */
export interface StepName {
  /** The whole: the folder's name and the manifest's argument. */
  readonly full: string;
  readonly name: string;
  readonly version: string;
}

/** The script generator keeps a word in 64 bytes, and writes past them without a look (`MAX_TOKEN`). */
const LONGEST = 63;

/** Reads `NAME-VERSION`; a text that says why it cannot be a step's name where it cannot. */
export function parseStepName(full: string): StepName | string {
  if (full.length > LONGEST)
    return `the script generator has room for ${LONGEST} characters, not ${full.length}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(full)) {
    return "a step is named after its folder: letters, digits and . _ + -, a letter or digit first";
  }
  if (full.includes("..")) return "a name must not hold two dots in a row";
  const [, name, version] = /^(.+?)-([0-9][^-]*(?:-.*)?)$/.exec(full) ?? [];
  if (name === undefined || version === undefined) return "a step is named NAME-VERSION, as tcc-0.9.27";
  return { full, name, version };
}
