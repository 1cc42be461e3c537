import type { FetchCounts, TellFetch } from "@bootstrappable/core/distfiles/events";
import { fetchDistfiles, FetchProblem } from "@bootstrappable/core/distfiles/fetch";
import { fetchFolder } from "@bootstrappable/core/distfiles/folder";
import type { Mirror } from "@bootstrappable/core/distfiles/origins";
import type { FetchDoors } from "@bootstrappable/core/distfiles/request";
import { wantedDistfiles, type Selection } from "@bootstrappable/core/distfiles/wanted";
import { DiskError } from "@bootstrappable/core/platform/disk";
import { nodeHashFile } from "@bootstrappable/core/platform/node/hashFile";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { nodeNetwork } from "@bootstrappable/core/platform/node/network";
import { openPartial } from "@bootstrappable/core/platform/node/partialFile";
import { readPieces } from "@bootstrappable/core/platform/node/readPieces";
import { SourceText } from "@bootstrappable/core/text/sourceText";
import type { Tree } from "@bootstrappable/core/tree/tree";
import type { Workspace } from "@bootstrappable/core/tree/workspace";
import { exitStatus } from "../exitStatus";
import { whenReaderGoes } from "../readerGone";
import { complain } from "../report";
import { abortOnSignals } from "../run/interruption";
import { clonesFolder, mannersOf, type FetchOptions } from "./options";
import { jsonFetchReporter, TextFetchReporter, type Texts } from "./reporter";

/** What a command wants fetched. */
export interface Errand {
  readonly tree: Tree;
  readonly workspace: Workspace;
  readonly selection: Selection;
  /** The folder that the person names for it; an absolute path. */
  readonly folder: string | undefined;
  readonly mirrors: readonly Mirror[];
  readonly git: boolean;
}

/** Fetches, tells of it, and gives the exit status. */
export async function performFetch(errand: Errand, options: FetchOptions): Promise<number> {
  const { tree, workspace, selection } = errand;
  const { files, problems } = await wantedDistfiles(tree, workspace, selection);
  const texts = new Map<string, SourceText>();
  for (const path of [...files, ...problems].map((each) => each.path)) {
    texts.set(path, (await workspace.text(path)) ?? SourceText.fromString(""));
  }
  const tell = reporter(options, texts);
  for (const problem of problems) tell({ type: "finding", ...problem });
  const bad = problems.some(({ diagnostic }) => diagnostic.severity === "error");
  const { signal, abort, done } = abortOnSignals();
  whenReaderGoes(abort);
  const network = nodeNetwork();
  const doors: FetchDoors = { machine: nodeMachine, network, hash: nodeHashFile, openPartial, readPieces };
  try {
    const folder = await fetchFolder(nodeMachine, tree, errand.folder);
    const counts = await fetchDistfiles(doors, {
      ...mannersOf(options),
      ...{ files, folder, signal, tell },
      mirrors: errand.mirrors,
      shuffle: options.shuffle === true,
      clones: errand.git ? clonesFolder(options) : undefined,
    });
    return statusOf(counts, bad);
  } catch (error) {
    if (!(error instanceof FetchProblem) && !(error instanceof DiskError)) throw error;
    complain(error.message);
    return exitStatus.findings;
  } finally {
    done();
    await network.close();
  }
}

function reporter({ format }: FetchOptions, texts: Texts): TellFetch {
  if (format === "json") return jsonFetchReporter(process.stdout, texts);
  return new TextFetchReporter(process.stdout, process.stderr, texts).tell;
}

function statusOf({ status }: FetchCounts, bad: boolean): number {
  if (status === "interrupted") return exitStatus.interrupted;
  return status === "failed" || bad ? exitStatus.findings : exitStatus.good;
}
