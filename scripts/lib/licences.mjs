// The licences of the packages that the bundles hold parts of: they ask for their text to go with every copy.
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * The folder of the package that a bundled file belongs to; undefined where it is one of this repository's own.
 * @param {string} file
 */
function packageOf(file) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0];
}

/**
 * The licence texts that a package ships, or else that of `fallbacks` that bears its name.
 * @param {string} folder
 * @param {string} name
 * @param {string} fallbacks
 */
async function textsOf(folder, name, fallbacks) {
  const names = (await readdir(folder))
    .filter((each) => /^(licen[cs]e|copying|notice|thirdpartynotices)\b/i.test(each))
    .sort();
  const files = names.map((each) => path.join(folder, each));
  if (files.length === 0) files.push(path.join(fallbacks, `LICENSE.${name.replace("/", "-")}.txt`));
  const texts = await Promise.all(
    files.map((file) =>
      readFile(file, "utf8").catch(() => {
        throw new Error(`${name} is bundled and has no licence text: write it into ${file}.`);
      }),
    ),
  );
  return texts.map((text) => text.replaceAll("\r\n", "\n").trim());
}

/**
 * One text with the licences of all packages that some bundled files are of, by name. Throws where one has none.
 * @param {Iterable<string>} files with slashes, relative to `root`
 * @param {string} root
 * @param {string} fallbacks folder of the licence texts that packages lack
 */
export async function licencesOf(files, root, fallbacks) {
  /** @type {Map<string, string>} */
  const sections = new Map();
  for (const own of new Set([...files].map(packageOf))) {
    if (own === undefined) continue;
    const folder = path.join(root, own);
    const { name, version, license } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const title = `${name} ${version} (${license})`;
    const texts = await textsOf(folder, name, fallbacks);
    sections.set(title, [title, "-".repeat(title.length), ...texts].join("\n\n"));
  }
  const sorted = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, section]) => section);
  return `The programs in this folder hold parts of these packages.\n\n${sorted.join("\n\n\n")}\n`;
}
