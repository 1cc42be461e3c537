import type { StepName } from "./stepName";

/** A hash that nobody knows yet. It fails every check, and loudly; {@link lintStep} finds it. */
export const unknownHash = "0".repeat(64);

/** What the scaffolded files say. */
export interface StepFacts {
  readonly step: StepName;
  /** SPDX expression. */
  readonly licence: string;
  /** `2026 The authors` */
  readonly copyright: string;
  /** Name in distfiles/. */
  readonly distfile: string;
}

function header({ licence, copyright }: StepFacts): string[] {
  return [`# SPDX-FileCopyrightText: ${copyright}`, "#", `# SPDX-License-Identifier: ${licence}`];
}

/** `steps/NAME/sources`: single blanks, as checksum-transcriber takes nothing else. `url` is undefined where none has it. */
export function sourcesText(url: string | undefined, hash: string, distfile: string): string {
  const named = url !== undefined && url.slice(url.lastIndexOf("/") + 1) === distfile;
  return `f ${url ?? "_"} ${hash}${named ? "" : ` ${distfile}`}\n`;
}

/** The tools of mescc-tools-extra that unpack, by the ending of what they read. */
const unpackers: readonly (readonly [ending: RegExp, tool: string | undefined])[] = [
  [/\.(tar\.gz|tgz)$/, "ungz"],
  [/\.(tar\.bz2|tbz2?)$/, "unbz2"],
  [/\.(tar\.xz|txz)$/, "unxz"],
  [/\.tar$/, undefined],
];

/** A first `pass1.kaem`: it verifies what it takes and what it makes; what lies between is left to the author. */
export function kaemScript(facts: StepFacts): string {
  const { name } = facts.step;
  const checksums = "${pkg}.${ARCH}.checksums";
  return lines(
    "#!/bin/sh",
    "",
    ...header(facts),
    "",
    "set -ex",
    "",
    "# Is the distfile the one that was meant?",
    "checksum-transcriber sources",
    "sha256sum -c sources.SHA256SUM",
    "",
    ...kaemBuild(facts),
    "# Is the result the one that was expected?",
    "if match x${UPDATE_CHECKSUMS} xTrue; then",
    `    sha256sum -o ${checksums} \\`,
    `        /usr/bin/${name}`,
    "else",
    `    sha256sum -c ${checksums}`,
    "fi",
  );
}

function kaemBuild({ step, distfile }: StepFacts): string[] {
  const program = `\${BINDIR}/${step.name}`;
  const from = `\${DISTFILES}/${distfile}`;
  // hex0 makes what it writes executable.
  if (distfile.endsWith(".hex0")) return ["# Build and install", `hex0 ${from} ${program}`, ""];
  const found = unpackers.find(([ending]) => ending.test(distfile));
  const build = ["# Build", `# (what makes ${step.name} out of the source)`, ""];
  const install = ["# Install", `cp ${step.name} ${program}`, `chmod 755 ${program}`, ""];
  if (found === undefined) return [...build, ...install];
  const tool = found[1];
  const archive = tool === undefined ? from : "${pkg}.tar";
  return [
    "# Unpack",
    "mkdir build",
    "cd build",
    ...(tool === undefined ? [] : [`${tool} --file ${from} --output ${archive}`]),
    `untar --file ${archive}`,
    "cd ${pkg}",
    "",
    ...build,
    ...install,
    "cd ../..",
    "",
  ];
}

/** A first `pass1.sh`: the phases in which a package usually differs from what steps/helpers.sh does by default. */
export function bashScript(facts: StepFacts): string {
  return lines(
    ...header(facts),
    "",
    "src_prepare() {",
    "    default",
    "",
    "    # Remove what was generated: it is not source",
    "}",
    "",
    "src_configure() {",
    '    ./configure --prefix="${PREFIX}"',
    "}",
  );
}

/** `steps/NAME/NAME.ARCH.checksums` before the first run. */
export function checksumsText({ step }: StepFacts): string {
  return `${unknownHash}  /usr/bin/${step.name}\n`;
}

/** What a section of parts.rst says until somebody writes it; {@link lintStep} finds it. */
export const undescribed = "is not described yet";

/** The section of parts.rst, without blank lines around it. */
export function partsSection({ name, version }: StepName): string {
  const title = `${name} ${version}`;
  return `${title}\n${"=".repeat(title.length)}\n\n\`\`${name}\`\` ${undescribed}: what it is, and why the bootstrap needs it here.\n`;
}

function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join("");
}
