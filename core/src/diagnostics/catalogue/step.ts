import type { CodeEntry } from "../codeEntry";

/** What `bootstrappable new-step --lint` finds missing around a step. */
export const stepCodes = {
  "step/not-in-manifest": {
    severity: "warning",
    title: "A step's folder is there, but no line of the manifest builds it.",
    why: "Nothing but `steps/manifest` decides what is built. A folder that it does not name is dead weight that readers take for a part of the bootstrap.",
    remedy: "Add `build: NAME-VERSION` where the step belongs, or remove the folder.",
  },
  "step/missing-pass": {
    severity: "warning",
    title: "A pass has neither a script nor a makefile of its own.",
    why: "Under bash a build without `passN.sh` takes the defaults of steps/helpers.sh for every phase: no configuring, then `make`. That is legal, but seldom what was meant; where the defaults fit, upstream keeps a makefile in `mk/main.mk`.",
    remedy: "Write the script, or correct the manifest's number of builds.",
  },
  "step/unused-pass": {
    severity: "warning",
    title: "A pass script is never run.",
    why: "The script generator counts the builds of a package in the manifest: the n-th runs `passN`, `.kaem` before bash is built and `.sh` after it. A script with another number, or for the other shell, stays unused.",
    remedy: "Add the build to the manifest, rename the script, or remove it.",
  },
  "step/missing-sources": {
    severity: "error",
    title: "A step reads `sources`, and there is none.",
    why: "Under bash `src_get` reads it line by line unless the script has a `src_get` of its own; under kaem `checksum-transcriber sources` does. Both stop without it.",
    remedy: "Write `sources`: `f URL SHA256` for each distfile.",
  },
  "step/placeholder-hash": {
    severity: "error",
    title: "A hash is still the placeholder.",
    why: "`new-step` writes 64 zeros where it does not know a hash, so that the check fails and says what the file really has.",
    remedy: "Put the SHA-256 in.",
  },
  "step/unverified": {
    severity: "warning",
    title: "A kaem script never checks what it made.",
    why: "Nothing else does: packages are checked only under bash. A wrong program is noticed steps later, or never.",
    remedy: "End with `sha256sum -c ${pkg}.checksums`, and `sha256sum -o` under UPDATE_CHECKSUMS.",
  },
  "step/missing-checksums": {
    severity: "error",
    title: "A file of checksums that a script checks does not exist.",
    why: "`sha256sum -c` stops the run when its file cannot be opened.",
    remedy: "Run the step once with UPDATE_CHECKSUMS=True and keep the file that it writes.",
  },
  "step/no-licence": {
    severity: "info",
    title: "A script does not say under which licence it stands.",
    why: "live-bootstrap follows REUSE: each file has its copyright and licence in its head, or in REUSE.toml.",
    remedy: "Add `# SPDX-FileCopyrightText:` and `# SPDX-License-Identifier:` lines.",
  },
  "step/undescribed": {
    severity: "info",
    title: "parts.rst does not explain a step.",
    why: "DEVEL.md of live-bootstrap asks that all packages are explained there: what it is, and why it is needed at this point.",
    remedy: "Write a section with the package's name and version as its title.",
  },
} as const satisfies Record<string, CodeEntry>;
