import { expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import type { Document } from "../language";
import { sources } from "./index";

const hash = "a".repeat(64);
const transcribed = "checksum-transcriber sources\nsha256sum -c sources.SHA256SUM\n";

/** The names of the lines of a package x-1 that are told to be unused. */
async function unused(names: readonly string[], files: Readonly<Record<string, string>>): Promise<string[]> {
  const text = names.map((name) => `f http://h/${name} ${hash}\n`).join("");
  const disk = new MemoryFileSystem({
    "/t/steps/manifest": "build: x-1\nbuild: other-2\n",
    "/t/steps/x-1/sources": text,
    "/t/steps/other-2/pass1.kaem": "ungz --file ${DISTFILES}/${pkg}.tar.gz --output ${pkg}.tar\n",
    ...Object.fromEntries(Object.entries(files).map(([path, contents]) => [`/t/steps/${path}`, contents])),
  });
  const document: Document = {
    language: "bootstrap-sources",
    path: "/t/steps/x-1/sources",
    text: SourceText.fromString(text),
    workspace: new Workspace(disk),
  };
  const found = (await sources.diagnostics!(document)).filter(({ code }) => code === "sources/never-used");
  return found.map(({ range }) => document.text.slice(range).split(/[ /]/)[4]!);
}

/** That of two files the kaem script uses the first alone. */
it.each([
  "cp ${DISTFILES}/x-1.tar.gz .\n",
  "cp ${DISTFILES}/${pkg}.tar.gz .\n",
  "cd build/${pkg}\ncp ${DISTFILES}/${pkg}.tar.gz ${PREFIX}/src/\n",
  '# cp ${DISTFILES}/zlib-2.3.tar.xz .\nungz --file "${DISTFILES}/x-1.tar.gz" --output x.tar\n',
  "ungz --file ${DISTFILES}/${NAME}.tar.gz --output ${NAME}.tar\n",
  "mkdir distfiles-of-mine\nsha256sum ${DISTFILES}/x*gz\n",
])("kaem: %j", async (script) => {
  const names = ["x-1.tar.gz", "zlib-2.3.tar.xz"];
  expect(await unused(names, { "x-1/pass1.kaem": transcribed + script })).toEqual(["zlib-2.3.tar.xz"]);
});

it.each([
  ["a variable in front", { "x-1/pass1.kaem": "cp ${DISTFILES}/${A}.3.tar.xz .\n" }],
  ["a variable alone", { "x-1/pass1.kaem": "cp ${DISTFILES}/${A} .\n" }],
  ["a variable with a default", { "x-1/pass1.kaem": "cp ${DISTFILES}/${A:-zlib}-2.3.tar.xz .\n" }],
  ["a package's own name, set anew", { "x-1/pass1.kaem": "pkg=zlib-2.3\ncp ${DISTFILES}/${pkg}.tar.xz .\n" }],
  ["a wildcard", { "x-1/pass1.kaem": "cp ${DISTFILES}/*.xz .\n" }],
  ["the folder", { "x-1/pass1.kaem": "cd ${DISTFILES}\n" }],
  ["the folder by its path", { "x-1/pass1.kaem": "cp -r /external/distfiles .\n" }],
  ["an assignment", { "x-1/pass1.kaem": "A=zlib-2.3.tar.xz\ncp ${D}/${A} .\n" }],
  ["its lines, in another way", { "x-1/pass1.kaem": "sh unpack-all sources\n" }],
  ["a script outside of the step", { "x-1/pass1.kaem": "kaem --file ../unpack.kaem\n" }],
  ["another pass", { "x-1/pass1.kaem": "true\n", "x-1/pass2.kaem": "cp ${D}/zlib-2.3.tar.xz .\n" }],
  ["a pass of the bash era", { "x-1/pass1.kaem": "true\n", "x-1/pass2.sh": "src_compile() {\n  make\n}\n" }],
  [
    "a script that is called",
    { "x-1/pass1.kaem": "kaem --file a.kaem\n", "x-1/a.kaem": "cp ${D}/zlib-${V}.tar.xz .\n" },
  ],
  ["a makefile", { "x-1/pass1.kaem": "make -f mk/m\n", "x-1/mk/m": "all:\n\ttar xf zlib-$(V).tar.xz\n" }],
  [
    "another step",
    { "x-1/pass1.kaem": "true\n", "other-2/pass2.kaem": "Z_PKG=zlib-2.3\nuntar ${Z_PKG}.tar\n" },
  ],
  [
    "an improvement",
    { "x-1/pass1.kaem": "true\n", "improve/late.sh": "tar xf /external/distfiles/zlib-2.3.tar.xz\n" },
  ],
  ["nobody, but there is no pass", {}],
  ["helpers.sh", { "x-1/pass1.sh": "src_prepare() {\n  default\n}\n" }],
  ["the default, called", { "x-1/pass1.sh": "src_unpack() {\n  default || true\n}\n" }],
  ["the default of another way", { "x-1/pass1.sh": "src_unpack() {\n  mine\n}\nmine() {\n  default\n}\n" }],
  ["bash", { "x-1/pass1.sh": 'src_unpack() {\n  for f in "${DISTFILES}"/*; do tar xf "${f}"; done\n}\n' }],
  [
    "bash, later",
    { "x-1/pass1.sh": "src_unpack() { :; }\nsrc_install() {\n  tar xf ${DISTFILES}/zlib-*\n}\n" },
  ],
])("by %s it is used", async (_, files) => {
  expect(await unused(["zlib-2.3.tar.xz"], files)).toEqual([]);
});

it("in the bash era, where every pass unpacks by itself", async () => {
  const own = 'src_unpack() {\n  tar xf "${DISTFILES}/${pkg}.tar.gz"\n}\nsrc_prepare() {\n  default\n}\n';
  const names = ["x-1.tar.gz", "zlib-2.3.tar.xz"];
  expect(await unused(names, { "x-1/pass1.sh": own })).toEqual(["zlib-2.3.tar.xz"]);
  expect(await unused(names, { "x-1/pass1.sh": own, "x-1/pass2.sh": "" })).toEqual([]);
});
