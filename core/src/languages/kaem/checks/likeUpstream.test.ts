import { describe, expect, it } from "vitest";
import { edited } from "../../../testing/edits";
import { marked } from "../../../testing/fixture";
import { config } from "../../config/index";
import { kaem } from "../index";
import { openInTree } from "../testTree";

const step = "/t/steps/b-1/pass1.kaem";

/** What upstream's tree has and the small one has not: folders that are made over sources, a value that looks like mes. */
const files = {
  "/t/steps/env":
    "BINDIR=/usr/bin\nDISTFILES=/external/distfiles\nPREFIX=/usr\nLIBDIR=${PREFIX}/lib/mes\nSRCDIR=/steps\nPATH=${BINDIR}\n",
  "/t/seed/seed.kaem":
    "/x86/bin/mkdir -p ${BINDIR} ${SRCDIR} /tmp\n" +
    [
      ..."hex0 kaem match cp catm mkdir chmod sha256sum untar ungz simple-patch rm".split(" "),
      ..."M2-Mesoplanet checksum-transcriber".split(" "),
    ]
      .map((name) => `/x86/bin/cp /x86/bin/hex0 \${BINDIR}/${name}\n`)
      .join("") +
    "PATH=${BINDIR}\nkaem --file /steps/0.sh\n",
  "/t/steps/b-1/mk/main.mk": "",
  "/t/steps/b-1/files/a.c": "",
  "/t/steps/b-1/simple-patches/a.before": "",
  "/t/steps/b-1/simple-patches/a.after": "",
  "/t/steps/b-1/sources": "",
  "/t/steps/b-1/b-1.x86.checksums": "",
  "/t/steps/a-1/pass1.kaem": "hex0 src/a.hex0 ${BINDIR}/late-tool\n",
};

const unpack = "mkdir build\ncd build\nuntar --file ${DISTFILES}/b.tar\ncd b-1\n";

async function check(
  text: string,
  codes: readonly string[],
  more: Readonly<Record<string, string | undefined>> = {},
) {
  const { document } = openInTree(step, text, { ...files, ...more });
  const found = (await kaem.diagnostics!(document)).filter(({ code }) => code !== "kaem/unverified");
  expect(found.map(({ code }) => code)).toEqual(codes.map((code) => `kaem/${code}`));
  expect(
    marked(
      document.text,
      found.map(({ range }) => range),
    ),
  ).toBe(text);
  return { found, text: document.text };
}

describe("files and folders in a step of a tree like upstream's", () => {
  it.each([
    ["cp ⟦src/nothere.c⟧ /tmp/x.c\n", ["missing-file"]],
    ["catm /tmp/x.c ⟦src/nothere.c⟧\n", ["missing-file"]],
    ["M2-Mesoplanet --architecture x86 -f ⟦src/simple_patch.c⟧ -o ${BINDIR}/x\n", ["missing-file"]],
    [`${unpack}cp ../../mk/main.mk Makefile\ncp ⟦../../mk/mian.mk⟧ Makefile\n`, ["missing-file"]],
    [`${unpack}make\ncp ⟦../../mk/mian.mk⟧ Makefile\n`, ["missing-file"]],
    [
      "mkdir build\ncd build\nsimple-patch a.c ⟦../simple-patches/b.before⟧ ../simple-patches/a.after\n",
      ["missing-file"],
    ],
    ["sha256sum -c ${pkg}.${ARCH}.checksums\nsha256sum -c ⟦${pkg}.checksums⟧\n", ["missing-file"]],
    [`${unpack}make\ncd ../..\nsha256sum -c ⟦\${pkg}.checksums⟧\n`, ["missing-file"]],
    ["checksum-transcriber sources\nsha256sum -c sources.SHA256SUM\n", []],
    ["checksum-transcriber sources\nsha256sum -c ⟦source.SHA256SUM⟧\n", ["missing-file"]],
    ["sha256sum -o new.checksums sources\nsha256sum -c new.checksums\n", []],
    ["mkdir build\ncd ⟦biuld⟧\n", ["missing-folder"]],
    ["mkdir -p build/deep\ncd build\n", []],
    // What nobody knows: what came out of an archive, what a program made that is told of the folder.
    ["untar --file ${DISTFILES}/b.tar\ncd b-1\ncp ../src/x y\n", []],
    [`${unpack}make OUT=../../mk\ncp ../../mk/made.mk Makefile\n`, []],
    [`${unpack}./gen -o ../../mk\ncp ../../mk/made.mk Makefile\n`, []],
    [`${unpack}make -f ../../mk/main.mk\ncp ../../mk/made.mk Makefile\n`, []],
    [`${unpack}make -C../..\ncp ../../mk/made.mk Makefile\n`, []],
    [`${unpack}make\ncd ../..\ncp made.h x.h\ncd out\n`, []],
    ["kaem --file ${DISTFILES}/out.kaem\ncp src/x y\n", []],
    ["cp files/a.c src\ncp src/a.c /tmp\ncp ⟦src/b.c⟧ /tmp\n", ["missing-file"]],
    ["X=`unknown`/mes\ncp files/a.c ${X}\n", []],
  ] as const)("%j", async (text, codes) => {
    await check(text, codes, {
      "/t/steps/a-1/pass1.kaem": "hex0 src/a.hex0 ${BINDIR}/make\n",
      "/t/steps/b-1/src/y.c": "",
    });
  });
});

it.each([
  ["checksum-transcriber sources\n", []],
  ["checksum-transcriber sources\ncp ⟦sources⟧ /tmp/x\n", ["missing-file"]],
  ["cp ⟦sources⟧ /tmp/x\n", ["missing-file"]],
  ["checksum-transcriber ⟦../a-1/sources⟧\n", ["missing-file"]],
] as const)("leaves `sources` that are missing to the build in the manifest: %j", async (text, codes) => {
  await check(text, codes, { "/t/steps/b-1/sources": undefined });
});

describe("variables that nothing sets", () => {
  it.each([
    ["hex0 ⟦${DISTFILE}⟧/b.hex0 /tmp/x\n", ["undefined-variable"], "hex0 ${DISTFILES}/b.hex0 /tmp/x\n"],
    ["hex0 ⟦${ARCHIVES}⟧/b.hex0 /tmp/x\n", ["undefined-variable"]],
    [
      "sha256sum -c ⟦${pgk}⟧.${ARCH}.checksums\n",
      ["undefined-variable"],
      "sha256sum -c ${pkg}.${ARCH}.checksums\n",
    ],
    ["if match x⟦${UPDATE_CHECKSUM}⟧ xTrue; then\necho a\nfi\n", ["undefined-variable"]],
    ["if match x${UPDATE_CHECKSUMS} xTrue; then\necho a\nfi\nif match x${MIRRORS} x; then\necho a\nfi\n", []],
    ["if match x${MY_OWN_SWITCH} xTrue; then\necho a\nfi\n", []],
    ["cp src/a.hex0 ${DESTDIR}${BINDIR}/x\ncp src/a.hex0 ${DESTDIR}/tmp/x${EXE_SUFFIX}\n", []],
    ["X=⟦${PREFX}⟧/lib\n", ["undefined-variable"], "X=${PREFIX}/lib\n"],
    ["⟦${BINDRI}⟧/hex0 src/a.hex0 /tmp/x\n", ["undefined-variable"]],
    ["hex0 src/a.hex0 ${BINDRI:-/usr}/x\n", []],
    ["if match ${ARCH} amd64; then\nBINDIR2=/x\nBINDRI=/y\nfi\ncp src/a.hex0 ${BINDRI}/x${BINDIR2}\n", []],
    ["unset BINDIR\ncp src/a.hex0 ${BINDIR}/x\n", []],
    ["cp src/a.hex0 /tmp/⟦${pgk}⟧-${pk}\n", ["undefined-variable"]],
  ] as const)("%j", async (text, codes, fixed?: string) => {
    const { found, text: source } = await check(text, codes, { "/t/steps/b-1/src/a.hex0": "" });
    if (fixed === undefined) return;
    expect(edited(source, found[0]!.fixes![0]!.edits).latin1).toBe(fixed);
  });
});

describe("programs that nothing can have made", () => {
  it.each([
    ["⟦nonexistent⟧ --version\n", ["unknown-program"]],
    ["⟦/usr/bin/nonexistent⟧ --version\nnonexistent x\n", ["unknown-program"]],
    // The rest follows from it.
    ["⟦nonexistent⟧ x\nnonexistent y\n", ["unknown-program"]],
    ["⟦checksum-transcribr⟧ sources\n", ["unknown-program"], "checksum-transcriber sources\n"],
    ["⟦./made⟧ x\n", ["unknown-program"]],
    ["hex0 src/a.hex0 made\n./made x\nnonexistent x\n", []],
    ["⟦${BINDIR}/last⟧ x\n", ["unknown-program"]],
    ["X=${BINDIR}/last\n⟦${X}⟧ x\n", ["unknown-program"]],
    [
      "late-tool x\nnonexistent x\n⟦late-tol⟧ y\n",
      ["unknown-program"],
      "late-tool x\nnonexistent x\nlate-tool y\n",
    ],
    // Names that differ in a digit, or stand elsewhere, are often programs of their own.
    ["late-tool x\nlate-tool2 x\n", []],
    ["late-tool late-toll\nlate-toll y\n", []],
    ["late-tool install\nlate-tol y\n", []],
    ["late-tool uninstall\n⟦${BINDIR}/last⟧ x\n", ["unknown-program"]],
    ["late-tool install\n${BINDIR}/last x\n", []],
    ["kaem --file ${DISTFILES}/out.kaem\nnonexistent x\n/usr/bin/nonexistent\n", []],
    ["cd /usr\nuntar --file ${DISTFILES}/b.tar\nnonexistent x\n/usr/bin/nonexistent\n", []],
    ["cp src/a.hex0 ${BINDIR}/nonexistent\nnonexistent x\n/usr/bin/nonexistent\n", []],
    ["cp src/nonexistent ${BINDIR}\nnonexistent x\n", []],
    ["/dev/fd/3 x\n/bootstrap-seeds/POSIX/x86/other x\n/steps/b-1/src/a.hex0 x\n", []],
    ["if match ${ARCH} amd64; then\nnonexistent x\nfi\n", []],
  ] as const)("%j", async (text, codes, fixed?: string) => {
    const { found, text: source } = await check(text, codes, {
      "/t/steps/b-1/src/a.hex0": "",
      "/t/steps/b-1/src/nonexistent": "",
      "/t/steps/bash-2/pass1.kaem": "hex0 bash.hex0 ${BINDIR}/last\n",
    });
    if (fixed === undefined) return;
    expect(edited(source, found[0]!.fixes![0]!.edits).latin1).toBe(fixed);
  });

  it("are told of in the hand-written kaem's scripts", async () => {
    const text =
      "./bootstrap-seeds/POSIX/x86/hex0-seed ./x86/hex0.hex0 ./x86/bin/hex0\n⟦./x86/bin/hexO⟧ ./x86/cp.hex0 ./x86/bin/cp\n";
    const { document } = openInTree("/t/seed/stage0-posix/x86/mini-kaem.kaem", text);
    const [found, ...more] = await kaem.diagnostics!(document);
    expect([found!.code, more]).toEqual(["kaem/unknown-program", []]);
    expect(marked(document.text, [found!.range])).toBe(text);
    expect(found!.fixes![0]!.title).toBe("Change to `hex0`");
  });
});

describe("what follows from one mistake", () => {
  const text = "cp src/none.c /tmp/x\ncd gone\nnonexistent ${pgk}.c ${NONE}\n";

  it("is not told of where the configuration names no processor", async () => {
    await check(text, [], { "/t/steps/bootstrap.cfg": "ARCH=sparc\nARCH_DIR=sparc\n" });
  });

  it.each([
    "steps/env",
    "seed/seed.kaem",
    "seed/stage0-posix/kaem.x86",
    "seed/stage0-posix/x86/mini-kaem.kaem",
  ])("is not told of where there is no %s", async (path) => {
    const { document } = openInTree(step, text, { ...files, [`/t/${path}`]: undefined });
    expect(await kaem.diagnostics!(document)).toEqual([]);
  });

  it("is not told of without env where the seed does not read it either", async () => {
    const { "/t/seed/seed.kaem": seed, ...others } = files;
    const after = `BINDIR=/usr/bin\n${seed.replace("kaem --file /steps/0.sh\n", "")}`;
    const { document } = openInTree(step, text, {
      ...others,
      "/t/seed/after.kaem": after,
      "/t/steps/env": undefined,
    });
    expect(await kaem.diagnostics!(document)).toEqual([]);
  });

  it("is told of else", async () => {
    await check("cp ⟦src/none.c⟧ /tmp/x\ncd ⟦gone⟧\n⟦nonexistent⟧ ⟦${pgk}⟧.c ⟦${NONE}⟧\n", [
      "missing-file",
      "missing-folder",
      "unknown-program",
      "undefined-variable",
      "empty-argument",
    ]);
  });
});

it("env is looked at, too", async () => {
  const env = "MAIN=/usr\nBINDIR=${MIAN}/bin\nLIBDIR=${EXTRA}/lib\nX=${ARCH_DIR}\n";
  const { document } = openInTree("/t/steps/env", env, { ...files, "/t/steps/env": undefined });
  const found = await config.diagnostics!({ ...document, language: "bootstrap-config" });
  expect(found.map(({ code, message }) => [code, message])).toEqual([
    ["kaem/undefined-variable", "Nothing sets `MIAN`: this comes to `BINDIR=/bin`."],
  ]);
});
