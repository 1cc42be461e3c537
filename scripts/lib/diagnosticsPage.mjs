// docs/diagnostics.md, written from the catalogue of diagnostic codes.
import path from "node:path";
import { build } from "esbuild";
import { root } from "./paths.mjs";

async function loadCodes() {
  const { outputFiles } = await build({
    absWorkingDir: root,
    stdin: {
      contents: `export { codes } from "./codes"; export { tellersOf } from "./tellers";`,
      resolveDir: path.join(root, "core/src/diagnostics"),
    },
    bundle: true,
    format: "esm",
    platform: "neutral",
    write: false,
    logLevel: "warning",
  });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  return import(`data:text/javascript;base64,${source}`);
}

function section([code, { severity, title, why, remedy }], tellers) {
  const told = tellers === undefined ? "" : `Told by ${tellers}.\n\n`;
  return `## ${code}\n\n**${severity}** · ${title}\n\n${told}${why.trim()}\n\n**What to do.** ${remedy.trim()}\n`;
}

/** The whole page. */
export async function diagnosticsPage() {
  const { codes, tellersOf } = await loadCodes();
  const entries = Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1));
  const intro = [
    "# Diagnostics",
    "",
    "Everything that can be said of a file, why it matters and what to do. The editor and `bootstrappable check` say it, where no others are named.",
    "",
    "<!-- Written by `npm run docs` from core/src/diagnostics; edit the entries there. -->",
    "",
  ].join("\n");
  return [intro, ...entries.map((entry) => section(entry, tellersOf(entry[0])))].join("\n");
}
