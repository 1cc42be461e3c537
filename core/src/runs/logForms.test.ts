import { describe, expect, it } from "vitest";
import {
  aborted,
  annotated,
  begin,
  configured,
  done,
  G,
  H,
  lines,
  onConsole,
  seed,
  toBash,
} from "../testing/loggedTree";

/** What is printed, and what becomes of it. */
interface Row {
  readonly said: readonly string[];
  /** Findings, each with its code, file, line and message; the first is the one that an editor shows first. */
  readonly findings?: readonly string[];
  /** Checksums: name, whether it was right, and the line that it stands on. */
  readonly checksums?: readonly string[];
  /** Steps that were done or not, the seed phase left out. */
  readonly steps?: readonly string[];
  readonly status?: "failed" | "unfinished" | "good";
}

const inStep = [seed, configured(), begin("a-1"), " +> sha256sum -c sources.SHA256SUM "];
const bash = [...inStep, done, toBash, " +> bash /steps/1.sh "];
const late = [...bash, "late-3: beginning build using script pass1.sh", "late-3: getting sources."];
const fail = aborted(4);
const a1 = (what: string) => `run/step-failed steps/manifest:1: step 1, a-1 pass 1, failed at ${what}`;
const hex2 = " +> hex2 -f /x86/src.hex2 -o a ";
const cc = " +> cc a.c ";
const long = "b".repeat(70);

const kaem: Record<string, Row> = {
  "a checksum that is right": {
    said: ["a-1.tar.gz: OK"],
    checksums: ["a-1.tar.gz true steps/a-1/sources:1"],
    status: "unfinished",
  },
  "a checksum that is wrong, with both hashes": {
    said: ["a-1.tar.gz: FAILED", `Wanted:   ${H}`, `Received: ${G}`, fail],
    checksums: ["a-1.tar.gz false steps/a-1/sources:1"],
    findings: [
      "run/checksum-mismatch steps/a-1/pass1.kaem:2: a-1.tar.gz: not what the checksum says, in “sha256sum -c sources.SHA256SUM”",
      `run/distfile-mismatch steps/a-1/sources:1: a-1.tar.gz has the SHA-256 ${G}, but the tree wants ${H}`,
      a1("pass1.kaem:2: a-1.tar.gz: not what the checksum says"),
    ],
  },
  "a checksum file without checksums": {
    said: ["sources.SHA256SUM: no properly formatted SHA256 checksum lines found", fail],
    findings: [
      "run/bad-checksum-file steps/a-1/pass1.kaem:2: sources.SHA256SUM holds no checksum, in “sha256sum -c sources.SHA256SUM”",
      a1("pass1.kaem:2: sources.SHA256SUM holds no checksum"),
    ],
  },
  "a distfile that is missing": {
    said: ["/external/distfiles/a-1.tar.gz: No such file or directory", fail],
    findings: [
      "run/missing-file steps/a-1/pass1.kaem:2: there is no file /external/distfiles/a-1.tar.gz, in “sha256sum -c sources.SHA256SUM”",
      "run/missing-file steps/a-1/sources:1: the distfile /external/distfiles/a-1.tar.gz is missing",
      a1("pass1.kaem:2: there is no file /external/distfiles/a-1.tar.gz"),
    ],
  },
  "a program that is missing": {
    said: ["a-1.tar.gz: OK", hex2, "WHILE EXECUTING hex2 NOT FOUND!", "ABORTING HARD", aborted(3)],
    findings: [
      "run/command-not-found steps/a-1/pass1.kaem:3: there is no program hex2, in “hex2 -f /x86/src.hex2 -o a”",
      a1("pass1.kaem:3: there is no program hex2"),
    ],
  },
  "a command that fails and says nothing": {
    said: ["a-1.tar.gz: OK", hex2, aborted(4)],
    findings: [
      "run/command-failed steps/a-1/pass1.kaem:3: the command ended with status 1, in “hex2 -f /x86/src.hex2 -o a”",
      a1("pass1.kaem:3: the command ended with status 1"),
    ],
  },
  "a label that nobody defines": {
    said: ["a-1.tar.gz: OK", hex2, "Target label gone is not valid", fail],
    findings: [
      "run/undefined-label steps/a-1/pass1.kaem:3: no input defines the label gone, in “hex2 -f /x86/src.hex2 -o a”",
      "run/undefined-label seed/stage0-posix/x86/src.hex2:2: no input defines the label gone",
      a1("pass1.kaem:3: no input defines the label gone"),
    ],
  },
  "a message of M1 or hex2": {
    said: ["a-1.tar.gz: OK", hex2, "/x86/src.hex2:2 :Received invalid other; E8", fail],
    findings: [
      "run/command-failed steps/a-1/pass1.kaem:3: /x86/src.hex2:2: Received invalid other; E8, in “hex2 -f /x86/src.hex2 -o a”",
      "run/command-failed seed/stage0-posix/x86/src.hex2:2: Received invalid other; E8",
      a1("pass1.kaem:3: /x86/src.hex2:2: Received invalid other; E8"),
    ],
  },
  "a message of M2-Planet": {
    said: ["a-1.tar.gz: OK", hex2, cc, "a.c:2:Missing ; in program", fail],
    findings: [
      "run/command-failed steps/a-1/pass1.kaem:4: a.c:2: Missing ; in program, in “cc a.c”",
      "run/command-failed steps/a-1/a.c:2: Missing ; in program",
      a1("pass1.kaem:4: a.c:2: Missing ; in program"),
    ],
  },
  "what M2-Mesoplanet tells of its work": {
    said: ["a-1.tar.gz: OK", hex2, cc, "reading file: a.c", "# starting M2-Planet", "a.c:2:no", fail],
    findings: [
      "run/command-failed steps/a-1/pass1.kaem:4: a.c:2: no, in “cc a.c”",
      "run/command-failed steps/a-1/a.c:2: no",
      a1("pass1.kaem:4: a.c:2: no"),
    ],
  },
  ...Object.fromEntries(
    [
      ["The file: src.hex2 can not be opened!", "there is no file src.hex2"],
      ["The file: src.hex2 is not a valid input file name", "there is no file src.hex2"],
      ["Unable to open src.hex2", "there is no file src.hex2"],
      ["Unable to open for reading file: src.hex2", "there is no file src.hex2"],
      ["Error opening source file src.hex2", "there is no file src.hex2"],
      ["The file: src.hex2 does not exist", "there is no file src.hex2"],
      ["unable to open file: src.hex2", "there is no file src.hex2"],
      ["unable to read file: src.hex2", "there is no file src.hex2"],
      ["a.c:1:Unable to find include file: src.hex2", "there is no file src.hex2"],
      ["File src.hex2 not found!", "there is no file src.hex2"],
      ["Didn't read file", "a file that it reads is not there"],
      ["File does not exist", "a file that it reads is not there"],
    ].map(([line, message]): [string, Row] => [
      `an input that is missing: ${line}`,
      {
        said: ["a-1.tar.gz: OK", hex2, line!, fail],
        findings: [
          `run/missing-file steps/a-1/pass1.kaem:3: ${message}, in “hex2 -f /x86/src.hex2 -o a”`,
          a1(`pass1.kaem:3: ${message}`),
        ],
      },
    ]),
  ),
  "a file that rm does not find": {
    said: ["a-1.tar.gz: OK", hex2, "unable to delete file: a !!!"],
    findings: ["run/interrupted steps/manifest:1: the log ends within step 1, a-1 pass 1"],
    status: "unfinished",
  },
  "a program that a signal ends": {
    said: ["a-1.tar.gz: OK", hex2, "hex2 abnormal termination, signal number = 11", fail],
    findings: [
      "run/command-failed steps/a-1/pass1.kaem:3: hex2 was ended by a bad memory access, in “hex2 -f /x86/src.hex2 -o a”",
      a1("pass1.kaem:3: hex2 was ended by a bad memory access"),
    ],
  },
  "a cd that fails": {
    said: ["a-1.tar.gz: OK", hex2, "cd failed!"],
    findings: [
      "run/folder-not-found steps/a-1/pass1.kaem:3: there is no such folder, in “hex2 -f /x86/src.hex2 -o a”",
      a1("pass1.kaem:3: there is no such folder"),
    ],
  },
  ...Object.fromEntries(
    [
      "Unexpected EOF, improperly terminated if statement.",
      "IMPROPERLY TERMINATED STRING!",
      "IMPROPERLY TERMINATED VARIABLE!",
      "IMPROPERLY USED VARIABLE!",
      "LINE IS TOO LONG",
      "SCRIPT TOO LONG or TOO MANY ENVARS",
      "q is an invalid set option!",
    ].map((line): [string, Row] => [
      `a script that kaem cannot read: ${line}`,
      {
        said: ["a-1.tar.gz: OK", line, "ABORTING HARD"],
        findings: [
          `run/script-error steps/a-1/pass1.kaem:2: kaem cannot read the script: ${line}, in “sha256sum -c sources.SHA256SUM”`,
          a1(`pass1.kaem:2: kaem cannot read the script: ${line}`),
        ],
      },
    ]),
  ),
  "a line as long as two of a console": {
    said: ["a-1.tar.gz: OK", hex2, cc, `${long}/x.c: ${"y".repeat(170)}`, "a.c:1:no", fail],
    findings: [
      "run/command-failed steps/a-1/pass1.kaem:4: a.c:1: no, in “cc a.c”",
      "run/command-failed steps/a-1/a.c:1: no",
      a1("pass1.kaem:4: a.c:1: no"),
    ],
  },
  "a failure and the end of builder-hex0": {
    said: ["a-1.tar.gz: OK", hex2, fail, "Subprocess error", "Build finished.", "ERROR: no hda writes!"],
    findings: [
      "run/command-failed steps/a-1/pass1.kaem:3: the command ended with status 1, in “hex2 -f /x86/src.hex2 -o a”",
      a1("pass1.kaem:3: the command ended with status 1"),
    ],
  },
};

const l3 = (what: string) => `run/step-failed steps/manifest:5: step 4, late-3 pass 1, failed at ${what}`;
const atGet = (code: string, message: string) => [
  `${code} steps/helpers.sh:1: ${message}, in “src_get”`,
  l3(`helpers.sh:1: ${message}`),
];

const builds: Record<string, Row> = {
  "a build that ends well": {
    said: ["late-3: compiling source.", "late-3: build successful", "a: uninstalling.", "removing file: f."],
    steps: ["a-1 done", "b-1 done", "bash-2 done", "late-3 done", "a b interrupted"],
    status: "unfinished",
  },
  "a package that was built before": {
    said: ["late-3: installing prebuilt package.", "a: uninstalling."],
    steps: ["a-1 done", "b-1 done", "bash-2 done", "late-3 done", "a b interrupted"],
    status: "unfinished",
  },
  "a distfile that is wrong, as coreutils says": {
    said: ["late-3.tar.gz: FAILED", "sha256sum: WARNING: 1 computed checksum did NOT match", fail],
    checksums: ["late-3.tar.gz false steps/late-3/sources:1"],
    findings: [
      "run/checksum-mismatch steps/helpers.sh:1: late-3.tar.gz: not what the checksum says, in “src_get”",
      "run/distfile-mismatch steps/late-3/sources:1: late-3.tar.gz has another SHA-256 than the tree wants",
      l3("helpers.sh:1: late-3.tar.gz: not what the checksum says"),
    ],
  },
  "a package that came out otherwise": {
    said: ["late-3: checksumming created package.", "late-3_0.tar.bz2: FAILED", fail],
    findings: [
      "run/checksum-mismatch steps/late-3/pass1.sh:1: late-3_0.tar.bz2: not what the checksum says",
      "run/checksum-mismatch steps/SHA256SUMS.pkgs:1: late-3_0.tar.bz2 has another SHA-256 than the tree wants",
      l3("pass1.sh:1: late-3_0.tar.bz2: not what the checksum says"),
    ],
  },
  "a package without a checksum": {
    said: ["late-3: checksumming created package.", "late-3: no checksum stored!", fail],
    findings: [
      "run/checksum-missing steps/late-3/pass1.sh:1: SHA256SUMS.pkgs has no checksum for late-3",
      "run/checksum-missing steps/SHA256SUMS.pkgs:1: late-3 has no checksum here",
      l3("pass1.sh:1: SHA256SUMS.pkgs has no checksum for late-3"),
    ],
  },
  "a download that fails": {
    said: ["curl: (6) Could not resolve host: _", "more.patch does not exist!", fail],
    findings: [
      "run/missing-file steps/helpers.sh:1: there is no file more.patch, in “src_get”",
      "run/missing-file steps/late-3/sources:2: the distfile more.patch is missing: Could not resolve host: _",
      l3("helpers.sh:1: there is no file more.patch"),
    ],
  },
  "a patch that does not fit": {
    said: ["Applying patch: ../patches/fix.patch", "Hunk #2 FAILED at 9.", "1 out of 2 hunks FAILED", fail],
    findings: [
      "run/patch-failed steps/helpers.sh:1: hunk 2 of the patch does not fit at line 9, in “src_get”",
      "run/patch-failed steps/late-3/patches/fix.patch:6: hunk 2 does not fit",
      l3("helpers.sh:1: hunk 2 of the patch does not fit at line 9"),
    ],
  },
  "bash's own message": {
    said: ["/steps/late-3/pass1.sh: line 2: nope: command not found", fail],
    findings: [
      "run/command-failed steps/helpers.sh:1: /steps/late-3/pass1.sh:2: nope: command not found, in “src_get”",
      "run/command-failed steps/late-3/pass1.sh:2: nope: command not found",
      l3("helpers.sh:1: /steps/late-3/pass1.sh:2: nope: command not found"),
    ],
  },
  "a compiler's error above make's": {
    said: [
      "late-3: compiling source.",
      "x.c:3: warning: y",
      "x.c:7: error: z",
      "make: *** [all] Error 1",
      fail,
    ],
    findings: [
      "run/command-failed steps/late-3/pass1.sh:1: x.c:7: error: z, in “src_compile”",
      l3("pass1.sh:1: x.c:7: error: z"),
    ],
  },
  "make alone": {
    said: ["late-3: compiling source.", "make[2]: *** No rule to make target 'x'.  Stop.", fail],
    findings: [
      "run/command-failed steps/late-3/pass1.sh:1: make: No rule to make target 'x'.  Stop., in “src_compile”",
      l3("pass1.sh:1: make: No rule to make target 'x'.  Stop."),
    ],
  },
  "a folder that is missing": {
    said: ["Cannot cd into build/late-3!", fail],
    findings: atGet("run/folder-not-found", "there is no folder build/late-3"),
  },
  ...Object.fromEntries(
    [
      ["tar: x: Cannot write: No space left on device", "the disk of the bootstrap"],
      ["ext4_fwrite error: 28", "the file system that kexec-fiwix makes for Fiwix"],
      ["RAMDISK: incomplete write (3 != 4)", "the kernel's RAM disk"],
    ].map(([line, disk]): [string, Row] => [
      `a full disk: ${line}`,
      { said: [line!, fail], findings: atGet("run/no-space", `${disk} is full: ${line}`) },
    ]),
  ),
  ...Object.fromEntries(
    [
      "cc1: out of memory allocating 65536 bytes",
      "virtual memory exhausted: Cannot allocate memory",
      "bash: fork: Cannot allocate memory",
      "Out of memory: Kill process 7 (cc1) score 9 or sacrifice child",
    ].map((line): [string, Row] => [
      `no memory: ${line}`,
      { said: [line, fail], findings: atGet("run/no-memory", `the memory was not enough: ${line}`) },
    ]),
  ),
  ...Object.fromEntries(
    ["[TRAP - use Ctrl+D] /steps # ", "[TRAP] /steps # ", "[early Bash shell] /steps # "].map(
      (line): [string, Row] => [
        `a prompt: ${line}`,
        {
          said: [line],
          findings: atGet("run/waits-for-input", "a command failed, and a shell waits for somebody to type"),
        },
      ],
    ),
  ),
};

const stopped = (how: string) =>
  `the script that the kernel runs ${how}, so the kernel stopped: what failed stands above it in the log`;
const init = "Kernel panic - not syncing: Attempted to kill init!";
const machine: Record<string, Row> = {
  "a jump into Fiwix, then Linux": {
    said: [
      ...["copy_file: /init", "Fiwix ext2 initrd created successfully.", "kexec-fiwix: x"],
      ...[
        "kexec-fiwix: jumping to trampoline...",
        "[    0.000000] Linux version 4.14.341",
        "late-3: build successful",
      ],
    ],
    steps: ["a-1 done", "b-1 done", "bash-2 done", "late-3 done"],
    status: "unfinished",
  },
  "a panic of Fiwix": {
    said: ["PANIC: in do_page_fault()"],
    findings: atGet("run/kernel-panic", "the kernel stopped: in do_page_fault()"),
  },
  "a panic of Linux": {
    said: ["[    1.5] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"],
    findings: atGet(
      "run/kernel-panic",
      "the kernel stopped: not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
    ),
  },
  "a script under a kernel that fails": {
    said: [`[   12.5] ${init} exitcode=0x00000100`],
    findings: atGet("run/kernel-panic", stopped("has ended with status 1")),
  },
  "a script under a kernel that a signal ends": {
    said: [`${init} exitcode=0x0000000b`],
    findings: atGet("run/kernel-panic", stopped("was ended by a bad memory access")),
  },
  "a script under a kernel that ends too early": {
    said: [`[   12.5] ${init} exitcode=0x00000000`],
    findings: atGet(
      "run/kernel-panic",
      "the script that the kernel runs has ended with status 0 within step 4, late-3 pass 1, and so the kernel stopped, although the plan has more",
    ),
  },
  "a disk, and a network, that do not come up": {
    said: [
      "Timeout reached for disk to become accessible",
      "Timeout reached for internet to become accessible",
    ],
    findings: atGet("run/not-reachable", "the disk did not become accessible in time"),
  },
  "KVM's internal error": {
    said: [
      ...["KVM internal error. Suberror: 1", "emulation failure", "EAX=00000004 EBX=00000000 ECX=0 EDX=0"],
      ...["Code=00 00 <cd> 80 00"],
    ],
    findings: atGet("run/kvm-failed", "KVM internal error. Suberror: 1: the machine has stopped"),
  },
  "the end of builder-hex0, though nothing has failed": {
    said: ["Build finished.", "ERROR: no hda writes!"],
    findings: [
      "run/interrupted steps/manifest:5: the machine's shell came to its end within step 4, late-3 pass 1, although no command has failed",
    ],
    status: "unfinished",
  },
  "what QEMU says of its own end": {
    said: ["qemu-system-x86_64: terminating on signal 15 from pid 7 (timeout)"],
    findings: [
      "run/interrupted steps/manifest:5: the log ends within step 4, late-3 pass 1: QEMU says “terminating on signal 15 from pid 7 (timeout)”",
    ],
    status: "unfinished",
  },
};

async function check(before: readonly string[], row: Row, written: (log: string) => string) {
  const { findings, events, steps, status } = await annotated(written(lines(...before, ...row.said)));
  const checksums = events.flatMap((event) =>
    event.type === "checksum"
      ? [`${event.name} ${event.ok} ${event.location?.file.replace("/t/", "")}:${event.location?.line}`]
      : [],
  );
  expect(status).toBe(row.status ?? "failed");
  if (row.findings !== undefined) expect(findings).toEqual(row.findings);
  if (row.checksums !== undefined) expect(checksums.slice(-row.checksums.length)).toEqual(row.checksums);
  if (row.steps === undefined) return;
  const ended = steps.slice(1).map((step) => step.split(" ").slice(0, -1).join(" "));
  expect(ended).toEqual(row.steps);
}

const eras: readonly (readonly [string, readonly string[], Record<string, Row>])[] = [
  ["kaem", inStep, kaem],
  ["bash", late, builds],
  ["a machine", late, machine],
];

describe.each(eras)("forms of %s", (_, before, rows) => {
  describe.each(Object.entries(rows))("%s", (__, row) => {
    it("from a pipe", () => check(before, row, (log) => log));
    it("from a console of 80 columns", () => check(before, row, onConsole));
  });
});

const host: Record<string, Row> = {
  "a download that is not what sources says": {
    said: [
      ...["Bootstrapping x86", "Downloading: a-1.tar.gz", "Traceback (most recent call last):"],
      ...["ValueError: Checksum mismatch for file a-1.tar.gz:", `expected: ${H}`, `actual:   ${G}`],
    ],
    findings: [
      "run/distfile-mismatch steps/a-1/sources:1: a-1.tar.gz was downloaded, and has another SHA-256",
    ],
  },
  "a download without an answer": {
    said: ["Downloading: a-1.tar.gz", "requests.exceptions.ConnectionError: no"],
    findings: [
      "run/missing-file steps/a-1/sources:1: a-1.tar.gz is not in distfiles, and could not be downloaded",
    ],
  },
  "no mirror": {
    said: ["Traceback (most recent call last):", "ValueError: At least one mirror must be provided."],
    findings: ["At least one mirror must be provided"],
  },
  "a module of Python that is missing": {
    said: ["ModuleNotFoundError: No module named 'requests'"],
    findings: ["Python's module requests is not installed (Debian: python3-requests)"],
  },
  "a target that is there": {
    said: ["FileExistsError: [Errno 17] File exists: 'target'"],
    findings: ["it needs a --target that is empty"],
  },
  "sudo without a terminal": {
    said: ["sudo: a terminal is required to read the password; either use the -S option"],
    findings: ["sudo: a terminal is required to read the password; run all of it as root, or with --bwrap"],
  },
  "a program that is missing": {
    said: ["FileNotFoundError: [Errno 2] No such file or directory: 'qemu-system-x86_64'"],
    findings: ["qemu-system-x86_64"],
  },
  "bubblewrap without user namespaces": {
    said: ["bwrap: setting up uid map: Permission denied", "Bootstrapping failed"],
    findings: [
      "bwrap: setting up uid map: Permission denied: this system does not let it make user namespaces",
    ],
  },
  "QEMU that cannot begin": {
    said: [
      "Could not access KVM kernel module: No such file or directory",
      "qemu-system-x86_64: failed to initialize kvm: No such file or directory",
      "Bootstrapping failed",
    ],
    findings: ["Could not access KVM kernel module: No such file or directory: the machine cannot begin"],
  },
  "a program that fails and says nothing": {
    said: ["Bootstrapping failed"],
    findings: ["rootfs.py ended before the bootstrap began: a program that it has started failed"],
  },
  "a chroot that cannot begin": {
    said: ["chroot: failed to run command '/x': No such file or directory", "Bootstrapping failed"],
    findings: ["chroot: failed to run command '/x': No such file or directory"],
  },
};

describe.each(Object.entries(host))("rootfs.py and what it starts: %s", (_, row) => {
  it("is told", async () => {
    const { findings, status } = await annotated(lines(...row.said));
    expect(status).toBe("failed");
    for (const expected of row.findings!) expect(findings.join("\n")).toContain(expected);
  });
});

describe("a script that ends with status 0 under a kernel", () => {
  const end = `[   12.5] ${init} exitcode=0x00000000`;
  it("is the end of the bootstrap where all was done", async () => {
    const row: Row = {
      said: ["late-3: build successful", "a: uninstalling.", "b: uninstalling.", end],
      steps: ["a-1 done", "b-1 done", "bash-2 done", "late-3 done", "a b done"],
      findings: [],
      status: "good",
    };
    await check(late, row, onConsole);
  });
});
