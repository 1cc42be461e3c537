import { describe, expect, it } from "vitest";
import { languageOfPath } from "../languages/registry";
import { nodeFileSystem } from "../platform/node/fileSystem";
import { Workspace } from "./workspace";

/** A live-bootstrap checkout with submodules. */
const root = process.env["BOOTSTRAPPABLE_UPSTREAM"] ?? "";
const mine = new Set(["kaem", "bootstrap-manifest", "bootstrap-sources", "bootstrap-checksums"]);

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const { name, kind } of await nodeFileSystem.list(folder)) {
    if (kind === "directory") yield* filesBelow(`${folder}/${name}`);
    else if (kind === "file") yield `${folder}/${name}`;
  }
}

describe.skipIf(root === "")("upstream's manifest, scripts, sources and checksums", () => {
  const workspace = new Workspace(nodeFileSystem);

  it("give six findings: a test input whose second line kaem does lose, a stale sum, a script that never runs, a program and a variable that are not there", async () => {
    const found: string[] = [];
    const counts: Record<string, number> = {};
    for await (const path of filesBelow(root)) {
      const language = languageOfPath(path);
      if (language?.diagnostics === undefined || !mine.has(language.id)) continue;
      counts[language.id] = (counts[language.id] ?? 0) + 1;
      const text = (await workspace.text(path))!;
      for (const { code, range, severity } of await language.diagnostics({
        language: language.id,
        path,
        text,
        workspace,
      })) {
        // Hints never show among problems: what a configuration leaves out, and the like.
        if (severity !== "hint")
          found.push(`${path.slice(root.length + 1)}:${text.lineAt(range.start) + 1} ${code}`);
      }
    }
    const input = "seed/stage0-posix/M2-Planet/test/test0104/kaem.run";
    expect(found).toEqual([
      `${input}:3 kaem/skipped-command`,
      `${input}:3 kaem/lost-text`,
      // libffi-3.3 is gone from the manifest.
      "steps/SHA256SUMS.pkgs:76 checksums/stale-package",
      // libtool-2.2.4 would remove files that `find` finds, before there is one.
      "steps/manifest:107 manifest/needs-later",
      // perl-Devel-Tokenizer-C is built twelve times, and has thirteen scripts.
      "steps/manifest:186 step/unused-pass",
      "steps/mes-0.27.1/pass1.kaem:87 kaem/empty-argument",
    ]);
    expect(counts).toEqual({
      kaem: 50,
      "bootstrap-manifest": 1,
      "bootstrap-sources": 135,
      "bootstrap-checksums": 37,
    });
  });
});
