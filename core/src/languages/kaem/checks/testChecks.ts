import { expect } from "vitest";
import { edited } from "../../../testing/edits";
import { fixture, marked } from "../../../testing/fixture";
import type { SourceText } from "../../../text/sourceText";
import { kaem } from "../index";

/** What is marked, its codes in order, and the text that the fixes make of it (where there are any). */
export type Row = readonly [text: string, codes: readonly string[], fixed?: string];

export async function find(text: SourceText, path: string) {
  return await kaem.diagnostics!({ language: "kaem", path, text, workspace: undefined });
}

/** Checks what is found in a script that lies in no tree. */
export async function check(path: string, [text, codes, fixed]: Row) {
  const { text: source } = fixture(text);
  const found = await find(source, path);
  expect(found.map(({ code }) => code)).toEqual(codes.map((code) => `kaem/${code}`));
  expect(
    marked(
      source,
      found.map(({ range }) => range),
    ),
  ).toBe(text);
  if (fixed === undefined) return;
  const all = edited(
    source,
    found.flatMap(({ fixes = [] }) => fixes[0]?.edits ?? []),
  );
  expect(all.slice({ start: 0, end: all.length })).toBe(fixed);
  if (codes.length > 0) expect(await find(all, path)).toEqual([]);
}
