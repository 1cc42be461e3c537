import type { Settings } from "@bootstrappable/core/tree/workspace";
import { DidChangeConfigurationNotification, type WorkspaceClientCapabilities } from "vscode-languageserver";
import type { Session } from "./session";

const section = "bootstrappable";

/** Asks the editor for the settings; one that cannot be asked sends them along when they change. */
export class SettingsFeature {
  editor: WorkspaceClientCapabilities | undefined;

  constructor(
    private readonly session: Session,
    /** Has everything looked at again that they may change. */
    private readonly again: () => Promise<void>,
  ) {}

  async start(): Promise<void> {
    if (this.editor?.configuration !== true) return;
    const { client } = this.session.connection;
    if (this.editor.didChangeConfiguration?.dynamicRegistration === true)
      await client.register(DidChangeConfigurationNotification.type, { section });
    await this.changed(undefined);
  }

  async changed(sent: unknown): Promise<void> {
    const { connection, workspace, folders } = this.session;
    const given: unknown =
      this.editor?.configuration === true
        ? { [section]: (await connection.workspace.getConfiguration(section)) as unknown }
        : sent;
    const before = JSON.stringify(workspace.settings);
    const settings = settingsOf(given, folders[0]);
    workspace.settings = settings;
    if (JSON.stringify(settings) !== before) await this.again();
  }
}

/** What an editor calls the project's settings, of any shape, as core knows them. What has another type is left out. */
export function settingsOf(given: unknown, folder: string | undefined): Settings {
  const { assembly, hover, inlayHints, checkWholeFolder, auditComments, formatOnType } = objectOf(
    objectOf(given)[section],
  );
  const { architecture, defines, baseAddress } = objectOf(assembly);
  const { syntax } = objectOf(hover);
  const hints = objectOf(inlayHints);
  const paths = Array.isArray(defines) ? defines.filter((each) => typeof each === "string") : [];
  return {
    assembly: {
      ...(isText(architecture) && { architecture }),
      ...(isText(baseAddress) && { baseAddress }),
      defines: paths.flatMap((path) => {
        if (path.startsWith("/")) return [path];
        return folder === undefined ? [] : [`${folder.replace(/\/$/, "")}/${path}`];
      }),
    },
    ...flag("checkWholeFolder", checkWholeFolder),
    ...flag("auditComments", auditComments),
    ...flag("formatOnType", formatOnType),
    ...(isText(syntax) && { hover: { syntax } }),
    inlayHints: {
      ...flag("addresses", hints["addresses"]),
      ...flag("displacements", hints["displacements"]),
      ...flag("expansions", hints["expansions"]),
      ...flag("fields", hints["fields"]),
    },
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function flag<Name extends string>(name: Name, value: unknown): Partial<Record<Name, boolean>> {
  return typeof value === "boolean" ? ({ [name]: value } as Record<Name, boolean>) : {};
}
