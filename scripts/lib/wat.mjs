// Translates WebAssembly's text format, for the bundler (esbuild.mjs) and the test runner (vitest.config.mjs): a source
// imports a .wat file and gets the bytes of the module.
import { readFile } from "node:fs/promises";
import wabt from "wabt";

/** @param {string} file */
async function translate(file) {
  const { parseWat } = await wabt();
  const module = parseWat(file, await readFile(file, "utf8"), { simd: true });
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}

/** @type {import("esbuild").Plugin} */
export const watInBundles = {
  name: "wat",
  setup(build) {
    build.onLoad({ filter: /\.wat$/ }, async ({ path }) => ({
      contents: await translate(path),
      loader: "binary",
      watchFiles: [path],
    }));
  },
};

export const watInTests = {
  name: "wat",
  /** @param {string} file */
  async load(file) {
    if (!file.endsWith(".wat")) return undefined;
    return `export default Uint8Array.from([${(await translate(file)).join()}])`;
  },
};
