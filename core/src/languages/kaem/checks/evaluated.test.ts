import { describe, expect, it } from "vitest";
import { marked } from "../../../testing/fixture";
import { kaem } from "../index";
import { openInTree } from "../testTree";

const step = "/t/steps/b-1/pass1.kaem";
const unpack = "unxz --file ⟦${DISTFILES}/b.xz⟧ --output b\n";

describe("what is certain in a tree", () => {
  it.each([
    ["a ⟦${NONE}⟧ x${NONE} ${NONE:-b} ${BINDIR}\n", ["empty-argument"]],
    [
      "a x⟦${BINDIRS}⟧ ${DISTFILES}/⟦${DISTFILE}⟧ ⟦${BINDRI}⟧\n",
      ["undefined-variable", "undefined-variable", "empty-argument"],
    ],
    ["if match ⟦${NONE}⟧ b; then\nfi\n", ["empty-argument"]],
    ["X=1\na ${X}\nunset X\na ⟦${X}⟧\n", ["empty-argument"]],
    ["⟦late⟧ x\n", ["unknown-program"]],
    ["⟦rm⟧ x\n", ["unknown-program"]],
    ["a b\nnobody-knows c\n", []],
    ["hex0 ⟦src/none.hex0⟧ x\n", ["missing-file"]],
    ["hex0 ⟦none.hex0⟧ x\nhex0 src/more.kaem x\n", ["missing-file"]],
    ["cp src/more.kaem src/x\nhex0 src/x y\n", []],
    ["hex0 src/more.kaem src/x\n/bin/rm src/x\nhex0 ⟦src/x⟧ y\n", ["missing-file"]],
    ["if a x; then\n/bin/rm src/x\nfi\nhex0 src/x y\n", []],
    ["make -C src\nhex0 src/x y\n", []],
    ["cd src\nmake\nhex0 x y\n", []],
    ["cd src\ncd ⟦../src/gone⟧\n", ["missing-folder"]],
    ["cd src\ncd ..\ncd ⟦build⟧\n", ["missing-folder"]],
    ["mkdir build\ncd build\ncd ..\ncd ⟦biuld⟧\n", ["missing-folder"]],
    ["if match ${ARCH} amd64; then\nrm ${NONE}\nfi\n", []],
    [unpack, ["unverified"]],
  ])("%j", async (text, codes) => {
    const { document } = openInTree(step, text, { "/t/seed/seed.kaem": seed });
    const found = await kaem.diagnostics!(document);
    expect(found.map(({ code }) => code)).toEqual(codes.map((code) => `kaem/${code}`));
    expect(
      marked(
        document.text,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
  });

  it("does not ask for a second check", async () => {
    const { document } = openInTree(step, `sha256sum -c sources.SHA256SUM\n${unpack.replace(/[⟦⟧]/g, "")}`, {
      "/t/seed/seed.kaem": seed,
      "/t/steps/b-1/sources.SHA256SUM": "",
    });
    expect(await kaem.diagnostics!(document)).toEqual([]);
  });

  it("takes a script for that of the shell that runs it, whatever its name", async () => {
    const path = "/t/seed/stage0-posix/x86/own.kaem";
    const { document } = openInTree(path, "⟦cd⟧ x\n", {
      "/t/seed/stage0-posix/kaem.x86": "./bootstrap-seeds/POSIX/x86/kaem-optional-seed ./x86/own.kaem\n",
    });
    const found = await kaem.diagnostics!(document);
    expect(found.map(({ code }) => code)).toEqual(["kaem/dialect"]);
  });

  it("knows what is missing for full kaem in stage0-posix", async () => {
    const path = "/t/seed/stage0-posix/x86/kaem.run";
    const text =
      "cd x86\n./bin/hex0 hex0.hex0 artifact/a\n./bin/hex0 ./artifact/a b\n./bin/hex0 ⟦./artifact/c⟧ b\n" +
      "./bin/catm d hex0.hex0 ⟦e⟧\n./bin/catm ../usr/f ../usr/g\n";
    const { document } = openInTree(path, text, { "/t/seed/stage0-posix/x86/artifact/README": "" });
    const found = await kaem.diagnostics!(document);
    expect(found.map(({ code }) => code)).toEqual(["kaem/missing-file", "kaem/missing-file"]);
    expect(
      marked(
        document.text,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
  });

  it("knows what is missing for the hand-written kaem", async () => {
    const text = "./bootstrap-seeds/POSIX/x86/hex0-seed ⟦./x86/none.hex0⟧ ./x86/bin/kaem\n";
    const { document } = openInTree("/t/seed/stage0-posix/x86/mini-kaem.kaem", text);
    const found = await kaem.diagnostics!(document);
    expect(found.map(({ code }) => code)).toEqual(["kaem/missing-file"]);
    expect(
      marked(
        document.text,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
  });
});

describe("the options of mescc-tools", () => {
  const little = "--little-endian";
  const m1 = "M1 --architecture x86 --little-endian -f src/a.M1 -o a.hex2\n";
  it.each([
    [`hex2 -A ⟦x68⟧ ${little} -f a -o b\n`, ["unknown-architecture"]],
    [`M1 --architecture ⟦i386⟧ ${little} -f a -o b\n`, ["unknown-architecture"]],
    ["⟦hex2⟧ --architecture x86 -f a -o b\n", ["byte-order"]],
    ["⟦M1⟧ --architecture riscv64 --big-endian -f a -o b\n", ["byte-order"]],
    ["⟦blood-elf⟧ -f a -o b\n", ["byte-order"]],
    [`blood-elf ${little} -f a -o b\nhex2 -f a -o b\nM1 -A knight-posix --big-endian -f a -o b\n`, []],
    [`hex2 -A x86 ${little} --base-address ⟦0X1000⟧ -f a -o b\n`, ["base-address"]],
    [`hex2 -A x86 ${little} -B ⟦08048000h⟧ -f a -o b\n`, ["base-address"]],
    [`hex2 -A x86 ${little} -B 0x8048000 -f a -o b\nhex2 -A x86 ${little} -B 0x10_00 -f a -o b\n`, []],
    // For Knight both are possible, but not in one program.
    [
      `M1 -A knight-posix ${little} -f src/a.M1 -o a\n⟦hex2⟧ -A knight-posix --big-endian -f a -o b\n`,
      ["byte-order"],
    ],
    [`M1 -A knight-posix -f src/a.M1 -o a\nhex2 -A knight-posix --big-endian -f a -o b\n`, []],
    [`${m1}hex2 --architecture x86 ${little} -f a.hex2 -o b\n`, []],
    [
      "A=x86\nhex2 --architecture ${A} --little-endian -f a -o b\nhex2 --architecture ${UNHEARD:-x86} ${L:---little-endian} -f a -o b\n",
      [],
    ],
  ])("%j", async (text, codes) => {
    const { document } = openInTree(step, text, {
      "/t/seed/seed.kaem": seed,
      "/t/steps/b-1/src/a.M1": "'90'\n",
    });
    const found = (await kaem.diagnostics!(document)).filter(
      ({ code }) => !/missing|unknown-program/.test(code),
    );
    expect(found.map(({ code }) => code)).toEqual(codes.map((code) => `kaem/${code}`));
    expect(
      marked(
        document.text,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
  });
});

/** Installs what the rows need, but rm only where nobody looks for it. */
const seed = `${["hex0", "kaem", "match", "cp", "catm", "mkdir", "sha256sum", "M1", "hex2"]
  .map((name) => `/x86/bin/cp /x86/bin/${name} \${BINDIR}/${name}\n`)
  .join(
    "",
  )}/x86/bin/cp /x86/bin/hex0 \${BINDIR}/unxz\n/x86/bin/cp /x86/bin/own \${BINDIR}/make\n/x86/bin/cp /x86/bin/hex0 /bin/rm\nPATH=\${BINDIR}\nkaem --file /steps/0.sh\n`;
