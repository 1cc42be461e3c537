// `npm run package`: builds the extension and makes dist/bootstrappable-<version>.vsix.
import { stat } from "node:fs/promises";
import { ensurePackages } from "./lib/npm.mjs";
import { shown } from "./lib/paths.mjs";
import { makeVsix } from "./lib/vsix.mjs";

await ensurePackages();
const file = await makeVsix();
const { size } = await stat(file);
console.log(`${shown(file)}  ${(size / 1024).toFixed(0)} kB`);
