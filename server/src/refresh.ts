import type { Connection, InitializeParams } from "vscode-languageserver";

/** What an editor can be told to ask for again. */
export interface Refreshes {
  readonly semanticTokens?: boolean;
  readonly inlayHint?: boolean;
  readonly codeLens?: boolean;
  readonly diagnostics?: boolean;
}

export function refreshesOf({ capabilities: { workspace } }: InitializeParams): Refreshes {
  return {
    semanticTokens: workspace?.semanticTokens?.refreshSupport === true,
    inlayHint: workspace?.inlayHint?.refreshSupport === true,
    codeLens: workspace?.codeLens?.refreshSupport === true,
    diagnostics: workspace?.diagnostics?.refreshSupport === true,
  };
}

/** Has the editor ask again for what it keeps, after something that no document tells of has changed. */
export async function refreshAll(connection: Connection, able: Refreshes): Promise<void> {
  await Promise.all([
    able.semanticTokens === true && connection.languages.semanticTokens.refresh(),
    able.inlayHint === true && connection.languages.inlayHint.refresh(),
    able.codeLens === true && connection.sendRequest("workspace/codeLens/refresh"),
  ]);
}
