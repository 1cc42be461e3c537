import path from "node:path";
import { commands, tasks, Uri, workspace } from "vscode";
import type { BootstrapTaskProvider } from "../tasks/provider";
import type { Forest } from "../tree/forest";
import { chosenFor } from "../tree/runsUnder";
import type { DistfileSubject } from "../views/distfiles";
import { chooseTree } from "./chooseTree";

/** What may be handed to *Bootstrap: Fetch Distfiles*. */
interface FetchArguments {
  /** Top folder of the tree; undefined for the one at hand. */
  readonly tree?: string;
  /** Undefined or empty for all that the plan needs. */
  readonly names?: readonly string[];
}

/** *Bootstrap: Fetch Distfiles*: downloads what is missing, in a task of a trusted folder. */
export async function fetchDistfiles(
  provider: BootstrapTaskProvider,
  forest: Forest,
  given: unknown,
): Promise<void> {
  // Its menus are hidden then; a lens is not.
  const { tree = await chooseTree(forest), names = [] } = argumentsOf(given);
  if (tree === undefined) return;
  // The command reads what is on the disk.
  await workspace.saveAll(false);
  const { architecture, set } = await chosenFor(forest, tree);
  const what = names.length === 1 ? names[0]! : `distfiles of ${path.basename(tree)}`;
  await tasks.executeTask(
    provider.task(
      {
        type: "bootstrappable",
        task: "fetch",
        tree,
        ...(names.length > 0 && { names }),
        ...(architecture !== undefined && { architecture }),
        ...(set !== undefined && { set }),
      },
      `fetch ${what}`,
      workspace.getWorkspaceFolder(Uri.file(tree)),
    ),
  );
}

/** *Reveal Distfile*, on a line of the view *Distfiles*. */
export async function revealDistfile({ path: file }: DistfileSubject): Promise<void> {
  await commands.executeCommand("revealFileInOS", Uri.file(file));
}

function argumentsOf(given: unknown): FetchArguments {
  if (typeof given !== "object" || given === null || given instanceof Uri) return {};
  const { tree, names } = given as Record<string, unknown>;
  return {
    ...(typeof tree === "string" && { tree }),
    ...(Array.isArray(names) && { names: names.filter((name) => typeof name === "string") }),
  };
}
