import path from "node:path";
import { languageOfPath } from "@bootstrappable/core/languages/registry";
import { archiveReader } from "@bootstrappable/core/platform/node/archives";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { RememberedFiles } from "@bootstrappable/core/platform/rememberedFiles";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import { missingManifest, treeWithoutManifest } from "@bootstrappable/core/tree/discover";
import { filesToCheck } from "@bootstrappable/core/tree/filesToCheck";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { Command } from "commander";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, reportResult, warn, type Finding, type Format } from "../report";
import { formatOption, type SetStatus } from "./command";
import { absolutePath } from "../paths";

export function checkCommand(setStatus: SetStatus): Command {
  return new Command("check")
    .description("report what is wrong in files, or in every file below a folder")
    .argument("<path...>", "files or folders")
    .addOption(formatOption())
    .addHelpText("after", help)
    .action(async (paths: string[], options: { format: Format }) => {
      // Nothing is expected to change meanwhile.
      const workspace = new Workspace(new RememberedFiles(nodeFileSystem, () => true), undefined, {
        archives: archiveReader(),
      });
      let failed = false;
      for (const given of paths) {
        const kind = await nodeFileSystem.kind(path.resolve(given));
        if (kind === undefined) {
          complain(`${given}: no such file or folder`);
          failed = true;
          continue;
        }
        if (kind === "other") {
          complain(`${given}: neither a file nor a folder`);
          failed = true;
          continue;
        }
        if (kind === "file" && !languageOfPath(absolutePath(given))?.diagnostics) {
          warn(`${given}: of no language that can be checked; skipped`);
          continue;
        }
        const asGiven = (inside: string) => path.join(given, path.relative(path.resolve(given), inside));
        const unreadable = (folder: string) => {
          complain(`${asGiven(folder)}: the folder cannot be read`);
          failed = true;
        };
        const broken = kind === "directory" && (await treeWithoutManifest(workspace, absolutePath(given)));
        if (broken) {
          const finding = findingOf(asGiven(broken.manifest), SourceText.fromString(""), missingManifest);
          reportResult([finding], options.format);
          failed = true;
        }
        const below = filesToCheck(nodeFileSystem, absolutePath(given), unreadable);
        for await (const found of kind === "directory" ? below : [given]) {
          const file = kind === "directory" ? asGiven(found) : given;
          const findings = await check(workspace, file);
          reportResult(findings ?? [], options.format);
          failed ||= !findings || findings.some(({ severity }) => severity === "error");
        }
      }
      setStatus(failed ? exitStatus.findings : exitStatus.good);
    });
}

const help = `
Findings are the result: they go to standard output, one a line, as FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE].
What cannot be read is told on standard error.
Exit status: 0 nothing but warnings and hints, 1 an error found or something that cannot be read, 2 wrong usage.`;

/** What is found in a file; undefined, and said, when it cannot be read. */
async function check(workspace: Workspace, file: string): Promise<readonly Finding[] | undefined> {
  const absolute = absolutePath(file);
  const language = languageOfPath(absolute);
  if (!language?.diagnostics) return [];
  const text = await workspace.text(absolute);
  if (!text) {
    complain(`${file}: cannot be read`);
    return undefined;
  }
  const document = { language: language.id, path: absolute, text, workspace };
  const audited = (await language.audit?.(document)) ?? [];
  const found = [...(await language.diagnostics(document)), ...audited].sort(
    (a, b) => a.range.start - b.range.start,
  );
  // What does nothing under the present configuration, and is meant to: an editor dims it.
  const shown = found.filter(({ severity, unnecessary }) => severity !== "hint" || unnecessary !== true);
  return shown.map((diagnostic) => findingOf(file, text, diagnostic));
}
