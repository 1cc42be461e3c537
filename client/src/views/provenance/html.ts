import { randomBytes } from "node:crypto";
import { Uri, type Webview } from "vscode";

/** The page of the panel: a frame without any content, which its own script fills. Nothing is loaded from elsewhere. */
export function pageOf(webview: Webview, extension: Uri): string {
  const nonce = randomBytes(16).toString("base64url");
  const beside = (name: string) => webview.asWebviewUri(Uri.joinPath(extension, "dist", name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${beside("provenance.css")}">
<title>Where Does This Come From?</title>
</head>
<body>
<script nonce="${nonce}" src="${beside("provenance.js")}"></script>
</body>
</html>`;
}
