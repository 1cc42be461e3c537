import { readFile, rm, writeFile } from "node:fs/promises";
import { inExample } from "./support";

/** A program that spins for ever. */
const spin = `
7F454C46 02 01 01 00 0000000000000000  0200 3E00 01000000   # ELF64, executable, x86-64
7800600000000000 4000000000000000 0000000000000000 00000000 # entry 0x600078
4000 3800 0100 0000 0000 0000                               # one program header
01000000 05000000 0000000000000000                          # load all, read and execute
0000600000000000 0000600000000000 7A00000000000000 7A00000000000000 0010000000000000
EB FE                                                       # jump here
`;

/** Makes the fifth step of the example, "improve motd", run a program that never ends; the result undoes that. */
export function makeEndless(...words: readonly string[]): Promise<() => Promise<void>> {
  return makeScriptEndless("steps/improve/motd.sh", ["spin", ...words]);
}

/** The same of the seed phase. */
export function makeSeedEndless(): Promise<() => Promise<void>> {
  return makeScriptEndless("seed/after.kaem", ["/usr/bin/spin"]);
}

async function makeScriptEndless(name: string, command: readonly string[]): Promise<() => Promise<void>> {
  const script = inExample(name).fsPath;
  // Below distfiles, which no step that goes before looks at without naming one.
  const program = inExample("distfiles/spin.hex0").fsPath;
  const right = await readFile(script, "utf8");
  await writeFile(program, spin);
  await writeFile(script, `${right}hex0 /external/distfiles/spin.hex0 /usr/bin/spin\n${command.join(" ")}\n`);
  return async () => {
    await writeFile(script, right);
    await rm(program);
  };
}
