import { describe, expect, it } from "vitest";
import { MemoryFileSystem } from "../platform/memory";
import { RememberedFiles } from "../platform/rememberedFiles";
import { SourceText } from "../text/sourceText";
import { Workspace } from "../tree/workspace";
import type { Document } from "./language";
import { languageOfPath } from "./registry";

const hash = "a".repeat(64);
const HASH = "A".repeat(64);

/** More than a call takes arguments, so that no list may be spread into one. */
const many = 150_000;

/** Lines by their number, zero-based, of documents in which every line has a finding. */
const lines: Readonly<Record<string, (line: number) => string>> = {
  "steps/manifest": (line) => `build:  p${line}-1 ( X${line} == 1 )`,
  "steps/a-1/sources": (line) => `f htps://h/a${line}  ${HASH}`,
  "steps/a-1/a-1.checksums": (line) => `${hash} /usr/bin/${line}`,
  "steps/SHA256SUMS.pkgs": (line) => `${hash}  p${line}_0.tar.bz2`,
  "steps/bootstrap.cfg": (line) => `X${line % 1000} = ${line}`,
  "steps/env": (line) => `X = ${line}`,
  "steps/a-1/pass1.sh": () => "for x in a b; do flex; done",
};

describe("documents of 150,000 lines", () => {
  it.each(Object.entries(lines))(
    "%s is told of as any other",
    async (name, line) => {
      const path = `/t/${name}`;
      const text = SourceText.fromString(Array.from({ length: many }, (_, at) => `${line(at)}\n`).join(""));
      const files = {
        "/t/steps/manifest": "build: a-1\nbuild: bash-1\n",
        "/t/steps/a-1/pass1.kaem": "checksum-transcriber sources\n",
        "/t/steps/helpers.sh": "build() {\n    :\n}\n",
      };
      const memory = new RememberedFiles(new MemoryFileSystem(files), () => true);
      const workspace = new Workspace(memory, (asked) => (asked === path ? text : undefined));
      const language = languageOfPath(path)!;
      const document: Document = { language: language.id, path, text, workspace };
      const found = (await language.diagnostics?.(document)) ?? [];
      if (name !== "steps/a-1/pass1.sh") expect(found.length).toBeGreaterThanOrEqual(many);
      for (const service of ["outline", "semanticTokens", "folding", "links"] as const) {
        await language[service]?.(document);
      }
      const middle = text.line(many / 2).start + 1;
      for (const service of ["hover", "definition", "references", "highlights", "completion"] as const) {
        await language[service]?.(document, middle);
      }
    },
    60_000,
  );

  it("a manifest's line of as many names is one, too", async () => {
    const names = Array.from({ length: many }, (_, at) => `p${at}`).join(" ");
    const text = SourceText.fromString(`uninstall: ${names}\n`);
    const language = languageOfPath("/t/steps/manifest")!;
    const found = await language.diagnostics!({
      language: language.id,
      path: "/t/steps/manifest",
      text,
      workspace: undefined,
    });
    expect(found.map(({ code }) => code)).toContain("manifest/uninstall-too-long");
  });
});
