import type { CodeEntry } from "../codeEntry";

/** What can be found while a bootstrap runs. */
export const runCodes = {
  "run/step-failed": {
    severity: "error",
    title: "A step of the bootstrap failed.",
    why: "The step's shell ended with an error, so nothing after it was run. The finding stands on the step's line in the manifest; what went wrong inside the step is a finding of its own, and the last lines of the log are attached.",
    remedy:
      "Look at the finding on the script's line first. The root file system is left as it was at the failure, in `root` of the target folder.",
  },
  "run/seed-failed": {
    severity: "error",
    title: "The seed phase failed.",
    why: "The chain from the hand-written seeds up to the first full shell broke off (`kaem.<arch>` and what it calls), so no step could begin.",
    remedy:
      "See the finding on the script's line. When every checksum of the first file fails, the checkout is the likely cause: line endings, or a submodule at another commit.",
  },
  "run/command-failed": {
    severity: "error",
    title: "A command of a script failed.",
    why: "kaem stops at the first command that does not end with status 0, then prints `Subprocess error N` and `ABORTING HARD`, once for each shell that was waiting. The innermost command is the one to blame: the last ` +> ` line before the first of these pairs.",
    remedy:
      "Read the output right above the failure in the log; the command is shown there with its words expanded.",
  },
  "run/command-not-found": {
    severity: "error",
    title: "A script calls a program that does not exist.",
    why: "kaem looks names up in PATH, also names with a `/` in them unless they begin with `.` or `/`, and prints `WHILE EXECUTING X NOT FOUND!` where there is none.",
    remedy: "Correct the name, or move the step behind the one that builds the program.",
  },
  "run/missing-file": {
    severity: "error",
    title: "A file that a command reads does not exist.",
    why: "A file was named that neither the tree has nor an earlier step made. For a source archive this means that the distfile has not been downloaded.",
    remedy:
      "Correct the name; `bootstrappable distfiles fetch` downloads distfiles, and so does `run --fetch`.",
  },
  "run/folder-not-found": {
    severity: "error",
    title: "A script changes to a folder that does not exist.",
    why: "kaem prints `cd failed!` and ends without the usual `ABORTING HARD`.",
    remedy: "Correct the path, or make the folder first.",
  },
  "run/carriage-return": {
    severity: "error",
    title: "A command failed, and the lines that it comes from end with CR LF.",
    why: "To kaem, bash and sha256sum a line ends with LF alone, and a CR in front of it is a part of the last word: of a program's name, of a path, of a variable's value. An empty line is a command whose name is a CR. Git writes such line ends where `core.autocrlf` is set, editors where the file had some.",
    remedy:
      "Write the files with LF alone: check the tree out again with `git -c core.autocrlf=false`, or change the line ends in the editor. `bootstrappable doctor` tells which files have such line ends.",
  },
  "run/checksum-mismatch": {
    severity: "error",
    title: "A file is not what its checksum says.",
    why: "`sha256sum -c` found another SHA-256 than the tree has. Either the file was built differently than by the person who wrote the checksum down, or the checksum is out of date.",
    remedy:
      "Find out why the file differs before you accept the new checksum: this line is the bootstrap's whole guarantee.",
  },
  "run/distfile-mismatch": {
    severity: "error",
    title: "A source archive is not what the sources file says.",
    why: "The distfile in the tree has another SHA-256 than the step's `sources` (or its checksum file) wants: a damaged or partial download, or upstream changed the file.",
    remedy: "Delete the file from `distfiles` and download it again; compare with another mirror.",
  },
  "run/every-checksum-wrong": {
    severity: "error",
    title: "All files that a check looked at are others than the tree says.",
    why: "Files that have little to do with each other do not all change at once. What they are all made of is more likely to be wrong: the checkout, a submodule at another commit, line endings that git or an editor converted, the host.",
    remedy:
      "Run `bootstrappable doctor` and `bootstrappable verify`, which compare what the tree itself says twice. Accept the hashes only when you know what changed.",
  },
  "run/checksum-missing": {
    severity: "error",
    title: "SHA256SUMS.pkgs has no checksum for a package that was built.",
    why: "Every build under bash ends with a check of `NAME_REVISION.tar.bz2`; without a line for it helpers.sh says `no checksum stored!`, and the bootstrap ends.",
    remedy: "Add the line. The editor offers to, with the hash of what the run made.",
  },
  "run/bad-checksum-file": {
    severity: "error",
    title: "A checksum file holds no checksum.",
    why: "`sha256sum -c` printed `no properly formatted SHA256 checksum lines found`: a line is 64 hexadecimal digits, two blanks and a name.",
    remedy: "Correct the file's lines.",
  },
  "run/undefined-label": {
    severity: "error",
    title: "hex2 met a reference to a label that no input defines.",
    why: "hex2 prints `Target label X is not valid` with neither file nor line.",
    remedy: "Look for the label in the files that the command names with `-f`.",
  },
  "run/patch-failed": {
    severity: "error",
    title: "A hunk of a patch does not fit.",
    why: "The lines that the hunk wants to replace are not in the file: the source is another version, or a patch before has changed them.",
    remedy: "Look at the hunk; make the patch again on the source that the step unpacks.",
  },
  "run/waits-for-input": {
    severity: "error",
    title: "An interactive shell waits for somebody to type.",
    why: "With `--interactive` bash starts a shell where a command fails. Nobody answers it in a log or a task, so the run has failed; and it stops at failures that `set -e` would let pass.",
    remedy:
      "Look at what was printed above the prompt. Run without `--interactive`: the state of the failed step is kept.",
  },
  "run/kernel-panic": {
    severity: "error",
    title: "The kernel inside the machine has stopped.",
    why: "After a jump the generated script is the kernel's first program, so a script that fails ends in `Kernel panic - not syncing: Attempted to kill init!`, with its status in `exitcode`. A script that ends with status 0 behind the last step is no failure. Fiwix says `PANIC: in F()`.",
    remedy: "Look for the first error above the panic in the log.",
  },
  "run/not-reachable": {
    severity: "error",
    title: "The disk or the network did not come up.",
    why: "`jump/move_disk.sh` and `improve/get_network.sh` wait for the disk and for the internet, and give up after a while.",
    remedy: "Check the value of DISK, the machine's second disk, and whether its network is on.",
  },
  "run/no-space": {
    severity: "error",
    title: "A disk inside the bootstrap is full.",
    why: "A program said `No space left on device`; or `ext4_fwrite error` (the file system that kexec-fiwix makes holds no more), or `RAMDISK: incomplete write` (the RAM disk is too small for the initial file system).",
    remedy: "Make the image or the target's file system larger, or take out what is not needed so early.",
  },
  "run/no-memory": {
    severity: "error",
    title: "The bootstrap ran out of memory.",
    why: "A program could not get the memory that it asked for, or Linux ended one to free some.",
    remedy: "Give the machine more memory (`--qemu-ram`), use fewer cores, or add swap.",
  },
  "run/kvm-failed": {
    severity: "error",
    title: "KVM gave up on the machine.",
    why: "KVM cannot emulate some instructions of boot code, above all inside another virtual machine: QEMU prints the registers, stops the machine, and stays there for ever.",
    remedy: "Use `--accel tcg`, which is slower and runs everywhere.",
  },
  "run/machine-reset": {
    severity: "error",
    title: "The virtual machine started again or ended by itself.",
    why: "The machine ended before builder-hex0 said `Build finished.`: a triple fault, a reboot, a program that turned the machine off, or one that jumped to where there is no memory, which QEMU calls fatal. The embedded machine ends at a `hlt`, too, and where a program meets a fault that it has no handler for.",
    remedy: "Look at the last command of the log: it was at work when the machine ended.",
  },
  "run/machine-hangs": {
    severity: "error",
    title: "The virtual machine is busy, and prints nothing.",
    why: "builder-hex0 hangs at full load when it is to run a program that is missing or no ELF file; the hand-written seeds read a missing input for ever; and after `kexec-fiwix: jumping to trampoline...` some machines never say anything again.",
    remedy:
      "Check the last command of the log: its program and every input have to exist. For a step that is merely slow, raise the time with `--idle-timeout`.",
  },
  "run/load-failed": {
    severity: "error",
    title: "The machine did not read its disk in as it is.",
    why: "What a machine boots from its disk goes through the commands behind it: `src` for each file, `hex0` for the seeds, then the program that begins the bootstrap. What it says of them on the serial console is compared with what the disk holds. It said something else, or ended before the bootstrap began.",
    remedy:
      "`bootstrappable image --list` shows what is on the disk, which is `machine/disk0.img` in the target folder. With a second stage of your own, look at what it does with the command that is named.",
  },
  "run/host-script-failed": {
    severity: "error",
    title: "rootfs.py ended with an exception.",
    why: "Upstream's script stopped before the bootstrap began: a download that failed, an option that it does not take, a tool that this machine lacks.",
    remedy: "The message is the script's own.",
  },
  "run/script-error": {
    severity: "error",
    title: "kaem cannot read a script.",
    why: "The script is cut short or malformed: an `if` without `fi`, a quote that is never closed, a line that is too long.",
    remedy: "Correct the script at the place that the message names.",
  },
  "run/missing-script": {
    severity: "error",
    title: "A step has no script.",
    why: "The manifest names a step whose script (`passN.kaem`, `improve/X.sh`, `jump/X.sh`) is not in the tree. Nothing was run: this would have been found only when the step's turn came.",
    remedy:
      "Add the script, or correct the manifest. Passes are counted over the directives whose predicate is true.",
  },
  "run/unsupported-step": {
    severity: "error",
    title: "A step needs bash, which this tree's own driver has to start.",
    why: "Once a manifest has built bash, its steps are run through the tree's bash helpers, which only a tree with a script generator brings along.",
    remedy: "Add `script-generator.c` to the seed folder as in live-bootstrap, or keep the steps in kaem.",
  },
  "run/interrupted": {
    severity: "info",
    title: "The run was interrupted.",
    why: "Somebody ended the run while this step was at work. Every process of the run has been ended.",
    remedy: "Run again; the root file system is prepared afresh.",
  },
  "run/idle": {
    severity: "error",
    title: "A command has printed nothing for too long.",
    why: "The run was ended because nothing came out of it for the time of `--idle-timeout`. The hand-written hex0 and hex1 seeds read a missing input for ever, at full load; hex1 and hex2 also hang at a comment on the last line without a line end.",
    remedy:
      "Check that every input of the command exists and ends with a line end. For a command that is merely slow, raise `--idle-timeout`.",
  },
  "run/cannot-execute": {
    severity: "error",
    title: "This machine cannot run the bootstrap's programs.",
    why: "The kernel refused a program of the bootstrap: it is made for another processor, or the file system of the target forbids running programs (`noexec`). Or no program can be started at all, as for a limit of open files (`EMFILE`) or of processes (`EAGAIN`).",
    remedy:
      "Choose another architecture with `--arch`, or another target with `--target`; or raise the limit (`ulimit -n`, `ulimit -u`).",
  },
  "run/no-engine": {
    severity: "error",
    title: "No sandbox can be made on this machine.",
    why: "The engine that was asked for, or every engine, is unavailable; the message says why.",
    remedy: "Follow the remedy in the message.",
  },
  "run/no-kernel": {
    severity: "error",
    title: "The kernel to boot is not there.",
    why: "`--kernel` names a file that QEMU loads and starts instead of builder-hex0 (`-kernel`): a Linux that has disks of PCs and ext3 built in, as nothing else is there to load modules from.",
    remedy: "Correct the path after `--kernel`.",
  },
  "run/sandbox-failed": {
    severity: "error",
    title: "The sandbox could not be set up.",
    why: "A mount or another preparation of the sandbox failed before the first command of the bootstrap ran.",
    remedy: "The message is the system's own. Try another engine with `--engine`.",
  },
  "run/unsafe-target": {
    severity: "error",
    title: "The target folder cannot be used.",
    why: "The target is emptied before a run. So it must be a folder that this tool made and marked, never the source tree, a home, a mount point or a folder with somebody's files in it.",
    remedy: "Name a new or empty folder with `--target`.",
  },
  "run/target-in-use": {
    severity: "error",
    title: "Another run uses the target folder.",
    why: "Two runs in one root file system would destroy each other's work.",
    remedy: "Wait for the other run or end it; or name another folder with `--target`.",
  },
  "run/no-checkpoint": {
    severity: "error",
    title: "There is no checkpoint to begin a step with.",
    why: "A single step needs the state after the step before it: a checkpoint that an earlier run has made in the same target folder, with the same files, configuration and engine. Those of a machine in QEMU are its whole state: they hold for the very same image, memory, cores, accelerator and version of QEMU, and an edit to any file of the image makes all of them useless.",
    remedy:
      "Run with `--resume` (or in a sandbox `--from` a step): what has no checkpoint that is up to date is run first.",
  },
  "run/bad-preseed": {
    severity: "error",
    title: "The preseed cannot be used.",
    why: "`--early-preseed` takes a tar archive of a root in which the steps before bash were done. This one is damaged, is of another architecture, or has a name in it that leads out of the root: `..`, an absolute path, a path behind one of its own links, a device.",
    remedy:
      "Make it of the `root` folder of a run that stopped before bash (`--until`): `tar -C ROOT -czf preseed.tar.gz .`.",
  },
  "run/bad-tree": {
    severity: "error",
    title: "The tree cannot be copied into a root file system.",
    why: "It holds something that a bootstrap tree cannot hold (a FIFO, a socket, a device), something that cannot be read, a link that leads out of the tree where a file or folder of its own is needed, or a variable that no program can be given.",
    remedy: "The message names the file and the reason.",
  },
  "run/no-tmpfs": {
    severity: "error",
    title: "The target cannot be made a tmpfs.",
    why: "`--tmpfs` mounts a file system in memory on the target folder, as that of rootfs.py does, and only root may mount one that others see.",
    remedy:
      "Run as root, or with `--engine chroot`, which asks for that; or name a folder in a tmpfs that is mounted already: `--target /dev/shm/NAME`.",
  },
  "run/disk-failed": {
    severity: "error",
    title: "The target folder could not be written.",
    why: "The disk is full, or the folder was taken away or made read-only while the run was at work.",
    remedy: "The message is the system's own. Make room, or name another folder with `--target`.",
  },
  "run/internal-error": {
    severity: "error",
    title: "The run was ended by a fault of this tool.",
    why: "Something happened that it is not prepared for.",
    remedy: "Please report it, with the message and, if you can, the tree.",
  },
  "run/missing-seed": {
    severity: "error",
    title: "The tree has no seed for this architecture.",
    why: "A run begins with `bootstrap-seeds/POSIX/<ARCH_DIR>/kaem-optional-seed` and `hex0-seed`, or their hex0 sources, and with the script `kaem.<arch>`.",
    remedy: "Check out the submodules of the tree, or choose an architecture that it has with `--arch`.",
  },
} as const satisfies Record<string, CodeEntry>;
