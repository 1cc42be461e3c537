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
    entryPoints: ["core/src/diagnostics/codes.ts"],
    bundle: true,
    format: "esm",
    platform: "neutral",
    write: false,
    logLevel: "warning",
  });
  const source = Buffer.from(outputFiles[0].contents).toString("base64");
  return (await import(`data:text/javascript;base64,${source}`)).codes;
}

function section([code, { severity, title, why, remedy }]) {
  return `## ${code}\n\n**${severity}** · ${title}\n\n${why.trim()}\n\n**What to do.** ${remedy.trim()}\n`;
}

function write(codes) {
  const entries = Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1));
  const intro = [
    "# Diagnostics",
    "",
    "Everything that the editor and `bootstrappable check` can say of a file, why it matters and what to do.",
    "",
    "<!-- Written by `npm run docs` from core/src/diagnostics; edit the entries there. -->",
    "",
  ].join("\n");
  return [intro, ...entries.map(section)].join("\n");
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
