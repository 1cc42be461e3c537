/** Lines of `name: text` (several names with blanks between) as entries of a table; blank lines count for nothing. */
export function described(lines: string): [string, string][] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .flatMap((line) => {
      const colon = line.indexOf(": ");
      return line
        .slice(0, colon)
        .split(" ")
        .map((name): [string, string] => [name, line.slice(colon + 2)]);
    });
}
