import { diskErrorsForEver, sectorOf } from "./diskErrors";

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
  /** bash era: what helpers.sh says before a part of a build: `NAME: compiling source.` */
  | { readonly kind: "phase"; readonly name: string; readonly says: string }
  | { readonly kind: "uninstalling"; readonly name: string }
  | { readonly kind: "patch"; readonly file: string }
  | { readonly kind: "hunk-failed"; readonly hunk: number; readonly line: number }
  /** bash: `FILE: line N: message`. */
  | { readonly kind: "shell-message"; readonly file: string; readonly line: number; readonly message: string }
  | { readonly kind: "make-failed"; readonly message: string }
  | { readonly kind: "folder-missing"; readonly folder: string }
  /** A download that failed; the build goes on, and may find the file elsewhere. */
  | { readonly kind: "download-failed"; readonly message: string }
  /** An interactive shell waits for somebody: what ran before it has failed. */
  | { readonly kind: "prompt"; readonly text: string }
  /** kexec-fiwix is at work; `last` before it lets go of the machine. */
  | { readonly kind: "jump"; readonly last: boolean }
  | { readonly kind: "kernel"; readonly version: string }
  | { readonly kind: "panic"; readonly message: string }
  /** Linux stops since its first program, a script, has come to its end with status 0. */
  | { readonly kind: "init-ended" }
  | { readonly kind: "unreachable"; readonly what: "disk" | "internet" }
  | { readonly kind: "no-space"; readonly message: string }
  | { readonly kind: "no-memory"; readonly message: string }
  | { readonly kind: "kvm-error"; readonly message: string }
  /** builder-hex0 tries to read the same sectors of its disk again and again. */
  | { readonly kind: "unreadable-disk"; readonly sector: number }
  /** The BIOS has found nothing to boot. */
  | { readonly kind: "no-boot" }
  /** QEMU tells of itself, why it ends for one. */
  | { readonly kind: "emulator"; readonly message: string }
  /** builder-hex0's shell has come to the end of its script, whatever became of the programs. */
  | { readonly kind: "guest-ended" }
  /** rootfs.py ended with an exception, of which this is the last line. */
  | { readonly kind: "exception"; readonly name: string; readonly message: string }
  /** rootfs.py begins to download a distfile. */
  | { readonly kind: "downloading"; readonly file: string }
  /** rootfs.py has downloaded a file that is not what `sources` says. */
  | { readonly kind: "wrong-download"; readonly file: string }
  /** What M2-Mesoplanet tells of its own work. */
  | { readonly kind: "noise" }
  /** bash era: `NAME: beginning build using script passN.sh`. */
  | { readonly kind: "build-begins"; readonly name: string; readonly script: string }
  | { readonly kind: "build-ends"; readonly name: string }
  | { readonly kind: "other" };

type Form = readonly [pattern: RegExp, meaning: (...groups: string[]) => LogLine];

/** Messages of kaem about its script (kaem.c); each but the unterminated `if` is followed by `ABORTING HARD`. */
const scriptErrors =
  /^(IMPROPERLY TERMINATED (?:LINE COMMENT|STRING|VARIABLE)!|IMPROPERLY USED VARIABLE!|LINE IS TOO LONG|SCRIPT TOO LONG or TOO MANY ENVARS|Unexpected EOF, improperly terminated if statement\.|.{1,40} is an invalid set option!)/;

/** What helpers.sh says behind a package's name before each part of its build. */
const phases = [
  ...["getting sources", "unpacking source", "preparing source", "configuring source", "compiling source"],
  ...["install to fakeroot", "postprocess binaries", "creating package"],
  ...["checksumming created package", "cleaning up", "installing package"],
].map((says) => `${says}\\.`);

/**
 * Every form, the first that fits counts. Lines are matched at their start only, with patterns that never look twice
 * at a character: a log may hold anything.
 */
const forms: readonly Form[] = [
  [/^(.{1,4096}): OK$/, (name) => ({ kind: "checksum-ok", name })],
  [/^(.{1,4096}): FAILED(?: open or read)?$/, (name) => ({ kind: "checksum-failed", name })],
  [/^Wanted: +([0-9a-fA-F]{64})$/, (hash) => ({ kind: "wanted", hash: hash.toLowerCase() })],
  [/^Received: +([0-9a-fA-F]{64})$/, (hash) => ({ kind: "received", hash: hash.toLowerCase() })],
  // rootfs.py, check_file
  [/^expected: ([0-9a-f]{64})$/, (hash) => ({ kind: "wanted", hash })],
  [/^actual: {3}([0-9a-f]{64})$/, (hash) => ({ kind: "received", hash })],
  [
    /^(?:ValueError: )?Checksum mismatch for file (.{1,1024}):$/,
    (file) => ({ kind: "wrong-download", file }),
  ],
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
  [/^Build finished\.$/, () => ({ kind: "guest-ended" })],
  [/^# starting /, () => ({ kind: "noise" })],
  [/^(\[(?:TRAP|early Bash)[^\]]{0,60}\] .{0,300}# ?)/, (text) => ({ kind: "prompt", text })],
  [/^kexec-fiwix: jumping to trampoline/, () => ({ kind: "jump", last: true })],
  [/^(?:kexec-fiwix|copy_file): /, () => ({ kind: "jump", last: false })],
  [/^Fiwix ext2 initrd created successfully/, () => ({ kind: "jump", last: false })],
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
  [new RegExp(`^(\\S{1,200}): (${phases.join("|")})$`), (name, says) => ({ kind: "phase", name, says })],
  [/^(\S{1,200}): uninstalling\.$/, (name) => ({ kind: "uninstalling", name })],
  [/^(\S{1,200}): installing prebuilt package\.$/, (name) => ({ kind: "build-ends", name })],
  [/^Cannot cd into (.{1,1024})!$/, (folder) => ({ kind: "folder-missing", folder })],
  [/^(\S{1,1024}) does not exist!$/, (file) => ({ kind: "missing-file", file })],
  [/^Applying patch: (.{1,1024})$/, (file) => ({ kind: "patch", file })],
  [
    /^Hunk #(\d{1,6}) FAILED at (\d{1,9})/,
    (hunk, line) => ({ kind: "hunk-failed", hunk: Number(hunk), line: Number(line) }),
  ],
  [
    /^(?:\[ *\d+\.\d+\] )?Kernel panic - not syncing: Attempted to kill init! exitcode=0x0{8}$/,
    () => ({ kind: "init-ended" }),
  ],
  [/^(?:\[ *\d+\.\d+\] )?Kernel panic - (.{0,300})/, (message) => ({ kind: "panic", message })],
  [/^PANIC: (.{0,300})/, (message) => ({ kind: "panic", message })],
  [
    /^\[ +0\.000000\] Linux version (\S{1,100})/,
    (version) => ({ kind: "kernel", version: `Linux ${version}` }),
  ],
  [
    /^Timeout reached for (disk|internet) to become accessible/,
    (what) => ({ kind: "unreachable", what: what as "disk" | "internet" }),
  ],
  [/^(.{0,300}No space left on device.{0,100})$/, (message) => ({ kind: "no-space", message })],
  [/^(ext4_fwrite error: .{1,100})$/, (message) => ({ kind: "no-space", message })],
  [/^(?:\[ *\d+\.\d+\] )?(RAMDISK: incomplete write.{0,100})$/, (message) => ({ kind: "no-space", message })],
  [
    /^(?:\[ *\d+\.\d+\] )?(Out of memory: Kill.{0,200}|.{0,200}(?:virtual memory exhausted|: Cannot allocate memory|out of memory allocating).{0,200})$/,
    (message) => ({ kind: "no-memory", message }),
  ],
  [
    /^(KVM internal error\..{0,100}|KVM: entry failed.{0,100})/,
    (message) => ({ kind: "kvm-error", message }),
  ],
  [/^qemu-system-\w{1,20}: (.{0,300})$/, (message) => ({ kind: "emulator", message })],
  // SeaBIOS, boot.c
  [/^No bootable device\./, () => ({ kind: "no-boot" })],
  [new RegExp(diskErrorsForEver), (digits) => ({ kind: "unreadable-disk", sector: sectorOf(digits) })],
  // unxz
  [/^File (\S{1,4096}) not found!/, (file) => ({ kind: "missing-file", file })],
  [/^(Could not access KVM kernel module.{0,100})$/, (message) => ({ kind: "kvm-error", message })],
  [/^curl: \(\d{1,3}\) (.{0,300})$/, (message) => ({ kind: "download-failed", message })],
  [/^Download failed from (.{0,300})$/, (message) => ({ kind: "download-failed", message })],
  [
    /^((?:\w{1,40}\.){0,4}\w{0,40}(?:Error|Exception)): (.{0,600})$/,
    (name, message) => ({ kind: "exception", name, message }),
  ],
  [
    /^(sudo): (a (?:terminal|password) is required.{0,200}|\d+ incorrect password.{0,40}|.{1,100}: command not found)$/,
    (name, message) => ({ kind: "exception", name, message }),
  ],
  [/^(bwrap|chroot|unshare|mount): (.{1,300})$/, (name, message) => ({ kind: "exception", name, message })],
  // What lib/utils.py says of any program that has failed; why is above it.
  [
    /^Bootstrapping failed$/,
    () => ({ kind: "exception", name: "", message: "a program that it has started failed" }),
  ],
  [/^Downloading: (.{1,255})$/, (file) => ({ kind: "downloading", file })],
  [
    /^(?:\S{0,200}\/)?g?make(?:\[\d{1,3}\])?: \*\*\* (.{0,300})$/,
    (message) => ({ kind: "make-failed", message }),
  ],
  [
    /^(\S{1,1024}): line (\d{1,9}): (.{0,1000})$/,
    (file, line, message) => ({ kind: "shell-message", file, line: Number(line), message }),
  ],
  [/^(?:Didn't read file|File does not exist)/, () => ({ kind: "missing-file", file: "" })],
  [/^(?:reading file|skipping): /, () => ({ kind: "noise" })],
  [/^(?:sha256sum: )?(\S{1,4096}): No such file or directory$/, (file) => ({ kind: "missing-file", file })],
  [
    /^The file: (.{1,4096}) (?:can not be opened!|is not a valid input file name|does not exist)/,
    (file) => ({ kind: "missing-file", file }),
  ],
  [
    // M2-Mesoplanet, M2-Planet, ungz, untar, cp and the like
    /^(?:Unable to open for reading file:|(?:Unable|unable) to (?:open|read) file:|(?:.{0,4096}:\d{1,9}:)?Unable to find include file:|Error opening source file|Unable to open) (\S{1,4096})/,
    (file) => ({ kind: "missing-file", file }),
  ],
  [
    /^(\/?[\w./+-]{1,1024}):(\d{1,9}) ?:(.*)$/,
    (file, line, message) => ({ kind: "message", file, line: Number(line), message: message.trim() }),
  ],
];

/** What every form has in it, so that nearly all lines of a build are done with after one look. */
const worthALook =
  /: |:\d|!|^(?:Subprocess|ABORTING|Target|LINE|SCRIPT|Unexpected|Unable|Error|Build|Bootstrapping failed|Hunk|Timeout|No bootable|Could not access KVM|File |# starting|Didn't|File does|\[(?:TRAP|early))|abnormal| 1000[0-9A-F]{28}/;

/** The same object, as nearly all lines of a log are of this kind. */
export const other: LogLine = { kind: "other" };

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/**
 * Where in a line a shell may have echoed a command behind what a program has printed without a line end, in characters
 * from 0; undefined where it cannot. kaem prints a blank behind each word.
 */
export function gluedEcho(line: string): number | undefined {
  const at = line.endsWith(" ") ? line.lastIndexOf(" +> ") : -1;
  return at > 0 && !line.startsWith(" +> ") ? at : undefined;
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
