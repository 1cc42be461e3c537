import path from "node:path";
import { languageOfPath } from "@bootstrappable/core/languages/registry";
import { archiveReader } from "@bootstrappable/core/platform/node/archives";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { RememberedFiles } from "@bootstrappable/core/platform/rememberedFiles";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { Command } from "commander";
import { exitStatus } from "../exitStatus";
import { complain, findingOf, report, warn, type Finding, type Format } from "../report";
import { formatOption, type SetStatus } from "./command";

/** Folders that hold nothing of a bootstrap's sources. */
const skipped = new Set([".git", "node_modules"]);

export function checkCommand(setStatus: SetStatus): Command {
  return new Command("check")
    .description("report what is wrong in files, or in every file below a folder")
    .argument("<path...>", "files or folders")
    .addOption(formatOption())
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
        if (kind === "file" && !languageOfPath(absoluteOf(given))?.diagnostics) {
          warn(`${given}: of no language that can be checked; skipped`);
          continue;
        }
        const unreadable = (folder: string) => {
          complain(`${folder}: the folder cannot be read`);
          failed = true;
        };
        for await (const file of kind === "directory" ? filesBelow(given, unreadable) : [given]) {
          const findings = await check(workspace, file);
          report(findings ?? [], options.format);
          failed ||= !findings || findings.some(({ severity }) => severity === "error");
        }
      }
      setStatus(failed ? exitStatus.findings : exitStatus.good);
    });
}

/** What is found in a file; undefined, and said, when it cannot be read. */
async function check(workspace: Workspace, file: string): Promise<readonly Finding[] | undefined> {
  const absolute = absoluteOf(file);
  const language = languageOfPath(absolute);
  if (!language?.diagnostics) return [];
  const text = await workspace.text(absolute);
  if (!text) {
    complain(`${file}: cannot be read`);
    return undefined;
  }
  const found = await language.diagnostics({ language: language.id, path: absolute, text, workspace });
  // What does nothing under the present configuration, and is meant to: an editor dims it.
  const shown = found.filter(({ severity, unnecessary }) => severity !== "hint" || unnecessary !== true);
  return shown.map((diagnostic) => findingOf(file, text, diagnostic));
}

/** Files of a known language below a folder, in the order of their names; links are not followed. */
async function* filesBelow(folder: string, unreadable: (folder: string) => void): AsyncGenerator<string> {
  const entries = await nodeFileSystem.entries(path.resolve(folder));
  if (entries === undefined) unreadable(folder);
  for (const { name, kind } of entries ?? []) {
    const inside = path.join(folder, name);
    if (kind === "directory" && !skipped.has(name)) yield* filesBelow(inside, unreadable);
    else if (kind === "file" && languageOfPath(absoluteOf(inside))) yield inside;
  }
}

function absoluteOf(file: string): string {
  return path.resolve(file).replaceAll(path.sep, "/");
}
