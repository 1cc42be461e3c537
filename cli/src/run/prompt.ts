import { createInterface } from "node:readline";
import type { OpenState } from "@bootstrappable/core/runs/shell";
import { normalisePath } from "@bootstrappable/core/runs/layout";
import { printable } from "../report";

/**
 * Takes commands one a line where there is no shell: words between blanks, quotes around words with blanks, `cd`, `exit`.
 * The status of the last one.
 */
export async function prompt(state: OpenState): Promise<number> {
  let directory = "/";
  let status = 0;
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: "" });
  const show = () => {
    terminal.setPrompt(`${directory} > `);
    terminal.prompt();
  };
  show();
  for await (const line of terminal) {
    const [command, ...args] = wordsOf(line);
    if (command === "exit") break;
    if (command === "cd") {
      const wanted = normalisePath(args[0] ?? "/", directory);
      if (await state.isFolder(wanted)) directory = wanted;
      else process.stdout.write(`there is no folder ${printable(wanted)}\n`);
    } else if (command !== undefined) {
      const program = await state.find(command, directory);
      // The terminal is the program's alone meanwhile.
      terminal.pause();
      if (program === undefined) process.stdout.write(`there is no program ${printable(command)} in PATH\n`);
      status = program === undefined ? 127 : await state.run(program, args, directory);
      if (program !== undefined && status !== 0) process.stdout.write(`(status ${status})\n`);
      terminal.resume();
    }
    show();
  }
  terminal.close();
  return status;
}

/** The words of a line; a quote that is not closed goes to its end. */
export function wordsOf(line: string): string[] {
  const words = line.matchAll(/(?:"[^"]*"?|'[^']*'?|[^\s"'])+/g);
  return [...words].map(([word]) =>
    word.replaceAll(
      /"([^"]*)"?|'([^']*)'?/g,
      (_, double?: string, single?: string) => double ?? single ?? "",
    ),
  );
}
