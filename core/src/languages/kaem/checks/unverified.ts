import { diagnose, type Diagnostic } from "../../../diagnostics/diagnostic";
import { programWord, rawWord } from "../script";
import type { KaemScript } from "../syntax";

const unpackers = /(?:^|\/)(?:ungz|unbz2|unxz|untar|tar|gzip|gunzip|bzip2|bunzip2|xz|unxz)$/;

/** A distfile that is unpacked before anything was verified: told once a script. */
export function unverifiedChecks(script: KaemScript): Diagnostic[] {
  for (const command of script.commands) {
    const at = programWord(script, command);
    const program = at === undefined ? "" : command.words[at]!.text;
    const rest = command.words.slice((at ?? 0) + 1);
    const verifies =
      /(?:^|\/)sha256sum$/.test(program) && rest.some(({ text }) => /^(?:-c|--check)$/.test(text));
    if (verifies) return [];
    if (!unpackers.test(program)) continue;
    const archive = rest.find((word) =>
      /^"?(?:\$\{DISTFILES\}|\/external\/distfiles\/)/.test(rawWord(script, word)),
    );
    if (archive === undefined) continue;
    const message = "This distfile is unpacked without having been verified in this script.";
    return [diagnose("kaem/unverified", archive.range, message)];
  }
  return [];
}
