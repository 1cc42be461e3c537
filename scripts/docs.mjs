// `npm run docs`: writes docs/diagnostics.md from the catalogue of diagnostic codes, and docs/events.md from the types of
// events and records. With `--check` it only says whether the pages are what it would write.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { ensurePackages } from "./lib/npm.mjs";
import { root, shown } from "./lib/paths.mjs";

await ensurePackages();
const { diagnosticsPage } = await import("./lib/diagnosticsPage.mjs");
const { eventsPage } = await import("./lib/eventsPage.mjs");

const pages = [
  { name: "docs/diagnostics.md", from: "the codes in core/src/diagnostics", write: diagnosticsPage },
  { name: "docs/events.md", from: "the types in core/src/runs", write: eventsPage },
];

for (const { name, from, write } of pages) {
  const page = path.join(root, name);
  const wanted = await write();
  const present = await readFile(page, "utf8").catch(() => "");
  if (present === wanted) continue;
  if (process.argv.includes("--check")) {
    console.error(`${shown(page)} is not what ${from} say. Run: npm run docs`);
    process.exitCode = 1;
  } else {
    await mkdir(path.dirname(page), { recursive: true });
    await writeFile(page, wanted);
    console.log(`${shown(page)} is written.`);
  }
}
