import { expect, it } from "vitest";
import { MemoryFileSystem } from "../../platform/memory";
import { edited } from "../../testing/edits";
import { SourceText } from "../../text/sourceText";
import { Workspace } from "../../tree/workspace";
import { languageOfPath } from "../registry";

async function found(path: string, text: SourceText) {
  const files = {
    "/t/steps/manifest": "build: early-1\nbuild: bash-1\nbuild: late-1\n",
    "/t/steps/env": "PATH=/usr/bin\n",
    [path]: text.bytes,
  };
  const workspace = new Workspace(new MemoryFileSystem(files));
  const language = languageOfPath(path)!;
  return language.diagnostics!({ language: language.id, path, text, workspace });
}

const crlf = (text: string) => text.replaceAll("\n", "\r\n");
const script = "#!/bin/sh\n\n# why\nsrc_prepare() {\n    default\n    echo a  # b\n}\n";

it.each<[path: string, text: string, ...expected: string[]]>([
  ["late-1/pass1.sh", script],
  ["late-1/pass1.sh", crlf(script), "shell/carriage-return 4"],
  ["improve/x.sh", crlf("ls\n"), "shell/carriage-return 1"],
  ["helpers.sh", crlf("ls\n"), "shell/carriage-return 1"],
  ["late-1/pass1.sh", "\uFEFF" + script, "shell/byte-order-mark 1"],
  ["late-1/pass1.sh", "\uFEFF" + crlf(script), "shell/byte-order-mark 1", "shell/carriage-return 1"],
  // Where a CR does no harm, or is meant.
  ["late-1/pass1.sh", "# why\r\nls\ncat > f <<EOF\nx\r\nEOF\nls # y\r\nprintf 'a\r\n'\n"],
  // What no step runs, or is no tree's.
  ["late-1/files/x.sh", crlf("ls\n")],
  ["env", "\uFEFFPATH=/usr/bin\nX=${PATH}\n", "config/byte-order-mark 1"],
  ["env", "\uFEFF# why\nPATH=/usr/bin\n", "config/byte-order-mark 1"],
  ["bootstrap.cfg", "\uFEFFARCH=x86\nARCH_DIR=x86\n", "config/byte-order-mark 1"],
])("%s of %j", async (file, contents, ...expected) => {
  const path = `/t/steps/${file}`;
  let text = SourceText.fromString(contents);
  const all = await found(path, text);
  expect(all.map(({ code, range }) => `${code} ${text.lineAt(range.start) + 1}`)).toEqual(expected);
  // Each fix leaves the others of the file to do.
  for (let left = all; left.length > 0; left = await found(path, text)) {
    text = edited(text, left.at(-1)!.fixes![0]!.edits);
  }
  expect(await found(path, text)).toEqual([]);
});
