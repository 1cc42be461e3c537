import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marked } from "../../testing/fixture";
import { treeAt } from "../../tree/tree";
import { evaluateBuild } from "./build";
import { helpersOf } from "./helpers";
import { shell } from "./index";
import { helpersText, openInTree } from "./testTree";
import { treeVariables } from "./treeVariables";

const pass = "/t/steps/a-1/pass2.sh";

/** The hover at `‸`, and that it speaks of `⟦…⟧`. */
async function hoverAt(text: string, path = pass): Promise<string | undefined> {
  const { document, cursors, ranges } = openInTree(path, text);
  const found = await shell.hover!(document, cursors[0]!);
  if (ranges.length > 0) expect(found?.range).toEqual(ranges[0]);
  return found?.markdown;
}

/** Where the definition at `‸` leads: `path:line`. */
async function definitionAt(text: string, path = pass): Promise<string[]> {
  const { document, cursors, workspace } = openInTree(path, text);
  const found = await shell.definition!(document, cursors[0]!);
  const shown = found.map(async (target) => {
    const target_ = target.range && (await workspace.text(target.path));
    return target_ ? `${target.path}:${target_.lineAt(target.range.start) + 1}` : target.path;
  });
  return Promise.all(shown);
}

/** One-based line of helpers.sh. */
const lineOf = (text: string) => helpersText.slice(0, helpersText.indexOf(text)).split("\n").length;

describe("hover", () => {
  it("on a helper function", async () => {
    const found = await hoverAt("⟦unin‸stall⟧ /x\n", "/t/steps/improve/late.sh");
    expect(found).toMatch(
      /^\*\*uninstall\*\* · function of `steps\/helpers\.sh:3`\n\nRemoves things\.\n\n```sh/,
    );
    expect(await hoverAt("echo unin‸stall\n")).toBeUndefined();
    expect(await hoverAt("x && ⟦get_rev‸ision⟧ y\n")).toContain("get_revision() {");
    expect(await hoverAt("run ⟦default_src_un‸pack⟧ y\n")).toContain("`unpacking source.`");
    // The script's own comes first.
    expect(await hoverAt("uninstall() { :; }\nunin‸stall\n")).toBeUndefined();
    expect(await hoverAt("\n# unin‸stall\n")).toBeUndefined();
    expect(await hoverAt("cat <<EOF\nuni‸nstall\nEOF\n")).toBeUndefined();
  });

  it("on a function that takes the place of a default", async () => {
    const found = await hoverAt("⟦src_pre‸pare⟧() {\n  default\n}\n");
    expect(found).toContain("**src_prepare** of this script takes the place of `default_src_prepare`");
    expect(found).toContain("What part 2 of 2 of a build: `preparing source.` does by default");
    expect(found).toContain("Applies all patches.");
    expect(found).toContain("- `patch_dir` is `steps/a-1/patches-pass2`: `two.patch`");
    expect(await hoverAt("src_com‸pile() {\n  :\n}\n")).toBeUndefined();
  });

  it("on default, which is the part around it", async () => {
    expect(await hoverAt("src_prepare() {\n  ⟦def‸ault⟧\n}\n")).toMatch(
      /^\*\*default\*\* runs `default_src_prepare` here/,
    );
    const shared = "common() {\n  def‸ault\n}\nsrc_unpack() { common; }\nsrc_prepare() { common; }\n";
    expect(await hoverAt(shared)).toMatch(
      /^\*\*default\*\* runs `default_src_unpack` or `default_src_prepare` here/,
    );
    expect(await hoverAt("x() {\n  def‸ault\n}\n")).toMatch(/^\*\*default\*\* · function of/);
  });

  it.each([
    ["cp ${⟦patch‸_dir⟧}/x .\n", "**patch_dir** is `/steps/a-1/patches-pass2`"],
    ["cp ${base‸_dir}/x .\n", "**base_dir** is `/steps/a-1`"],
    // It is set again where build reads on.
    ["cp ${dir‸name}/x .\n", "**dirname**\n"],
    ["cp ${PRE‸FIX}/x .\n", "**PREFIX** is `/usr`"],
    ["cp ${LIB‸DIR}/x .\n", "**LIBDIR**\n"],
    ["cp ${LIB‸DIR}/x .\n", "- `steps/improve/late.sh:2` · `echo LIBDIR=${LIBDIR} >> /steps/env`"],
    ["ext‸ract=x\n", "Read by `default_src_unpack`"],
    [
      "EXT‸RA=x\n",
      `Nothing in helpers.sh reads it; \`steps/helpers.sh:${lineOf("unset EXTRA")}\` removes it.`,
    ],
    ["dirna‸me=x # not\n", `- \`steps/helpers.sh:${lineOf("dirname=")}\` · \`dirname=\${3:-\${pkg}}\``],
    ["if $CHR‸OOT; then :; fi\n", "**CHROOT** is `True`"],
  ])("on a variable: %j", async (text, expected) => expect(await hoverAt(text)).toContain(expected));

  it.each([
    "for f in x; do echo $‸f; done\n",
    "own‸=1\n",
    "echo ${own‸}\n",
    "echo $PW‸D\n",
    "echo '$PRE‸FIX'\n",
  ])("says nothing of the script's own: %j", async (text) => expect(await hoverAt(text)).toBeUndefined());

  it("on the first line", async () => {
    expect(await hoverAt("⟦# ‸Licence⟧\nsrc_prepare() { :; }\n", pass)).toBe(
      "**a-1 pass 2 of 2** · step 7, run by bash\n\nIts own: `src_prepare`\n\nBy default: `src_unpack`",
    );
    expect(await hoverAt("# ‸\n", "/t/steps/b-1/pass1.sh")).toMatch(
      /^\*\*b-1 pass 1\*\* · not active: `CHROOT` is `True`/,
    );
    expect(await hoverAt("# ‸\n", "/t/steps/a-1/fix.sh")).toBeUndefined();
  });
});

describe("definition", () => {
  it.each([
    ["src_pre‸pare() { :; }\n", [`/t/steps/helpers.sh:${lineOf("default_src_prepare() {")}`]],
    ["src_unpack() {\n  defa‸ult\n}\n", [`/t/steps/helpers.sh:${lineOf("default_src_unpack() {")}`]],
    ["defa‸ult\n", [`/t/steps/helpers.sh:${lineOf("default() {")}`]],
    ["get_‸revision x\n", [`/t/steps/helpers.sh:${lineOf("get_revision() {")}`]],
    ["echo $bas‸e_dir\n", [`/t/steps/helpers.sh:${lineOf("base_dir=")}`]],
    ["echo $PRE‸FIX\n", ["/t/steps/env:2", "/t/steps/improve/late.sh:4"]],
    ["extract=1\nsrc_unpack() { echo $ext‸ract; }\n", ["/t/steps/a-1/pass2.sh:1"]],
    ["src_prepare() { patch -i ../../patches/on‸e.patch; }\n", ["/t/steps/a-1/patches/one.patch"]],
    ["src_prepare() { patch -i ../patches/on‸e.patch; }\n", []],
    ["src_unpack() { ../fi‸x.sh; }\n", ["/t/steps/a-1/fix.sh"]],
    ['cp "${mk_dir}/ma‸in.mk" x\n', ["/t/steps/a-1/mk/main.mk"]],
    ["cp ../../../b-1/pass‸1.sh\n", []],
    ["ls un‸known\n", []],
  ])("%j", async (text, expected) => expect(await definitionAt(text)).toEqual(expected));
});

it("links are files of the tree", async () => {
  const text =
    "src_prepare() {\n  patch < ⟦${patch_dir}/two.patch⟧\n  . ⟦../../fix.sh⟧\n  . ⟦/steps/env⟧ /steps/nothing\n  cp ../../patches/* .\n}\n";
  const { document, ranges, text: plain } = openInTree(pass, text);
  const found = await shell.links!(document);
  expect(
    marked(
      plain,
      found.map(({ range }) => range),
    ),
  ).toBe(marked(plain, ranges));
  expect(found.map(({ tooltip }) => tooltip)).toEqual([
    "steps/a-1/patches-pass2/two.patch",
    "steps/a-1/fix.sh",
    "steps/env",
  ]);
});

describe("lenses", () => {
  const titles = async (path: string, text = "") =>
    (await shell.lenses!(openInTree(path, text).document)).map(
      ({ title, command }) => `${title} [${command ?? ""}]`,
    );

  it("say which steps run a script", async () => {
    expect(await titles(pass)).toEqual(["step 7 · a-1 pass 2 of 2 · show in manifest [showInManifest]"]);
    expect(await titles("/t/steps/b-1/pass1.sh")).toEqual([
      "not active · b-1 pass 1 · show in manifest [showInManifest]",
    ]);
    expect(await titles("/t/steps/improve/both.sh")).toEqual([
      "steps 2, 4 · improve both · show in manifest [showInManifest]",
    ]);
    expect(await titles("/t/steps/a-1/fix.sh")).toEqual([]);
  });

  it("count in helpers.sh who does without a default", async () => {
    expect(await titles("/t/steps/helpers.sh", helpersText)).toEqual([
      "0 scripts with src_unpack of their own []",
      "1 script with src_prepare of its own []",
    ]);
  });
});

it("references are calls, and functions that take the place of a default", async () => {
  const { document, text } = openInTree("/t/steps/helpers.sh", helpersText);
  const at = async (word: string) =>
    (await shell.references!(document, text.latin1.indexOf(word))).map(({ path }) => path);
  expect(await at("default_src_prepare() {")).toEqual(["/t/steps/a-1/pass1.sh"]);
  expect(await at("get_revision() {")).toEqual(["/t/steps/helpers.sh"]);
  expect(await at("default() {")).toEqual(["/t/steps/a-1/pass1.sh"]);
});

it("references in a comment are the step's; of a word that is none of ours there are none", async () => {
  const at = async (marked: string) => {
    const { document, cursors } = openInTree("/t/steps/a-1/pass1.sh", marked);
    return (await shell.references!(document, cursors[0]!)).map(({ path }) => path);
  };
  expect(await at("# ‸A\n\nsrc_prepare() {\n}\n")).toContain("/t/steps/manifest");
  expect(await at("# A\n‸\nsrc_prepare() {\n}\n")).toContain("/t/steps/manifest");
  expect(await at("ec‸ho x\n")).toEqual([]);
});

describe("what kaem reads", () => {
  it("is kaem's, and only that", async () => {
    const broken = "if match a b; then echo x; fi";
    const early = openInTree("/t/steps/improve/both.sh", broken);
    expect((await shell.diagnostics!(early.document)).map(({ code }) => code)).toContain(
      "kaem/no-final-newline",
    );
    const late = openInTree("/t/steps/improve/late.sh", broken);
    expect(await shell.diagnostics!(late.document)).toEqual([]);
    expect(await hoverAt("se‸t -ex\n", "/t/steps/improve/both.sh")).toContain("builtin of kaem");
    expect(await hoverAt("se‸t -ex\n", "/t/steps/improve/late.sh")).toBeUndefined();
    // bash reads it later, too.
    expect(await hoverAt("unin‸stall x\n", "/t/steps/improve/both.sh")).toContain("steps/helpers.sh:3");
  });
});

it.each([
  ["outside of any tree", "/elsewhere/steps/a-1/pass1.sh"],
  ["beside the steps", "/t/pass1.sh"],
  ["of the package", "/t/steps/a-1/files/x.sh"],
])("a script %s is left alone", async (_, path) => {
  const { document, cursors } = openInTree(path, "src_pre‸pare() {\n  default\n}\n");
  expect(await shell.hover!(document, cursors[0]!)).toBeUndefined();
  expect(await shell.definition!(document, cursors[0]!)).toEqual([]);
  for (const service of ["links", "lenses", "diagnostics"] as const)
    expect(await shell[service]!(document)).toEqual([]);
});

it("offers nothing that another extension's would have to make room for", () => {
  expect(Object.keys(shell).sort()).toEqual(
    // Actions stand beside those of others.
    [
      "actions",
      "definition",
      "diagnostics",
      "guest",
      "hover",
      "id",
      "lenses",
      "links",
      "matches",
      "references",
    ].sort(),
  );
});

it("follows build up to where it reads the script", async () => {
  const { workspace } = openInTree(pass, "");
  const tree = treeAt("/t");
  const helpers = (await helpersOf(workspace, tree))!;
  const { values } = await treeVariables(workspace, tree);
  const state = await evaluateBuild(
    helpers,
    values,
    { package: "a-1", script: "pass1.sh" },
    { tree, workspace },
  );
  expect(state.directory).toBe("/steps/a-1/build");
  expect(state.values.get("patch_dir")).toBe("/steps/a-1/patches");
  expect(state.values.get("mk_dir")).toBe("/steps/a-1/mk");
  expect(state.values.has("revision")).toBe(false);
});

it("answers for anything", async () => {
  const piece = fc.constantFrom(
    "default",
    "src_prepare() {",
    "}",
    "\n",
    " ",
    "$",
    "${",
    "../../",
    "uninstall",
    "'",
    '"',
    "<<E\n",
    "if",
    "fi",
    "PREFIX=",
    "ü",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(piece, fc.string())),
      fc.constantFrom(pass, "/t/steps/improve/both.sh", "/t/steps/helpers.sh"),
      fc.nat(60),
      async (pieces, path, offset) => {
        const text = pieces.join("").replaceAll(/[‸⟦⟧]/g, "");
        const { document } = openInTree(path, text);
        await shell.hover!(document, offset);
        await shell.definition!(document, offset);
        await shell.references!(document, offset);
        for (const service of ["links", "lenses", "diagnostics"] as const) await shell[service]!(document);
      },
    ),
    { numRuns: 60 },
  );
});
