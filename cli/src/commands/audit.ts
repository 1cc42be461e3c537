import path from "node:path";
import { archiveReader } from "@bootstrappable/core/platform/node/archives";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { RememberedFiles } from "@bootstrappable/core/platform/rememberedFiles";
import { sum } from "@bootstrappable/core/audit/summary";
import { auditReport } from "@bootstrappable/core/languages/assembly/auditReport";
import {
  auditedLanguage,
  auditFile,
  type AuditedFile,
} from "@bootstrappable/core/languages/assembly/auditFile";
import { filesToCheck } from "@bootstrappable/core/tree/filesToCheck";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { Command, Option } from "commander";
import { auditDistfiles } from "../audit/distfiles";
import type { NamedFile } from "../audit/namedFile";
import { sarifOf } from "../audit/sarif";
import { auditTable } from "../audit/text";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, jsonLine, report, warn } from "../report";
import { writeOutput } from "../writeOutput";
import type { SetStatus } from "./command";
import { absolutePath } from "../paths";

interface Options {
  readonly format: "text" | "json" | "sarif" | "html";
  readonly output: string;
  readonly all?: boolean;
  readonly sources?: boolean;
}

export function auditCommand(setStatus: SetStatus): Command {
  return new Command("audit")
    .description(
      "does each comment agree with its bytes: every instruction of hex0, hex1 and hex2, every DEFINE of M1",
    )
    .argument("[path...]", "files or folders; with --sources a tree")
    .addOption(
      new Option("--format <format>", "how it is told")
        .choices(["text", "json", "sarif", "html"])
        .default("text"),
    )
    .option("-o, --output <file>", "where to write; otherwise standard output", "-")
    .option("--sources", "look into the distfiles of a tree for what is unsuitable in a bootstrap")
    .option(
      "--all",
      "text, json, sarif: hints, too: lines of which nothing can be told, prototypes with other bytes",
    )
    .addHelpText("after", help)
    .action(async (paths: string[], options: Options, command: Command) => {
      if (options.sources === true) {
        if (paths.length > 1) command.error("error: --sources takes one tree");
        setStatus(await auditDistfiles(paths[0] ?? ".", options));
        return;
      }
      if (paths.length === 0) command.error("error: missing required argument 'path'");
      setStatus(await auditPaths(paths, options));
    });
}

const help = `
The bytes of a line are decoded (x86 in 16, 32 and 64 bits, ARMv7, AArch64, RISC-V, Knight) and held against the instruction that
its comment names, in the dialects of stage0-posix and builder-hex0. Which processor it is tell the ELF or PE header in the bytes,
the kaem script that builds the file, its path, or a comment of the first lines: # isa: x86-16.
text, json: bytes of code, header, data and padding; lines verified, disagreeing, of which nothing can be told, without comment.
Address and displacement notes (#[7E14], # +192B) are held against where things are, too.
--sources looks into the distfiles of a tree (tar, plain or with gzip, bzip2, xz) that are there and have their hash, for what is
unsuitable in a bootstrap: binaries, build systems, parsers and documentation that a program made, texts that are not free; and for
each whether the step's scripts remove it, make it anew or use it; for what scripts and makefiles download. With --all also what is settled so. Nothing is unpacked or fetched.
Nothing is executed. Exit status: 0 no comment disagrees, 1 one does, or a file cannot be read, 2 wrong usage.`;

const isSource = (file: string) => auditedLanguage(absolutePath(file)) !== undefined;

async function auditPaths(paths: readonly string[], options: Options): Promise<number> {
  // Nothing is expected to change meanwhile.
  const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true), undefined, {
    archives: archiveReader(),
  });
  const audited: NamedFile[] = [];
  const failures: string[] = [];
  const fail = (message: string) => {
    complain(message);
    failures.push(message);
  };
  for (const given of paths) {
    const kind = await nodeFileSystem.kind(absolutePath(given));
    let sources = 0;
    if (kind === undefined) fail(`${given}: no such file or folder`);
    else if (kind === "other") fail(`${given}: neither a file nor a folder`);
    else if (kind === "file" && !isSource(given)) warn(`${given}: neither hex0, hex1, hex2 nor M1; skipped`);
    const asGiven = (inside: string) => path.join(given, path.relative(path.resolve(given), inside));
    const unreadable = (folder: string) => fail(`${asGiven(folder)}: the folder cannot be read`);
    const below = filesToCheck(nodeFileSystem, absolutePath(given), unreadable);
    for await (const found of kind === "directory" ? below : kind === "file" ? [given] : []) {
      const file = kind === "directory" ? asGiven(found) : given;
      if (!isSource(file)) continue;
      sources++;
      const result = await auditFile(workspace, absolutePath(file));
      if (result === undefined) fail(`${file}: cannot be read`);
      else if (result !== "nothing") audited.push(named(file, result, options.all === true));
    }
    if (kind === "directory" && sources === 0) fail(`${given}: no source of hex0, hex1, hex2 or M1 is in it`);
  }
  // A table of nothing would look as if all were well.
  if (audited.length === 0 && failures.length > 0) return exitStatus.findings;
  const written = await write(audited, options);
  const wrong = audited.some(({ findings }) => findings.some(({ severity }) => severity !== "hint"));
  return failures.length > 0 || wrong || !written ? exitStatus.findings : exitStatus.good;
}

function named(name: string, file: AuditedFile, all: boolean): NamedFile {
  const told = file.diagnostics.filter(({ severity }) => all || severity !== "hint");
  return {
    ...file,
    name,
    diagnostics: told,
    findings: told.map((diagnostic) => findingOf(name, file.text, diagnostic)),
  };
}

/** Findings go where those of every command go; the table, or the whole of another format, to the output. */
async function write(files: readonly NamedFile[], { format, output }: Options): Promise<boolean> {
  const findings = files.flatMap((file) => file.findings);
  if (format === "text") report(findings, "text");
  const inputs = files.map(({ name }) => name);
  return writeOutput(output, new TextEncoder().encode(contents(files, format)), false, inputs);
}

function contents(files: readonly NamedFile[], format: Options["format"]): string {
  switch (format) {
    case "text":
      return files.length === 0 ? "" : auditTable(files);
    case "json":
      return jsonLines(files);
    case "sarif":
      return sarifOf(files.flatMap(({ findings }) => findings));
    case "html":
      return auditReport(files);
  }
}

/** Every finding, then a line a file, then one for all. */
function jsonLines(files: readonly NamedFile[]): string {
  const lines = [
    ...files.flatMap(({ findings }) => findings),
    ...files.map(({ name, summary }) => ({ file: name, ...summary })),
    { total: sum(files.map(({ summary }) => summary)) },
  ];
  return lines.map((line) => `${jsonLine(line)}\n`).join("");
}
