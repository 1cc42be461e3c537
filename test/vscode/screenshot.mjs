// Pictures of VS Code with the extension in it, for people to look at and for the README.
//
//   node test/vscode/screenshot.mjs [--theme dark|light] [--out DIR] [--script FILE.mjs] [--folder DIR] [--size 1440x900]
//     [--restricted]
//
// The script's default export gets `{ page, shot, folder, command, open, settle }` (see lib/editor.mjs); without a script
// one picture of the opened folder is taken. The folder is a copy, so a script may change files. With --restricted nobody
// trusts it.
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { Missing } from "../../scripts/lib/missing.mjs";
import { ensurePackages } from "../../scripts/lib/npm.mjs";
import { example } from "../../scripts/lib/paths.mjs";
import { makeVsix } from "../../scripts/lib/vsix.mjs";

const { values } = parseArgs({
  options: {
    theme: { type: "string", default: "dark" },
    out: { type: "string", default: ".cache/screenshots" },
    script: { type: "string" },
    folder: { type: "string", default: example },
    size: { type: "string", default: "1440x900" },
    vsix: { type: "string" },
    restricted: { type: "boolean" },
  },
});
const [width, height] = values.size.split("x").map(Number);
const theme = { dark: "Dark Modern", light: "Light Modern" }[values.theme] ?? values.theme;

async function takePictures() {
  await ensurePackages();
  // These need the packages.
  const { copyInto, workFolder } = await import("./lib/prepare.mjs");
  const { withEditor } = await import("./lib/editor.mjs");
  const script = values.script && (await import(pathToFileURL(path.resolve(values.script)).href));
  const vsix = path.resolve(values.vsix ?? (await makeVsix()));
  const out = path.resolve(values.out);
  await mkdir(out, { recursive: true });
  const work = await workFolder();
  try {
    const folder = await copyInto(work.folder, values.folder);
    const { folder: home, environment } = work;
    const { restricted } = values;
    const options = { vsix, folder, home, environment, theme, width, height, restricted };
    await withEditor(options, async (editor) => {
      const shot = async (name, options = {}) => {
        const file = path.join(out, name.endsWith(".png") ? name : `${name}.png`);
        await editor.page.screenshot({ path: file, ...options });
        console.log(file);
      };
      try {
        await (script ? script.default({ ...editor, shot, folder }) : shot("vscode"));
      } catch (error) {
        await shot("failed");
        throw error;
      }
    });
  } finally {
    await work.remove();
  }
}

try {
  await takePictures();
} catch (error) {
  console.error(error instanceof Missing ? error.message : error.stack);
  process.exitCode = 1;
}
