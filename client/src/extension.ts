import { commands, Uri, window, type ExtensionContext } from "vscode";
import { assembleThisFile } from "./commands/assemble";
import { runBootstrap } from "./commands/run";
import { Server } from "./languageClient";
import { RunFindings } from "./runs/findings";
import { BootstrapTaskProvider } from "./tasks/provider";

/** Wires the parts together. VS Code calls this when a bootstrap's file is opened or one of its tasks is wanted. */
export async function activate(context: ExtensionContext): Promise<void> {
  const server = new Server(context);
  const findings = new RunFindings();
  const provider = new BootstrapTaskProvider(context, findings);
  context.subscriptions.push(
    server,
    findings,
    provider.register(),
    commands.registerCommand("bootstrappable.assemble", (uri: unknown) =>
      assembleThisFile(context, provider, uri instanceof Uri ? uri : undefined),
    ),
    commands.registerCommand("bootstrappable.run", () => runBootstrap(provider)),
    commands.registerCommand("bootstrappable.restartServer", () => server.restart()),
    commands.registerCommand("bootstrappable.showOutput", () => server.showOutput()),
  );
  try {
    await server.start();
  } catch (error) {
    // Tasks work without the server.
    void window.showErrorMessage(
      `The language server did not start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
