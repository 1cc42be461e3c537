import type { ConfigurationAnswer } from "@bootstrappable/server/protocol";
import { Uri, workspace } from "vscode";
import type { Forest } from "./forest";

/** What is chosen for a tree, or said by its bootstrap.cfg, as the properties of tasks that go by it. */
export async function chosenFor(
  forest: Forest,
  root: string,
): Promise<{
  readonly architecture?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly config?: string;
}> {
  const runs = (await forest.configuration(root))?.runs;
  if (runs === undefined) return {};
  const { architecture, told, config, set } = runs;
  return {
    ...(told && { architecture }),
    ...(Object.keys(set).length > 0 && { set }),
    ...(config !== undefined && { config }),
  };
}

/** The architecture that a run takes: as chosen, as bootstrap.cfg says, as the settings say, or else by itself. */
export function architectureOfRuns({ root, runs }: Pick<ConfigurationAnswer, "root" | "runs">): string {
  if (runs.told) return runs.architecture;
  const settings = workspace.getConfiguration("bootstrappable.run", Uri.file(root));
  return settings.get<string>("architecture", "") || runs.architecture;
}
