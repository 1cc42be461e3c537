// `npm run docs`: writes docs/diagnostics.md from the catalogue of diagnostic codes. With `--check` it only says whether
// the page is what it would write.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensurePackages } from "./lib/npm.mjs";
import { root, shown } from "./lib/paths.mjs";

await ensurePackages();
const { build } = await import("esbuild");

const page = path.join(root, "docs/diagnostics.md");

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

function write({ codes, tellersOf }) {
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

const wanted = write(await loadCodes());
const present = await readFile(page, "utf8").catch(() => "");
if (process.argv.includes("--check")) {
  if (present !== wanted) {
    console.error(`${shown(page)} is not what the codes in core/src/diagnostics say. Run: npm run docs`);
    process.exitCode = 1;
  }
} else if (present !== wanted) {
  await mkdir(path.dirname(page), { recursive: true });
  await writeFile(page, wanted);
  console.log(`${shown(page)} is written.`);
}
