import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeDisk } from "@bootstrappable/core/platform/node/disk";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import type { Configuration } from "@bootstrappable/core/tree/configuration";
import { generateScripts } from "@bootstrappable/core/tree/generate/generateScripts";
import { writeScripts, type WriteResult } from "@bootstrappable/core/tree/generate/writeScripts";
import type { Tree } from "@bootstrappable/core/tree/tree";
import type { Workspace } from "@bootstrappable/core/tree/workspace";
import { exitStatus } from "../exitStatus";
import { column, complain, findingOf, jsonLine, report, warn, type Format } from "../report";
import { shownPath } from "../tree";
import { absolutePath } from "../paths";

interface Request {
  readonly tree: Tree;
  readonly workspace: Workspace;
  readonly configuration: Configuration;
  readonly force?: boolean;
  readonly format: Format;
}

/** Writes the generated scripts below a folder and says which; the exit status. */
export async function writeGenerated(given: string, request: Request): Promise<number> {
  const { tree, workspace, configuration, force, format } = request;
  const { files, problems } = await generateScripts(tree, workspace, configuration);
  if (problems.length > 0) {
    const manifest = (await workspace.text(tree.manifest)) ?? SourceText.fromString("");
    const name = shownPath(tree.manifest);
    report(
      problems.map((problem) => findingOf(name, manifest, problem)),
      format,
    );
    complain("the script generator stops at this manifest; nothing was written");
    return exitStatus.findings;
  }
  const folder = absolutePath(given);
  if ((await nodeDisk.realPath(folder)) === (await nodeDisk.realPath(tree.root))) {
    complain(`${given}: is the tree itself, which is only read; name another folder`);
    return exitStatus.findings;
  }
  const result = await written(() => writeScripts(nodeDisk, folder, files, force === true));
  if (result === undefined) return exitStatus.findings;
  if (!result.ok) {
    for (const { path: file, why } of result.refusals) complain(`${file}: ${why}`);
    complain("nothing was written; --force replaces files that differ");
    return exitStatus.findings;
  }
  for (const { path: file, bytes, outcome } of result.written) {
    const line =
      format === "json"
        ? jsonLine({ file, bytes: bytes.length, outcome })
        : `${column(file, 20)} ${String(bytes.length).padStart(7)} bytes  ${outcome}`;
    process.stdout.write(`${line}\n`);
  }
  for (const file of result.left) warn(`${file}: left there by another plan; this one has no such script`);
  return exitStatus.good;
}

async function written(write: () => Promise<WriteResult>): Promise<WriteResult | undefined> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    complain(error.message);
    return undefined;
  }
}
