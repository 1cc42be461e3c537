/** The file that a command compares files with: the argument after `-c` of a sha256sum. */
export function checksumFileOf(words: readonly string[]): string | undefined {
  if (programOf(words) !== "sha256sum") return undefined;
  const option = words.findIndex((word) => word === "-c" || word === "--check");
  return option < 0 ? undefined : words.slice(option + 1).find((word) => !word.startsWith("-"));
}

/**
 * Whether a command may print the outcome of checksums: sha256sum does, and bash, whose commands nobody echoes. From
 * any other program such lines mean nothing.
 */
export function checksChecksums(words: readonly string[]): boolean {
  return checksumFileOf(words) !== undefined || programOf(words) === "bash";
}

function programOf(words: readonly string[]): string | undefined {
  // kaem echoes the condition of an `if` together with it.
  const program = words[0] === "if" ? words[1] : words[0];
  return program?.slice(program.lastIndexOf("/") + 1);
}
