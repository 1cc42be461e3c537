/** The file that a command compares files with: the argument after `-c` of a sha256sum. */
export function checksumFileOf(words: readonly string[]): string | undefined {
  const program = words[0]?.slice(words[0].lastIndexOf("/") + 1);
  if (program !== "sha256sum") return undefined;
  const option = words.findIndex((word) => word === "-c" || word === "--check");
  return option < 0 ? undefined : words.slice(option + 1).find((word) => !word.startsWith("-"));
}
