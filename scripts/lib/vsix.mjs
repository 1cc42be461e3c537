// The packaged extension: how it is made, and how its files are laid out again for a test to run them.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import { tool } from "./npm.mjs";
import { root } from "./paths.mjs";
import { mustRun } from "./process.mjs";

async function vsixPath() {
  const { name, version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  return path.join(root, `dist/${name}-${version}.vsix`);
}

/** Builds the bundles and packages them. `.vscodeignore` says what goes in. */
export async function makeVsix() {
  await mustRun(process.execPath, ["esbuild.mjs"], { cwd: root, timeout: 300_000 });
  const file = await vsixPath();
  await mustRun(
    process.execPath,
    [
      tool("@vscode/vsce", "vsce"),
      "package",
      // The bundles hold what they need, and the repository has no public address that links could be made of.
      "--no-dependencies",
      "--allow-missing-repository",
      "--no-rewrite-relative-links",
      "--out",
      file,
    ],
    { cwd: root, timeout: 300_000 },
  );
  return file;
}

/** The files of a ZIP archive, read by its central directory. Enough for what vsce writes: no ZIP64, no encryption. */
function* zipEntries(archive) {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw new Error("This is not a ZIP archive.");
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(from, from + size);
    if (!name.endsWith("/")) yield { name, content: method === 0 ? packed : inflateRawSync(packed) };
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
}

/** Lays the extension out in a folder, with exactly those files that a user would get. */
export async function unpackVsix(file, folder) {
  await rm(folder, { recursive: true, force: true });
  for (const { name, content } of zipEntries(await readFile(file))) {
    if (!name.startsWith("extension/")) continue;
    const target = path.join(folder, name.slice("extension/".length));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
