import { expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import { checksums } from "./index";

const [a, b] = ["a".repeat(64), "b".repeat(64)];

it("leads from what was transcribed to the lines of sources, and finds nothing wrong in it", async () => {
  const sources = `f http://x/p.tar ${a}\nf http://x/q ${b} r.tar\n`;
  const workspace = new Workspace(new MemoryFileSystem({ "/t/steps/p-1/sources": sources }));
  const text = SourceText.fromString(
    `${a}  /external/distfiles/p.tar\n${b}  /external/distfiles/r.tar\n${b}  /external/distfiles/p.tar\nx\n`,
  );
  const document = { language: checksums.id, path: "/t/steps/p-1/sources.SHA256SUM", text, workspace };
  expect(await checksums.diagnostics!(document)).toEqual([]);
  const found = await checksums.links!(document);
  const lines = sources.split("\n");
  expect(found).toMatchObject([
    { target: { path: "/t/steps/p-1/sources", range: { start: 0, end: lines[0]!.length } } },
    { target: { path: "/t/steps/p-1/sources", range: { start: lines[0]!.length + 1 } } },
  ]);
  expect(found.map(({ range }) => text.slice(range))).toEqual([
    "/external/distfiles/p.tar",
    "/external/distfiles/r.tar",
  ]);
  expect(await checksums.links!({ ...document, path: "/t/steps/p-1/other.SHA256SUM" })).toEqual([]);
});
