import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { built, repository } from "../support/build";
import { folderWith } from "../support/folder";

beforeAll(built, 120_000);

const titles = (text: string) => [...text.matchAll(/^(\S+) \d\S* \(.*\)\n\n-+$/gm)].map(([, name]) => name!);

/** What `licencesOf` gives for the bundled files of a folder, or what it throws. */
async function licencesOf(root: string, files: readonly string[]): Promise<string> {
  const script = pathToFileURL(path.join(repository, "scripts/lib/licences.mjs")).href;
  const program = `import { licencesOf } from ${JSON.stringify(script)};
    await licencesOf(${JSON.stringify(files)}, ".", "own").then(console.log, ({ message }) => console.log(message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    cwd: root,
  });
  return stdout;
}

describe("dist/LICENSES.txt", () => {
  const dependencies = ["core", "server", "client", "cli"].flatMap((workspace) => {
    const text = readFileSync(path.join(repository, workspace, "package.json"), "utf8");
    return Object.keys((JSON.parse(text) as { dependencies?: Record<string, string> }).dependencies ?? {});
  });
  // Their files lie beside the bundles, with their licences.
  const beside = {
    "iced-x86": "iced-x86/LICENSE.txt",
    "@alexaltea/capstone-js": "capstone/LICENSE",
    v86: "v86/LICENSE",
  };

  it("has the licence of every dependency, and of what those depend on", () => {
    const shipped = titles(readFileSync(path.join(repository, "dist/LICENSES.txt"), "utf8"));
    expect(shipped).toEqual(expect.arrayContaining(dependencies.filter((name) => !(name in beside))));
    expect(shipped).toEqual(expect.arrayContaining(["streamx", "vscode-languageserver-protocol"]));
  });

  it.each(Object.values(beside))("%s lies beside it", (file) => {
    expect(readFileSync(path.join(repository, "dist", file), "utf8")).toMatch(/copyright/i);
  });
});

describe("a package that is bundled", () => {
  const manifest = (name: string) => JSON.stringify({ name, version: "1.0.0", license: "MIT" });

  it("is in it once, with its own text or that which stands in for it", async () => {
    const root = folderWith({
      "node_modules/a/package.json": manifest("a"),
      "node_modules/a/license.md": "Own text.\r\n",
      "core/node_modules/@b/b/package.json": manifest("@b/b"),
      "own/LICENSE.@b-b.txt": "Text that stands in.\n",
    });
    const files = [
      "core/src/x.ts",
      "node_modules/a/x.js",
      "node_modules/a/y/z.js",
      "core/node_modules/@b/b/x.js",
    ];
    const text = await licencesOf(root, files);
    expect(titles(text)).toEqual(["@b/b", "a"]);
    expect(text).toContain("-\n\nText that stands in.\n\n\na 1.0.0 (MIT)\n\n-------------\n\nOwn text.\n");
  });

  it("is refused without a text", async () => {
    const root = folderWith({ "node_modules/a/package.json": manifest("a") });
    expect(await licencesOf(root, ["node_modules/a/x.js"])).toMatch(
      /^a is bundled and has no licence text: /,
    );
  });
});
