import { diagnose, type Diagnostic, type Fix } from "../../../diagnostics/diagnostic";
import { mentionsOf, type BadVariable } from "../mentions";
import { rawWord } from "../script";
import type { KaemCommand, KaemScript, KaemWord } from "../syntax";
import { replacement } from "./fixes";

/** Words that do not become what they look like. */
export function wordChecks(script: KaemScript): Diagnostic[] {
  const bad = mentionsOf(script).bad.map((each) => checkVariable(script, each));
  return [...bad, ...script.commands.flatMap((command) => checkCommand(script, command))];
}

function checkVariable({ text }: KaemScript, { kind, range }: BadVariable): Diagnostic {
  switch (kind) {
    case "dollar": {
      const written = text.slice(range);
      const name = /^\$([A-Za-z_]\w*)$/.exec(written)?.[1];
      const fixes: Fix[] =
        name === undefined ? [] : [replacement(`Write \`\${${name}}\``, range, `\${${name}}`, true)];
      return diagnose(
        "kaem/dollar",
        range,
        `kaem stops at \`${written}\`: only \`\${name}\` and \`$@\` are known.`,
        {
          fixes,
        },
      );
    }
    case "unterminated":
      return diagnose("kaem/unterminated-variable", range, "This `${` has no `}` in its word.");
    case "misread": {
      const message =
        "The `:-` further on is taken for this variable's: what stands before it is one long name.";
      return diagnose("kaem/misread-default", range, message);
    }
    case "nested": {
      const message = "No variable is replaced within another's braces, which end at the first `}`.";
      return diagnose("kaem/nested-variable", range, message);
    }
    case "all": {
      const lost = /[^"]/.test(text.latin1.slice(range.start, range.end - 2));
      const found = diagnose(
        "kaem/all-arguments",
        range,
        lost
          ? "`$@` wipes out what stands before it in the word."
          : "`$@` is one word, and begins with `--`; without arguments it is empty.",
      );
      return lost ? found : { ...found, severity: "hint" };
    }
  }
}

/** What other shells act upon. The test is made on the source of a word, so that quotes count. */
const literals: readonly { readonly test: RegExp; readonly what: string }[] = [
  {
    test: /^(?:\|\|?|&&|&)$/,
    what: "kaem has no pipes, lists of commands or background: this is an argument",
  },
  { test: /^(?:\d?>>?|<<?<?|\d?>&\d?|&>)/, what: "kaem has no redirection: this is an argument" },
  {
    test: /^(?:[\w-]+=)?'/,
    what: "Single quotes do not quote: they are part of the word, and blanks end it",
  },
  { test: /^`/, what: "Backquotes are part of the word" },
  { test: /^~(?:\/|$)/, what: "`~` is not replaced" },
  {
    test: /^[^"'\\]*\*[^"']*$|^[^"'\\]*\[[^\]"']+\][^"']*$/,
    what: "Patterns are not replaced by names of files",
  },
  { test: /^[^"'${}]*\{[^{}"'$]*,[^{}"'$]*\}[^"']*$/, what: "Braces are not expanded" },
];

function checkCommand(script: KaemScript, command: KaemCommand): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { words } = command;
  const printed = words[0]!.text === "echo";
  words.forEach((word, index) => {
    const raw = rawWord(script, word);
    const literal = literals.find(({ test }) => test.test(raw));
    // To print a star or a tilde is no mistake.
    if (literal !== undefined && !(printed && /[*~[{]/.test(raw) && !/^[<>|&]/.test(raw))) {
      found.push(diagnose("kaem/literal", word.range, `${literal.what}.`));
    }
    found.push(...joinedString(script, word, raw));
    if (script.dialect === "full" && index > 0 && word.text === " ") {
      found.push(diagnose("kaem/dropped-blank", word.range, "A word of one blank is not passed."));
    }
    const next = words[index + 1];
    if (next !== undefined) found.push(...emptyString(script, word, next));
  });
  return found;
}

/** A closing quote ends the word, so that what follows is the next one. */
function joinedString({ text }: KaemScript, { range }: KaemWord, raw: string): Diagnostic[] {
  if (!raw.endsWith('"') || !/[^ \t\n\r;#]/.test(text.latin1[range.end] ?? "\n")) return [];
  if (text.latin1.startsWith("\\\n", range.end)) return [];
  const rest = /^[^ \t\n;#]+/.exec(text.latin1.slice(range.end))![0].length;
  const message = "The closing quote ends the word: what follows is a word of its own.";
  return [diagnose("kaem/joined-string", { start: range.start, end: range.end + rest }, message)];
}

/** `""` between two words. */
function emptyString({ text }: KaemScript, word: KaemWord, next: KaemWord): Diagnostic[] {
  const gap = text.latin1.slice(word.range.end, next.range.start);
  const at = gap.indexOf('""');
  if (at < 0) return [];
  const start = word.range.end + at;
  return [diagnose("kaem/empty-string", { start, end: start + 2 }, 'No argument is passed for `""`.')];
}
