// Translates WebAssembly's text format, for the bundler (esbuild.mjs) and the test runner (vitest.config.mjs): a source
// imports a .wat file and gets the bytes of the module. A line `;; include NAME.wat` stands for a file beside it.
import { readFile } from "node:fs/promises";
import path from "node:path";
import wabt from "wabt";

/**
 * The text of a module, and the files that it is in.
 * @param {string} file
 */
async function read(file) {
  const files = [file];
  const lines = (await readFile(file, "utf8")).split("\n");
  for (const [index, line] of lines.entries()) {
    const name = /^ *;; include (\S+\.wat)$/.exec(line)?.[1];
    if (name === undefined) continue;
    const included = path.join(path.dirname(file), name);
    lines[index] = await readFile(included, "utf8");
    files.push(included);
  }
  return { text: lines.join("\n"), files };
}

/** @param {string} file */
async function translate(file) {
  const { parseWat } = await wabt();
  const { text, files } = await read(file);
  const module = parseWat(file, text, { simd: true });
  try {
    return { bytes: module.toBinary({}).buffer, files };
  } finally {
    module.destroy();
  }
}

/** @type {import("esbuild").Plugin} */
export const watInBundles = {
  name: "wat",
  setup(build) {
    build.onLoad({ filter: /\.wat$/ }, async (module) => {
      const { bytes, files } = await translate(module.path);
      return { contents: bytes, loader: "binary", watchFiles: files };
    });
  },
};

export const watInTests = {
  name: "wat",
  /** @param {string} file */
  async load(file) {
    if (!file.endsWith(".wat")) return undefined;
    return `export default Uint8Array.from([${(await translate(file)).bytes.join()}])`;
  },
};
