import { describe, expect, it } from "vitest";
import { edited } from "../../../testing/edits";
import { marked } from "../../../testing/fixture";
import { kaem } from "../index";
import { openInTree } from "../testTree";

const manifest = "improve: both\nimprove: early\njump: late ( QEMU == True )\nbuild: bash-2\nimprove: both\n";

async function find(name: string, text: string) {
  const path = `/t/steps/${name}.sh`;
  const { document } = openInTree(path, text, { "/t/steps/manifest": manifest });
  const found = await kaem.diagnostics!(document);
  return { document, found: found.filter(({ code }) => code === "kaem/other-shell") };
}

describe("a script that kaem and bash run", () => {
  it.each<[text: string, fixed?: string]>([
    ['X="a b"\nmatch ⟦${X}⟧ c "${X}"\nY=${X}\n', 'X="a b"\nmatch "${X}" c "${X}"\nY=${X}\n'],
    ['X="a b"\nmatch ⟦x${X}⟧ \\\n  ⟦${X}⟧\n', 'X="a b"\nmatch "x${X}" \\\n  "${X}"\n'],
    ["X=\nmatch ⟦${X}⟧ x${X} ${DISTFILES}\n", 'X=\nmatch "${X}" x${X} ${DISTFILES}\n'],
    ['X=" "\nmatch ${X} a b\n'],
    ["match ${UNSET} a\n"],
    ['match ⟦a\\nb⟧ ⟦"c\\rd"⟧ "e\\\\n" f\\\\n\n'],
    ['⟦alias⟧ a="b c"\n'],
    ["if match x${ARCH} xarm; then\nX=\nmatch ${X} a\nfi\n"],
    ["if match x${ARCH} xx86\nthen\nset -ex\nfi\n"],
  ])("%j", async (text, fixed) => {
    const { document, found } = await find("improve/both", text);
    const ranges = found.map(({ range }) => range);
    expect(marked(document.text, ranges)).toBe(text);
    const edits = found.flatMap(({ fixes = [] }) => fixes[0]?.edits ?? []);
    const after = edited(document.text, edits);
    if (fixed !== undefined) expect(after.slice({ start: 0, end: after.length })).toBe(fixed);
  });

  it.each(["improve/early", "jump/late", "a-1/pass1", "improve/nobody"])("not in %s", async (name) => {
    const { found } = await find(name, 'X="a b"\nmatch ${X} c\\n\nalias a=b\n');
    expect(found).toEqual([]);
  });
});
