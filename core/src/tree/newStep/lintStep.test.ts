import { describe, expect, it } from "vitest";
import { linted } from "../../testing/lintedStep";

describe("an existing step lacks", () => {
  const kaem = "# SPDX-License-Identifier: MIT\nsha256sum -c ${pkg}.${ARCH}.checksums\n";
  const bash = "# SPDX-License-Identifier: MIT\n";
  const sums = `${"1".repeat(64)}  /usr/bin/a\n`;
  const source = `f http://x/a ${"1".repeat(64)}\n`;
  const good = {
    "steps/manifest": "build: a-1\nbuild: bash-2\nbuild: b-1\n",
    "steps/a-1/pass1.kaem": kaem,
    "steps/a-1/a-1.x86.checksums": sums,
    "steps/b-1/pass1.sh": bash,
    "steps/b-1/sources": source,
    "steps/SHA256SUMS.pkgs": `${"1".repeat(64)}  b-1_0.tar.bz2\n`,
    "parts.rst": "a 1\n===\n\nOne.\n\nb 1\n===\n\nTwo.\n",
  };
  const pkgs = (text: string) => ({ "steps/SHA256SUMS.pkgs": text });
  it.each<[what: string, files: Record<string, string>, step: string, found: string | string[]]>([
    ["nothing", {}, "a-1", []],
    ["nothing under bash", {}, "b-1", []],
    ["everything", {}, "c-1", "there is no folder steps/c-1"],
    ["a name", {}, "../steps", "there is no folder steps/../steps"],
    [
      "a line of the manifest",
      { "steps/c-1/pass1.sh": bash, "steps/c-1/sources": source },
      "c-1",
      ["steps/c-1/pass1.sh:1 step/not-in-manifest"],
    ],
    ["a build for a pass", { "steps/b-1/pass2.sh": bash }, "b-1", ["steps/b-1/pass2.sh:1 step/unused-pass"]],
    [
      "a build under that shell",
      { "steps/b-1/pass1.kaem": kaem, "steps/b-1/b-1.x86.checksums": sums },
      "b-1",
      ["steps/b-1/pass1.kaem:1 step/unused-pass"],
    ],
    [
      "a script for a pass",
      { "steps/manifest": `${good["steps/manifest"]}build: b-1\n`, ...pkgs("") },
      "b-1",
      [
        "steps/manifest:3 checksums/missing-package",
        "steps/manifest:4 step/missing-pass",
        "steps/manifest:4 checksums/missing-package",
      ],
    ],
    [
      "no script where it has a makefile",
      {
        "steps/manifest": `${good["steps/manifest"]}build: b-1\n`,
        "steps/b-1/mk/main.mk": "",
        ...pkgs(good["steps/SHA256SUMS.pkgs"] + good["steps/SHA256SUMS.pkgs"].replace("_0", "_1")),
      },
      "b-1",
      [],
    ],
    [
      "sources under kaem",
      { "steps/a-1/pass1.kaem": `${kaem}checksum-transcriber sources\n` },
      "a-1",
      ["steps/a-1/pass1.kaem:3 step/missing-sources"],
    ],
    [
      "sources under bash",
      {
        "steps/manifest": `${good["steps/manifest"]}build: c-1\n`,
        "steps/c-1/pass1.sh": bash,
        ...pkgs(`${"1".repeat(64)}  c-1_0.tar.bz2\n`),
        "parts.rst": "c 1\n===\n\nx\n",
      },
      "c-1",
      ["steps/c-1/pass1.sh:1 step/missing-sources"],
    ],
    [
      "no sources where it gets none",
      {
        "steps/manifest": `${good["steps/manifest"]}build: c-1\n`,
        "steps/c-1/pass1.sh": `${bash}src_get() {\n:\n}\n`,
        ...pkgs(`${"1".repeat(64)}  c-1_0.tar.bz2\n`),
        "parts.rst": "c 1\n===\n\nx\n",
      },
      "c-1",
      [],
    ],
    [
      "a hash",
      {
        "steps/b-1/sources": source.replaceAll("1", "0"),
        ...pkgs(`${"0".repeat(64)}  b-1_0.tar.bz2\n${"0".repeat(64)}  x-1_0.tar.bz2\n`),
      },
      "b-1",
      ["steps/SHA256SUMS.pkgs:1 step/placeholder-hash", "steps/b-1/sources:1 step/placeholder-hash"],
    ],
    [
      "a check",
      { "steps/a-1/pass1.kaem": "# SPDX-License-Identifier: MIT\nsha256sum -c sources.SHA256SUM\n" },
      "a-1",
      ["steps/a-1/pass1.kaem:1 step/unverified"],
    ],
    [
      "checksums",
      { "steps/a-1/pass1.kaem": `${kaem}sha256sum -c \${pkg}-pass2.checksums\n` },
      "a-1",
      ["steps/a-1/pass1.kaem:3 step/missing-checksums"],
    ],
    ["a licence", { "steps/b-1/pass1.sh": ":\n" }, "b-1", ["steps/b-1/pass1.sh:1 step/no-licence"]],
    ["a section", { "parts.rst": "a 1\n===\n\nOne.\n" }, "b-1", ["parts.rst:1 step/undescribed"]],
    [
      "a text in its section",
      { "parts.rst": "a 1\n===\n\nOne.\n\nb 1\n===\n\n``b`` is not described yet.\n" },
      "b-1",
      ["parts.rst:6 step/undescribed"],
    ],
    ["no section where there is no parts.rst", { "parts.rst": "" }, "b-1", ["parts.rst:1 step/undescribed"]],
  ])("%s", async (_, files, step, found) => expect(await linted({ ...good, ...files }, step)).toEqual(found));
});
