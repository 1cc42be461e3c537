import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { Workspace } from "../../tree/workspace";
import { languageOfPath } from "../registry";

const hash = "0123456789abcdef".repeat(4);
const manifest = "build: tool-1\nbuild: bash-1\nbuild: tool-1\nbuild: late-1\nuninstall: tool-1\n";
const sums = `${hash}  tool-1_0.tar.bz2\n${hash}  late-1_0.tar.bz2\n`;

/** Codes of all findings in the manifest and in SHA256SUMS.pkgs, hints about inactive lines left out. */
async function found(changes: { readonly manifest?: string; readonly sums?: string }): Promise<string[]> {
  const files = {
    "/t/steps/manifest": changes.manifest ?? manifest,
    "/t/steps/SHA256SUMS.pkgs": changes.sums ?? sums,
    "/t/steps/tool-1/pass1.kaem": "",
    "/t/steps/tool-1/pass2.sh": "",
    "/t/steps/tool-1/sources": "",
    "/t/steps/bash-1/pass1.kaem": "",
    "/t/steps/late-1/pass1.sh": "",
    "/t/steps/late-1/sources": "",
  };
  const workspace = new Workspace(new MemoryFileSystem(files));
  const codes: string[] = [];
  for (const path of ["/t/steps/manifest", "/t/steps/SHA256SUMS.pkgs"]) {
    const language = languageOfPath(path)!;
    const text = (await workspace.text(path))!;
    const all = await language.diagnostics!({ language: language.id, path, text, workspace });
    codes.push(...all.map(({ code, severity }) => `${code} ${severity}`));
  }
  return codes;
}

const crlf = (text: string) => text.replaceAll("\n", "\r\n");

describe("one mistake has one finding", () => {
  it.each<[what: string, changes: Parameters<typeof found>[0], ...codes: string[]]>([
    ["nothing wrong", {}],
    ["CRLF in the manifest", { manifest: crlf(manifest) }, "manifest/carriage-return error"],
    ["a byte order mark", { manifest: `\uFEFF${manifest}` }, "manifest/byte-order-mark error"],
    ...["build tool-1", "Build: tool-1", "build:tool-1", "build tool-1 "].map(
      (line): [string, object, string] => [
        line,
        { manifest: manifest.replaceAll("build: tool-1", line) },
        "manifest/unknown-directive error",
      ],
    ),
    ["an empty manifest", { manifest: "" }],
    ["a manifest of something else", { manifest: "root:x:0:0\n" }, "manifest/unknown-directive error"],
    ["CRLF in the sums", { sums: crlf(sums) }, "checksums/carriage-return error"],
    ["a mark before the sums", { sums: `\uFEFF${sums}` }, "checksums/byte-order-mark error"],
    ["one blank", { sums: sums.replaceAll("  ", " ") }, "checksums/malformed-line error"],
    ["65 digits", { sums: sums.replaceAll("  ", "0  ") }, "checksums/malformed-line error"],
    [
      "one blank and CRLF",
      { sums: crlf(sums.replaceAll("  ", " ")) },
      "checksums/malformed-line error",
      "checksums/carriage-return error",
    ],
    [
      "a package too much",
      { sums: `${sums}${hash}  more-1_0.tar.bz2\r\n` },
      "checksums/stale-package warning",
      "checksums/carriage-return error",
    ],
    [
      "a package too few",
      { sums: crlf(sums.slice(sums.indexOf("\n") + 1)) },
      "checksums/missing-package error",
      "checksums/carriage-return error",
    ],
  ])("%s", async (_, changes, ...codes) => {
    // The same mistake on several lines is as many findings.
    expect([...new Set(await found(changes))].sort()).toEqual([...codes].sort());
  });
});

describe("a variable that is tested", () => {
  it.each([
    ["( CHROOT == True )", []],
    ["( CHROT == True )", ["manifest/undefined-variable warning"]],
    [
      "( LATER != True )\ndefine: LATER = False\nbuild: tool-1 ( LATER == True )",
      ["manifest/undefined-variable warning"],
    ],
  ])("%s", async (predicate, codes) => {
    const text = manifest.replace("build: late-1", `build: late-1 ${predicate}`);
    const all = await found({ manifest: text });
    expect(all.filter((code) => code.includes("variable"))).toEqual(codes);
  });
});
