import type { Language } from "@bootstrappable/core/languages/language";
import { anyOffers, guestsOffer, languagesOffering } from "@bootstrappable/core/languages/registry";
import { tokenModifiers, tokenTypes } from "@bootstrappable/core/languages/services";
import type {
  ClientCapabilities,
  InitializeParams,
  Registration,
  ServerCapabilities,
  TextDocumentClientCapabilities,
} from "vscode-languageserver";

/** A feature of the protocol that stands for a service of the languages. */
export interface Feature {
  readonly service: keyof Language;
  readonly capability: keyof ServerCapabilities;
  /** Where an editor says what it can do about it. */
  readonly client: keyof TextDocumentClientCapabilities;
  /** `textDocument/…` where that is not the client's own name. */
  readonly method?: string;
  readonly options?: object;
}

/** What at least one language can do. An editor asks for no more than it was told of. */
export const features: readonly Feature[] = [
  { service: "hover", capability: "hoverProvider", client: "hover" },
  { service: "definition", capability: "definitionProvider", client: "definition" },
  { service: "outline", capability: "documentSymbolProvider", client: "documentSymbol" },
  { service: "references", capability: "referencesProvider", client: "references" },
  { service: "highlights", capability: "documentHighlightProvider", client: "documentHighlight" },
  { service: "folding", capability: "foldingRangeProvider", client: "foldingRange" },
  { service: "inlayHints", capability: "inlayHintProvider", client: "inlayHint" },
  { service: "format", capability: "documentFormattingProvider", client: "formatting" },
  {
    service: "format",
    capability: "documentOnTypeFormattingProvider",
    client: "onTypeFormatting",
    options: { firstTriggerCharacter: "\n" },
  },
  { service: "selections", capability: "selectionRangeProvider", client: "selectionRange" },
  {
    service: "callItem",
    capability: "callHierarchyProvider",
    client: "callHierarchy",
    method: "prepareCallHierarchy",
  },
  { service: "rename", capability: "renameProvider", client: "rename", options: { prepareProvider: true } },
  {
    service: "completion",
    capability: "completionProvider",
    client: "completion",
    options: {
      resolveProvider: true,
      triggerCharacters: [" ", "$", "{", "/", "-", ":", "%", "!", "&", "@", "~"],
    },
  },
  {
    service: "signature",
    capability: "signatureHelpProvider",
    client: "signatureHelp",
    options: { triggerCharacters: [" ", "%", "!", "@", "$", "~", "&", ">"] },
  },
  {
    service: "links",
    capability: "documentLinkProvider",
    client: "documentLink",
    options: { resolveProvider: true },
  },
  {
    service: "lenses",
    capability: "codeLensProvider",
    client: "codeLens",
    options: { resolveProvider: true },
  },
  {
    service: "semanticTokens",
    capability: "semanticTokensProvider",
    client: "semanticTokens",
    options: {
      legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
      full: { delta: true },
      range: true,
    },
  },
];

/**
 * Features that an editor which opens others' documents with us is told of only for the languages that have them: a
 * second formatter or renamer of shell scripts that has no answers would get into the first one's way.
 */
export function laterFeatures({ capabilities }: Pick<InitializeParams, "capabilities">): Set<Feature> {
  return new Set(
    features.filter(
      ({ service, client }) =>
        anyOffers(service) && !guestsOffer(service) && canRegister(capabilities, client),
    ),
  );
}

function canRegister({ textDocument }: ClientCapabilities, client: Feature["client"]): boolean {
  const about: unknown = textDocument?.[client];
  return (
    typeof about === "object" &&
    about !== null &&
    "dynamicRegistration" in about &&
    about.dynamicRegistration === true
  );
}

/** What tells an editor of a feature for the documents of its languages. */
export function registrationOf({ service, client, method, options }: Feature): Registration {
  const documentSelector = languagesOffering(service).flatMap((language) => [
    { scheme: "file", language },
    { scheme: "untitled", language },
  ]);
  const name = `textDocument/${method ?? client}`;
  return { id: name, method: name, registerOptions: { ...options, documentSelector } };
}
