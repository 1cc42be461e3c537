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
import { defaultConfiguration, withValues } from "../tree/configuration";

describe("a log of kaem", () => {
  it("has for each command its script, line and callers, and its steps", async () => {
    const log = lines(seed, configured(), begin("a-1"), " +> sha256sum -c sources.SHA256SUM ", done, toBash);
    const { places, steps, end, status } = await annotated(log);
    expect(places[0]).toBe("1 /kaem.x86:1 /t/seed/stage0-posix/kaem.x86:1 0");
    expect(places[7]).toBe("8 /full.kaem:20 /t/seed/seed.kaem:2 2");
    expect(places[29]).toBe("30 /steps/0.sh:21 /t/steps/manifest:1 3");
    expect(places[33]).toBe("34 /steps/a-1/pass1.kaem:2 /t/steps/a-1/pass1.kaem:2 4");
    expect(end.commands.located).toBe(end.commands.echoed);
    expect(steps.slice(0, 3)).toEqual(["seed done 32", "a-1 done 38", "b-1 done 44"]);
    expect(status).toBe("unfinished");
  });

  it("blames a distfile that is missing, on the line of its sources", async () => {
    const log = lines(
      ...[seed, configured(), begin("a-1"), " +> sha256sum -c sources.SHA256SUM "],
      ...["/external/distfiles/a-1.tar.gz: No such file or directory", aborted(4), "Subprocess error"],
    );
    const { findings, status } = await annotated(log);
    expect(status).toBe("failed");
    expect(findings).toEqual([
      "run/missing-file steps/a-1/pass1.kaem:2: there is no file /external/distfiles/a-1.tar.gz, in “sha256sum -c sources.SHA256SUM”",
      "run/missing-file steps/a-1/sources:1: the distfile /external/distfiles/a-1.tar.gz is missing",
      "run/step-failed steps/manifest:1: step 1, a-1 pass 1, failed at pass1.kaem:2: there is no file /external/distfiles/a-1.tar.gz",
    ]);
    const linked = await annotated(log, undefined, ["a-1.tar.gz"]);
    expect(linked.findings[1]).toMatch(/a-1\.tar\.gz is missing: in distfiles it is a link/);
  });

  it("takes its configuration from what it says", async () => {
    const changes = { QEMU: "True", CHROOT: "False", MIRRORS_LEN: "3" };
    const log = lines(
      seed,
      configured(changes),
      begin("a-1"),
      " +> sha256sum -c sources.SHA256SUM ",
      done,
      begin("q-1"),
      " +> q ",
    );
    const { steps, end, configuration } = await annotated(log);
    expect([...configuration]).toEqual([...withValues(defaultConfiguration("x86"), Object.entries(changes))]);
    expect(end.commands.located).toBe(end.commands.echoed);
    expect(steps.slice(1)).toEqual(["a-1 done 38", "q-1 interrupted 43"]);
  });

  it("finds the line of a compiler's message, and the references to a label that is missing", async () => {
    const before = [
      seed,
      configured(),
      begin("a-1"),
      " +> sha256sum -c sources.SHA256SUM ",
      "a-1.tar.gz: OK",
    ];
    const hex2 = " +> hex2 -f /x86/src.hex2 -o a ";
    const message = await annotated(lines(...before, hex2, " +> cc a.c ", "a.c:2:missing ;", aborted(4)));
    expect(message.findings).toContain("run/command-failed steps/a-1/a.c:2: missing ;");
    const label = await annotated(lines(...before, hex2, "Target label gone is not valid", aborted(4)));
    expect(label.findings).toContain(
      "run/undefined-label seed/stage0-posix/x86/src.hex2:2: no input defines the label gone",
    );
  });

  it("blames the command that is echoed behind a program's unfinished line, and takes no other text for one", async () => {
    const before = [seed, configured(), begin("a-1"), " +> sha256sum -c sources.SHA256SUM "];
    const glued = await annotated(
      lines(...before, "no end +> hex2 -f /x86/src.hex2 -o a ", "oops +> cc a.c ", aborted(4)),
    );
    expect(glued.places.at(-1)).toMatch(/^\d+ \/steps\/a-1\/pass1\.kaem:4 /);
    expect(glued.findings[0]).toMatch(/^run\/command-failed steps\/a-1\/pass1\.kaem:4: .* in “cc a\.c”$/);
    const quoted = await annotated(lines(...before, "it says +> cc b.c ", aborted(4)));
    expect(quoted.findings[0]).toMatch(/^run\/command-failed steps\/a-1\/pass1\.kaem:2: /);
  });

  it("says where it ends when nothing has failed", async () => {
    const { findings, status } = await annotated(
      `${seed}\n${configured()}\n${begin("a-1")}\n +> sha256sum -c sou`,
    );
    expect(status).toBe("unfinished");
    expect(findings).toEqual([
      "run/interrupted steps/manifest:1: the log ends within step 1, a-1 pass 1, while “sha256sum -c sou” was at work",
    ]);
  });

  it("says what has ended the machine, and why one does not begin", async () => {
    const said = "qemu-system-x86_64: terminating on signal 15 from pid 7 (timeout)";
    const ended = await annotated(`${seed}\r\n +> catm a b${said}\n`);
    expect(ended.findings).toEqual([
      expect.stringMatching(
        /the log ends within .*: QEMU says “terminating on signal 15 from pid 7 \(timeout\)”$/,
      ),
    ]);
    const { findings, status } = await annotated(
      "SeaBIOS\r\nNo bootable device.  Retrying in 60 seconds.\r\n",
    );
    expect(status).toBe("failed");
    expect(findings[0]).toMatch(/^run\/load-failed .* finds nothing on the disk that it can boot/);
    const errors = "42 10004000000000402F01000000000000".repeat(9);
    const unreadable = await annotated(`SeaBIOS\r\nsrc\r\n./a\r\n${errors}`);
    expect(unreadable.findings[0]).toMatch(/^run\/load-failed .* sector 303 /);
  });

  it("may begin again", async () => {
    const { steps, findings } = await annotated(lines(seed, "Subprocess error 1", "ABORTING HARD", seed));
    expect(steps).toEqual(["seed failed 12", "seed interrupted 20"]);
    expect(findings[0]).toMatch(/^run\/command-failed seed\/seed.kaem:3/);
  });

  it("has times where something has put them in front of its lines", async () => {
    const log = lines(seed, configured(), begin("a-1"), " +> sha256sum -c sources.SHA256SUM ", done)
      .trimEnd()
      .split("\n")
      .map((line, index) => `2025-01-01T00:00:${String(index % 60).padStart(2, "0")}.0000000Z ${line}`)
      .join("\n");
    const { steps } = await annotated(log);
    expect(steps.slice(0, 2)).toEqual(["seed done 32 31000", "a-1 done 38 6000"]);
  });
});

describe("a log of bash", () => {
  const bash = [seed, configured(), begin("a-1"), " +> sha256sum -c sources.SHA256SUM ", done, toBash];
  const late = [
    ...bash,
    " +> bash /steps/1.sh ",
    "late-3: beginning build using script pass1.sh",
    "late-3: getting sources.",
  ];

  it("has the functions of a build, and blames the one at work", async () => {
    const log = lines(
      ...late,
      "late-3.tar.gz: OK",
      "late-3: compiling source.",
      "x.c:3: warning: unused",
      "x.c:7: error: no",
      "make: *** [all] Error 1",
      aborted(3),
    );
    const { findings, events } = await annotated(log);
    expect(findings).toEqual([
      "run/command-failed steps/late-3/pass1.sh:1: x.c:7: error: no, in “src_compile”",
      "run/step-failed steps/manifest:5: step 4, late-3 pass 1, failed at pass1.sh:1: x.c:7: error: no",
    ]);
    const phases = events.flatMap((event) =>
      event.type === "output" && event.location ? [event.location] : [],
    );
    expect(phases.map(({ file, line }) => `${file}:${line}`)).toEqual([
      "/t/steps/helpers.sh:1",
      "/t/steps/late-3/pass1.sh:1",
    ]);
  });

  it.each([
    [
      "more.patch does not exist!",
      "run/missing-file steps/late-3/sources:2: the distfile more.patch is missing: (6)",
    ],
    [
      "late-3.tar.gz: FAILED\nsha256sum: WARNING: 1 computed checksum did NOT match",
      "run/distfile-mismatch steps/late-3/sources:1: late-3.tar.gz has another SHA-256 than the tree wants",
    ],
    [
      "Applying patch: ../../patches/fix.patch\nHunk #2 FAILED at 9.\n1 out of 2 hunks FAILED",
      "run/patch-failed steps/late-3/patches/fix.patch:6: hunk 2 does not fit",
    ],
    [
      "/steps/late-3/pass1.sh: line 2: nope: command not found",
      "run/command-failed steps/late-3/pass1.sh:2: nope: command not found",
    ],
    [
      "gcc: x.o: No space left on device",
      "run/no-space steps/helpers.sh:1: the disk of the bootstrap is full: gcc: x.o: No space left on device, in “src_get”",
    ],
    [
      "cc1: out of memory allocating 8 bytes",
      "run/no-memory steps/helpers.sh:1: the memory was not enough: cc1: out of memory allocating 8 bytes, in “src_get”",
    ],
    [
      "Cannot cd into build/late-3!",
      "run/folder-not-found steps/helpers.sh:1: there is no folder build/late-3, in “src_get”",
    ],
  ])("%j", async (said, expected) => {
    const before = said.includes("more.patch") ? "curl: (6) Could not resolve host: _\n" : "";
    const { findings, status } = await annotated(lines(...late, before + said, aborted(3)));
    expect(status).toBe("failed");
    expect(findings).toContain(expected.replace("(6)", "Could not resolve host: _"));
  });

  it.each([
    ["[   12.5] Kernel panic - not syncing: Attempted to kill init! exitcode=0x100", "run/kernel-panic"],
    ["PANIC: in do_page_fault()", "run/kernel-panic"],
    ["Timeout reached for internet to become accessible", "run/not-reachable"],
    ["[TRAP - use Ctrl+D] /steps # ", "run/waits-for-input"],
    ["KVM internal error. Suberror: 1", "run/kvm-failed"],
  ])("ends in failure at %j, though no kaem says so", async (said, code) => {
    const { findings, status } = await annotated(lines(...late, said));
    expect(status).toBe("failed");
    expect(findings[0]).toMatch(new RegExp(`^${code} `));
  });

  it("asks SHA256SUMS.pkgs for a package", async () => {
    const { findings } = await annotated(
      lines(...late, "late-3: checksumming created package.", `late-3_0.tar.bz2: FAILED`, aborted(3)),
    );
    expect(findings).toContain(
      "run/checksum-mismatch steps/SHA256SUMS.pkgs:1: late-3_0.tar.bz2 has another SHA-256 than the tree wants",
    );
  });

  it("ends a step with a package that was built before", async () => {
    const { steps } = await annotated(
      lines(
        ...bash,
        " +> bash /steps/1.sh ",
        "late-3: installing prebuilt package.",
        "a: uninstalling.",
        "b: uninstalling.",
      ),
    );
    expect(steps.slice(-2)).toEqual(
      ["late-3 done 52", "a b done 54"].map((step) => expect.stringContaining(step.split(" ")[0]!) as string),
    );
  });
});

describe("a log of rootfs.py", () => {
  it("tells of a download that is not what sources says", async () => {
    const log = lines(
      "Bootstrapping x86",
      "Downloading: a-1.tar.gz",
      "Traceback (most recent call last):",
      "ValueError: Checksum mismatch for file a-1.tar.gz:",
      `expected: ${H}`,
      `actual:   ${G}`,
    );
    const { findings, status } = await annotated(log);
    expect(status).toBe("failed");
    expect(findings).toContain(
      "run/distfile-mismatch steps/a-1/sources:1: a-1.tar.gz was downloaded, and has another SHA-256",
    );
  });

  it("tells of an exception", async () => {
    const { findings } = await annotated(
      "Traceback (most recent call last):\nValueError: At least one mirror must be provided.\n",
    );
    expect(findings[0]).toMatch(/^run\/host-script-failed .*At least one mirror/);
  });
});

describe("a log of QEMU's console", () => {
  it("says the same as one of chroot", async () => {
    const changes = { QEMU: "True", CHROOT: "False", DISK: "sda", KERNEL_BOOTSTRAP: "True" };
    const long = "x".repeat(200);
    const log = lines(
      seed,
      configured(changes),
      begin("a-1"),
      " +> sha256sum -c sources.SHA256SUM ",
      long,
      "/external/distfiles/a-1.tar.gz: No such file or directory",
      aborted(4),
    );
    const plain = await annotated(log);
    const serial = await annotated(`${onConsole(log)}Build finished.\r\nERROR: no hda writes!\r\n`);
    const parts = (places: readonly string[]) => places.map((place) => place.replace(/^\d+ /, ""));
    expect(parts(serial.places)).toEqual(parts(plain.places));
    expect(serial.findings).toEqual(plain.findings);
    expect(serial.status).toBe("failed");
  });
});
