import type { CodeEntry } from "../codeEntry";

/** What can be wrong with a disk image, or with what is to be in one. */
export const imageCodes = {
  "image/no-boot-path": {
    severity: "error",
    title: "The tree has nothing that an image could boot from.",
    why: "An image begins with `builder-hex0/builder-hex0-x86-stage1.hex0`, assembled, and the source of `builder-hex0-x86-stage2.hex0` (lib/generator.py, `create_builder_hex0_disk_image`).",
    remedy: "Check out the tree's submodules: `git submodule update --init --recursive`.",
  },
  "image/architecture": {
    severity: "error",
    title: "No image boots this architecture.",
    why: "builder-hex0 is a kernel for x86, and lib/generator.py starts `/kaem.x86` in every image.",
    remedy: "Take `--arch x86`, or a kernel of your own with `--kernel`.",
  },
  "image/boot-sector": {
    severity: "error",
    title: "stage1 is no boot sector.",
    why: "A PC's BIOS loads 512 bytes and jumps into them only if the last two are 55 AA.",
    remedy: "Correct the hex0 source; the message says what it has.",
  },
  "image/nul-in-stage2": {
    severity: "error",
    title: "The source of stage2 has a zero byte in it.",
    why: "stage1 assembles stage2 up to the first zero byte outside of a comment: it has no other way to know where the source ends.",
    remedy: "Remove the byte.",
  },
  "image/stage2-size": {
    severity: "error",
    title: "stage2 would read its commands from the wrong place.",
    why: "stage2 of builder-hex0 has the number of the sector built in where its commands begin (`mov word [0x01000000], 0x000000AF` in internalshell). They begin behind its own source, so the number fits only as long as the source, comments included, takes as many sectors as it did. With another number the machine hangs before the first `src`.",
    remedy: "Add or remove comments until the size is one that the message names, or change the number.",
  },
  "image/bad-name": {
    severity: "error",
    title: "A file has a name that cannot be in an image.",
    why: "A line feed ends a name in the `src` command of builder-hex0, and, as a carriage return does, a command of debugfs, which fills ext3 disks and may take no command of more than 1,000 bytes for one. Names are UTF-8 (lib/generator.py stops at others), and links are followed.",
    remedy: "Rename the file, correct the link, or move it out of the folder.",
  },
  "image/special-file": {
    severity: "error",
    title: "Something that is neither a file nor a folder cannot be in an image.",
    why: "A device, FIFO or socket has no content that could be copied.",
    remedy: "Move it out of the tree.",
  },
  "image/too-many-files": {
    severity: "error",
    title: "The image has more files than builder-hex0 has names for.",
    why: "Its table has 14,332 entries, and folders, outputs of `hex0` and every file that the bootstrap makes take one, too. What does not fit overwrites other memory (README, Limitations: “a random, mysterious failure or crash”).",
    remedy: "Leave files out that are not needed before there is a kernel.",
  },
  "image/too-large": {
    severity: "error",
    title: "The image's files are more than builder-hex0 has memory for.",
    why: "All files together may have 1,811,939,328 bytes, those that the bootstrap makes included. What does not fit overwrites other memory.",
    remedy: "Leave files out that are not needed before there is a kernel.",
  },
  "image/long-name": {
    severity: "error",
    title: "A path or argument is longer than builder-hex0 can hold.",
    why: "A path has 1,023 bytes, an argument 255; nothing is checked, and what is longer runs into what is behind it.",
    remedy: "Shorten it.",
  },
  "image/no-parent": {
    severity: "error",
    title: "A file is to be made in a folder that does not exist.",
    why: "builder-hex0 cannot open a file whose folder has not been made by `src 0 FOLDER` before, and does not say so.",
    remedy: "Make the folder first.",
  },
  "image/missing-input": {
    severity: "error",
    title: "A command reads a file that no command makes.",
    why: "builder-hex0 hangs when a program does not exist, and makes an empty file of a hex0 source that does not.",
    remedy: "Correct the path, or add the file.",
  },
  "image/bad-program": {
    severity: "error",
    title: "builder-hex0 would not run this program.",
    why: "Its shell decides by the first byte of a command: `s` is `src`, `h` is `hex0`, `f` flushes, a zero byte ends. A program's path may begin with none of them.",
    remedy: "Write the path from `/` on.",
  },
  "image/missing-distfile": {
    severity: "warning",
    title: "Distfiles that the bootstrap needs are not in distfiles/.",
    why: "The image is made without them: there is no network before the manifest's network step, so the bootstrap stops at the first build that needs one.",
    remedy: "`bootstrappable distfiles fetch` downloads them.",
  },
  "image/no-e2fsprogs": {
    severity: "error",
    title: "What makes an ext3 disk is not installed.",
    why: "`mke2fs` makes the file system in the image file, `debugfs` puts the files in: both without root, and without mounting anything. They are part of e2fsprogs.",
    remedy:
      "Install e2fsprogs (Debian and others: the package `e2fsprogs`; Homebrew: `e2fsprogs`, whose `sbin` folder has to be in PATH).",
  },
  "image/disk-size": {
    severity: "error",
    title: "A disk of this size cannot be made.",
    why: "All files have to fit on it, with inodes, tables and a journal. rootfs.py leaves 1 GiB in front of the partition of a disk that a kernel boots from, 1 MiB in front of that of the second disk (lib/utils.py, `create_disk`). The partition table of a PC has 32 bits for the number of a sector: 2 TiB. And the file system that the image is written to has a limit of its own: 16 TiB a file with ext4.",
    remedy: "Choose another `--size`. rootfs.py takes 16G, which is enough for a whole bootstrap.",
  },
  "image/ext3-failed": {
    severity: "error",
    title: "The file system of a disk could not be made.",
    why: "`mke2fs` or `debugfs` failed, or what is on the file system afterwards is not what was to be there. Nothing is left of the disk.",
    remedy:
      "The message has the program's own words. See whether there is room on the host's disk, and whether the tree changed meanwhile.",
  },
  "image/malformed": {
    severity: "error",
    title: "A disk image cannot be read on.",
    why: "What stands where builder-hex0's shell reads its next command is none, the image ends in the middle of a file, or a structure of its ext3 file system is damaged.",
    remedy: "Make the image anew.",
  },
} as const satisfies Record<string, CodeEntry>;
