import { describe, expect, it } from "vitest";
import { marked } from "../../../testing/fixture";
import { openForTool, type Tool } from "../testStages";

describe("a # or ; inside a name", () => {
  it.each<[Tool, text: string, others?: Record<string, string>]>([
    ["hex2", ":a#b\n%a#b c\n"],
    ["hex2-0", ":a;b\n&a;b\n"],
    ["M0", ":a#b\n%a#b\n"],
    ["M1", ":a#b\n:c\n%c>a#b\n"],
    ["M1", "%a#b\n", { "head.M1": ":a#b\n" }],
  ])("is meant where %s finds what it names: %j", async (tool, text, others = {}) => {
    const { document, language } = openForTool("x86", tool, text, { others });
    const found = (await language.diagnostics!(document)).map(({ code }) => code);
    expect(found).not.toContain("hex2/glued-comment");
  });

  it.each<[Tool, text: string]>([
    ["hex2", ":a⟦#b⟧\n%a\n"],
    ["hex2", ":a⟦#b⟧\n%a⟦#c⟧\n"],
    ["M1", ":a⟦#b⟧\n:a⟦#b⟧\n"],
    ["M0", "%a⟦;b⟧\n%a⟦;b⟧\n"],
  ])("is told where nothing in %s does: %j", async (tool, text) => {
    const { document, language, text: source } = openForTool("x86", tool, text);
    const found = (await language.diagnostics!(document)).filter(({ code }) => code === "hex2/glued-comment");
    expect(
      marked(
        source,
        found.map(({ range }) => range),
      ),
    ).toBe(text);
  });
});
