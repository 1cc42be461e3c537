import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { languageOf } from "./association.js";
import { contributes, readJson, root } from "./manifest.js";

describe("package.json", () => {
  const { languages, grammars, snippets } = contributes;
  const ids = languages.map(({ id }) => id);

  it("declares each language once, with a grammar and a configuration", () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !grammars.some(({ language }) => language === id))).toEqual([]);
    expect(languages.filter(({ configuration }) => configuration === undefined)).toEqual([]);
  });

  it("points to files that exist", () => {
    const files = [
      ...languages.flatMap(({ configuration }) => configuration ?? []),
      ...grammars.map((grammar) => grammar.path),
      ...snippets.map((snippet) => snippet.path),
    ];
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it("names the scope that the grammar itself names", () => {
    for (const grammar of grammars) {
      expect(readJson(grammar.path)).toMatchObject({ scopeName: grammar.scopeName });
    }
  });

  it("gives snippets to declared languages only", () => {
    expect(snippets.filter(({ language }) => !ids.includes(language))).toEqual([]);
  });
});

describe("files and languages", () => {
  it.each([
    ["/x/hex0_x86.hex0", "hex0"],
    ["/x/hex2_x86.hex1", "hex1"],
    ["/x/M0_x86.hex2", "hex2"],
    ["/x/x86_defs.M1", "m1"],
    ["/x/seed/after.kaem", "kaem"],
    ["/x/AMD64/kaem.run", "kaem"],
    ["/x/kaem.x86", "kaem"],
    ["/x/kaem.amd64", "kaem"],
    ["/x/kaem.aarch64", "kaem"],
    ["/x/kaem.riscv32", "kaem"],
    ["/x/kaem.riscv64", "kaem"],
    ["/x/steps/manifest", "bootstrap-manifest"],
    ["/steps/manifest", "bootstrap-manifest"],
    ["/x/steps/bash-5.2.15/sources", "bootstrap-sources"],
    ["/x/steps/tcc-0.9.27/tcc-0.9.27.checksums", "bootstrap-checksums"],
    ["/x/seed/configurator.x86.checksums", "bootstrap-checksums"],
    ["/x/x86.answers", "bootstrap-checksums"],
    ["/x/steps/SHA256SUMS.pkgs", "bootstrap-checksums"],
    ["/x/steps/bootstrap.cfg", "bootstrap-config"],
    ["/x/steps/env", "bootstrap-config"],
  ])("%s is %s", (file, language) => expect(languageOf(file)).toBe(language));

  it.each([
    "/x/manifest",
    "/x/manifest.json",
    "/x/steps/a/manifest",
    "/x/sources",
    "/x/steps/sources",
    "/x/steps/a/b/sources",
    "/etc/apt/sources.list",
    "/x/env",
    "/x/steps/a/env",
    "/x/mysteps/manifest",
    "/x/steps/improve/reconfigure.sh",
    "/x/steps/bash-5.2.15/pass1.sh",
    "/x/kaem.c",
    "/x/Kaem/kaem.h",
    "/x/SHA256SUMS",
  ])("%s stays what it was", (file) => expect(languageOf(file)).toBeUndefined());
});

describe("word patterns", () => {
  const words = (id: string, text: string): string[] => {
    const configuration = contributes.languages.find((language) => language.id === id)?.configuration ?? "";
    const { wordPattern } = readJson(configuration) as { wordPattern: string };
    return text.match(new RegExp(wordPattern, "g")) ?? [];
  };

  it.each([
    ["hex0", "#:First_pass ; (0x8048054)", ["First_pass", "0x8048054"]],
    ["hex2", "^~Read_byte %ELF_end>ELF_base", ["Read_byte", "ELF_end", "ELF_base"]],
    ["m1", "mov_eax,[ebp+DWORD] %-4 &label", ["mov_eax,[ebp+DWORD]", "-4", "label"]],
    ["kaem", "cp ${MES_PKG}/a-1.c --file", ["cp", "MES_PKG", "a-1.c", "--file"]],
    ["bootstrap-manifest", "build: tcc-0.9.27 ( A == True )", ["build", "tcc-0.9.27", "A", "True"]],
    ["bootstrap-sources", "g https://a/b.git~v1 _", ["g", "https://a/b.git", "v1", "_"]],
    ["bootstrap-config", "PATH=${BINDIR}:/bin", ["PATH", "BINDIR", "bin"]],
  ])("%s: %s", (id, text, expected) => expect(words(id, text)).toEqual(expected));
});
