/** What a line of a bootstrap's output says. The forms are those of RUNS.md, read from the tools that print them. */
export type LogLine =
  /** ` +> words `: a kaem is about to run a command. */
  | { readonly kind: "command"; readonly text: string; readonly words: readonly string[] }
  /** `FILE: OK`, both sha256sums. */
  | { readonly kind: "checksum-ok"; readonly name: string }
  /** `FILE: FAILED`; mescc-tools-extra goes on with the two hashes, coreutils does not. */
  | { readonly kind: "checksum-failed"; readonly name: string }
  | { readonly kind: "wanted"; readonly hash: string }
  | { readonly kind: "received"; readonly hash: string }
  /** coreutils: `sha256sum: WARNING: 1 computed checksum did NOT match`, which adds nothing to the lines above it. */
  | { readonly kind: "checksum-summary" }
  | { readonly kind: "no-checksum-lines"; readonly file: string }
  /** bash era: SHA256SUMS.pkgs has no line for what a package's build made. */
  | { readonly kind: "no-checksum-stored"; readonly name: string }
  | { readonly kind: "missing-file"; readonly file: string }
  | { readonly kind: "not-found"; readonly program: string }
  | { readonly kind: "cd-failed" }
  | { readonly kind: "undefined-label"; readonly label: string }
  | { readonly kind: "script-error"; readonly message: string }
  /** A program was ended by a signal. */
  | { readonly kind: "signal"; readonly program: string; readonly signal: number }
  /** `FILE:LINE:message`, as M2-Planet, M1, hex2 and the compilers after them print it. */
  | { readonly kind: "message"; readonly file: string; readonly line: number; readonly message: string }
  /** `Subprocess error N`; the minimal kaems print no number. */
  | { readonly kind: "subprocess-error"; readonly status: number | undefined }
  | { readonly kind: "aborting" }
  /** bash era: `NAME: beginning build using script passN.sh`. */
  | { readonly kind: "build-begins"; readonly name: string; readonly script: string }
  | { readonly kind: "build-ends"; readonly name: string }
  | { readonly kind: "other" };

type Form = readonly [pattern: RegExp, meaning: (...groups: string[]) => LogLine];

/** Messages of kaem about its script (kaem.c); each but the unterminated `if` is followed by `ABORTING HARD`. */
const scriptErrors =
  /^(IMPROPERLY TERMINATED (?:LINE COMMENT|STRING|VARIABLE)!|IMPROPERLY USED VARIABLE!|LINE IS TOO LONG|SCRIPT TOO LONG or TOO MANY ENVARS|Unexpected EOF, improperly terminated if statement\.|.{1,40} is an invalid set option!)/;

/**
 * Every form, the first that fits counts. Lines are matched at their start only, with patterns that never look twice
 * at a character: a log may hold anything.
 */
const forms: readonly Form[] = [
  [/^(.{1,4096}): OK$/, (name) => ({ kind: "checksum-ok", name })],
  [/^(.{1,4096}): FAILED(?: open or read)?$/, (name) => ({ kind: "checksum-failed", name })],
  [/^Wanted: +([0-9a-fA-F]{64})$/, (hash) => ({ kind: "wanted", hash: hash.toLowerCase() })],
  [/^Received: +([0-9a-fA-F]{64})$/, (hash) => ({ kind: "received", hash: hash.toLowerCase() })],
  [/^sha256sum: WARNING: /, () => ({ kind: "checksum-summary" })],
  [
    /^(.{1,4096}): no properly formatted SHA256 checksum lines found$/,
    (file) => ({ kind: "no-checksum-lines", file }),
  ],
  [/^(\S{1,200}): no checksum stored!$/, (name) => ({ kind: "no-checksum-stored", name })],
  [/^WHILE EXECUTING (.{1,4096}) NOT FOUND!/, (program) => ({ kind: "not-found", program })],
  [
    /^Subprocess error(?: (-?\d{1,10}))?$/,
    (status) => ({ kind: "subprocess-error", status: numberOf(status) }),
  ],
  [/^ABORTING HARD/, () => ({ kind: "aborting" })],
  [/^cd failed!/, () => ({ kind: "cd-failed" })],
  [/^Target label (\S{1,4096}) is not valid/, (label) => ({ kind: "undefined-label", label })],
  [scriptErrors, (message) => ({ kind: "script-error", message })],
  [
    /^(\S{1,4096}) abnormal termination, signal number = (\d{1,3})/,
    (program, signal) => ({ kind: "signal", program, signal: Number(signal) }),
  ],
  [
    /^(\S{1,200}): beginning build using script (\S{1,200})$/,
    (name, script) => ({ kind: "build-begins", name, script }),
  ],
  [/^(\S{1,200}): build successful$/, (name) => ({ kind: "build-ends", name })],
  [/^(\S{1,200}): installing prebuilt package\.$/, (name) => ({ kind: "build-ends", name })],
  [/^(?:sha256sum: )?(\S{1,4096}): No such file or directory$/, (file) => ({ kind: "missing-file", file })],
  [
    /^The file: (.{1,4096}) (?:can not be opened!|is not a valid input file name)/,
    (file) => ({ kind: "missing-file", file }),
  ],
  [
    /^(?:Unable to open|Error opening source file|Unable to open for reading file:?) (\S{1,4096})/,
    (file) => ({ kind: "missing-file", file }),
  ],
  [
    /^(\/?[\w./+-]{1,1024}):(\d{1,9}) ?:(.*)$/,
    (file, line, message) => ({ kind: "message", file, line: Number(line), message: message.trim() }),
  ],
];

/** What every form has in it, so that nearly all lines of a build are done with after one look. */
const worthALook = /: |:\d|!|^(?:Subprocess|ABORTING|Target|LINE|SCRIPT|Unexpected|Unable|Error)|abnormal/;

/** The same object, as nearly all lines of a log are of this kind. */
const other: LogLine = { kind: "other" };

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** What a line (without its line end) says. Never throws, whatever the line. */
export function readLogLine(line: string): LogLine {
  if (line.startsWith(" +> ")) {
    const text = line.slice(4).trim();
    return { kind: "command", text, words: text.split(" ").filter((word) => word !== "") };
  }
  if (!worthALook.test(line)) return other;
  for (const [pattern, meaning] of forms) {
    const found = pattern.exec(line);
    if (found !== null) return meaning(...found.slice(1));
  }
  return other;
}
