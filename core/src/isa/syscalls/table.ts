/** A table of system calls by name, from `name:number` with blanks between. */
export function systemCallTable(entries: string): ReadonlyMap<string, number> {
  return new Map(
    entries
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name = "", number] = entry.split(":");
        return [name, Number(number)];
      }),
  );
}
