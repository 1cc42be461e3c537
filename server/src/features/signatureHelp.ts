import type { SignatureHelp, SignatureHelpParams } from "vscode-languageserver";
import type { Session } from "../session";

/** textDocument/signatureHelp */
export async function signatureHelp(
  session: Session,
  params: SignatureHelpParams,
): Promise<SignatureHelp | null> {
  const asked = session.ask(params.textDocument.uri, "signature");
  if (!asked) return null;
  const { document, service } = asked;
  const found = await service(document, session.offset(document.text, params.position));
  if (!found) return null;
  const { label, documentation, parameters, active } = found;
  return {
    signatures: [
      {
        label,
        parameters: parameters.map((parameter) => ({
          label: parameter.label,
          ...(parameter.documentation !== undefined && { documentation: parameter.documentation }),
        })),
        ...(documentation !== undefined && { documentation: { kind: "markdown", value: documentation } }),
      },
    ],
    activeSignature: 0,
    ...(active !== undefined && { activeParameter: active }),
  };
}
