import { describe, expect, it } from "vitest";
import { marked } from "../../testing/fixture";
import { edited } from "../../testing/edits";
import { inX86, openSource, textOf } from "./testTree";

const base = inX86("");
const name = (path: string) => path.slice(base.length);

const tool = (source: string) => ["tool.M1", source] as const;

describe("hover", () => {
  it.each<[file: string, source: string, lines: string[]]>([
    [
      ...tool(":_start\n\tcall ⟦%‸exit⟧\n:exit\n\tret\n:ELF_end\n"),
      [
        "**exit** — line 3",
        "`%` = **+0**  →  address 0x804800B · offset 11 (0xB)",
        "`%` 4 bytes: the distance to the label from behind the reference",
        "```x86asm\ncall 0x804800B\n```",
        "Calls: pushes the address behind it and jumps.",
        "| E8 | **00 00 00 00** |\n|:-:|:-:|\n| opcode | **rel32** |\n|  | **+0** |",
        "**rel32** `00 00 00 00` — +0 bytes from behind the instruction, to 0x804800B",
        "reads esp · writes esp, memory",
        "*In `/x86/artifact/tool` by seed/stage0-posix/x86/mini.kaem:9 (x86)*",
      ],
    ],
    [
      ...tool(":_start\n:e⟦‸xit⟧\n\tnop\n\tret\n:ELF_end\n"),
      [
        "**exit** — 2 bytes",
        "address 0x8048006 · offset 6 (0x6)",
        "*In `/x86/artifact/tool` by seed/stage0-posix/x86/mini.kaem:9 (x86)*",
      ],
    ],
    [
      ...tool(":_start\n\t‸ret\n:ELF_end\n"),
      [
        "```x86asm\nret\n```",
        "Returns: jumps to the address that it takes from the stack.",
        "reads esp, memory · writes esp",
        "**ret** = `C3`",
        "DEFINE of `tool_defs.M1:1`",
        "address 0x8048006 · offset 6 (0x6)",
        "*In `/x86/artifact/tool` by seed/stage0-posix/x86/mini.kaem:9 (x86)*",
      ],
    ],
    [
      ...tool(":_start\n\t‸nopp\n:ELF_end\n"),
      ["**nopp** — no such macro", "*In `/x86/artifact/tool` by seed/stage0-posix/x86/mini.kaem:9 (x86)*"],
    ],
    [
      "M0.hex2",
      ":_start\n90 C‸3 # x\n:ELF_end\n",
      [
        "```x86asm\nret\n```",
        "Returns: jumps to the address that it takes from the stack.",
        "reads esp, memory · writes esp",
        "address 0x8048007 · offset 7 (0x7)",
        "*In `/x86/artifact/M0` by seed/stage0-posix/x86/mini.kaem:5 (x86)*",
      ],
    ],
    [
      "hex2.hex1",
      ":a 90\nE8 %‸a\n",
      [
        "**a** — line 1",
        "`%` = **-6**  →  offset 0 (0x0)",
        "`%` 4 bytes: the distance to the label from behind the reference",
        "```x86asm\ncall 0\n```",
        "Calls: pushes the address behind it and jumps.",
        "| E8 | **FA FF FF FF** |\n|:-:|:-:|\n| opcode | **rel32** |\n|  | **−6** |",
        "**rel32** `FA FF FF FF` — −6 bytes from behind the instruction, to 0x0",
        "reads esp · writes esp, memory",
        "*In `/x86/artifact/hex2-0` by seed/stage0-posix/x86/mini.kaem:2 (x86)*",
      ],
    ],
    [
      "libc.M1",
      "\tcall %FUNC‸TION_main\n",
      [
        "**FUNCTION_main** — defined in none of the files at hand",
        "`%` 4 bytes: the distance to the label from behind the reference",
        "*In `/x86/bin/main` by seed/stage0-posix/x86/mini.kaem:12 (x86)*",
      ],
    ],
    [
      "Development/tool.M1",
      "\tr‸et\n",
      [
        "```x86asm\nret\n```",
        "Returns: jumps to the address that it takes from the stack.",
        "reads esp, memory · writes esp",
        "**ret** = `C3`",
        "DEFINE of `x86_defs.M1:1`",
        "address 0x8048000 · offset 0 (0x0)",
        "*Read as x86, with the macros of `x86_defs.M1`: no script of the tree assembles this file*",
      ],
    ],
    [
      ...tool(":_start\n\t%‸0x10\n:ELF_end\n"),
      [
        "`10 00 00 00` — 4 bytes",
        "address 0x8048006 · offset 6 (0x6)",
        "`%` 4 bytes",
        "*In `/x86/artifact/tool` by seed/stage0-posix/x86/mini.kaem:9 (x86)*",
      ],
    ],
    [
      ...tool(':_start\n\t"h‸i"\n:ELF_end\n'),
      [
        "`68 69 00` — 3 bytes",
        "address 0x8048006 · offset 6 (0x6)",
        "*In `/x86/artifact/tool` by seed/stage0-posix/x86/mini.kaem:9 (x86)*",
      ],
    ],
  ])("%s: %j", async (file, source, lines) => {
    const { document, language, cursors } = openSource(file, source, { "x86_defs.M1": "DEFINE ret C3\n" });
    const found = await language.hover!(document, cursors[0]!);
    expect(found?.markdown.split("\n\n")).toEqual(lines);
  });

  it.each(["M0.hex2", "tool.M1"])("says nothing of comments in %s", async (file) => {
    const { document, language, cursors } = openSource(file, "90 # ‸exit\n");
    expect(await language.hover!(document, cursors[0]!)).toBeUndefined();
  });

  it("names the programs that a file is part of", async () => {
    const { document, language, cursors, workspace, path } = openSource("ELF.hex2", ":ELF_te‸xt\n&ELF_end\n");
    expect((await language.hover!(document, cursors[0]!))?.markdown).toContain(
      "`/x86/artifact/M0` by seed/stage0-posix/x86/mini.kaem:5 (x86), one of 3",
    );
    workspace.builds.set(path, "x86 /x86/bin/main");
    expect((await language.hover!(document, cursors[0]!))?.markdown).toContain("`/x86/bin/main`");
    expect((await language.hover!(document, cursors[0]!))?.markdown).toContain("address 0x1000");
  });
});

describe("names", () => {
  it("are defined where the program says what they stand for", async () => {
    const { document, language, cursors } = openSource("tool.M1", "\t‸ret\n\tcall %E‸LF_base\n");
    for (const [cursor, expected] of [
      [cursors[0]!, "tool_defs.M1:7"],
      [cursors[1]!, "ELF.hex2:1"],
    ] as const) {
      const targets = await language.definition!(document, cursor);
      expect(targets.map(({ path, range }) => `${name(path)}:${range?.start}`)).toEqual([expected]);
    }
  });

  it("are referred to from every program that shares the file", async () => {
    const { document, language, cursors } = openSource("ELF.hex2", ":ELF_base\n&ELF‸_end\n");
    const found = await language.references!(document, cursors[0]!);
    expect(found.map(({ path }) => name(path)).sort()).toEqual(["ELF.hex2", "M0.hex2", "tool.M1"]);
  });

  it("are highlighted in the document", async () => {
    const { document, language, cursors, text, ranges } = openSource("M0.hex2", ":⟦a‸⟧\n%⟦a⟧>⟦a⟧ # a\n:ab\n");
    const found = await language.highlights!(document, cursors[0]!);
    expect(found.map(({ range }) => range)).toEqual(ranges);
    expect(found.map(({ write }) => write)).toEqual([true, false, false]);
    expect(marked(text, ranges)).toContain("⟦a⟧>⟦a⟧");
  });

  it.each<[file: string, source: string, to: string, expected: Record<string, string> | string]>([
    [
      "tool.M1",
      ":_start\n\t‸ret\n:ELF_end\n",
      "RET",
      {
        "tool.M1": ":_start\n\tRET\n:ELF_end\n",
        "tool_defs.M1": "DEFINE RET C3\nDEFINE call E8\nDEFINE nop 90\n",
      },
    ],
    ["tool.M1", ":_sta‸rt\n\tcall %_start>_start\n", "main", { "tool.M1": ":main\n\tcall %main>main\n" }],
    ["hex2.hex1", ":‸a 90 %a\n", "b", { "hex2.hex1": ":b 90 %b\n" }],
    ["hex2.hex1", ":‸a 90 %a\n", "main", "A label of hex1 is one character of ASCII."],
    ["tool.M1", ":a‸a :bb\n", "bb", "`bb` is a name of"],
    ["tool.M1", ":a‸a\n", "b b", "A name has no blank"],
    ["tool.M1", ":a‸a\n", "1", "take a reference to a name that begins with a digit for a number"],
    ["tool.M1", "\tno‸pe\n", "b", "No file at hand defines `nope`."],
    ["tool.M1", "\tr‸et\n", "%x", "A macro's name begins with no sigil"],
    [
      "libc.M1",
      ":FUNCTION_ex‸it\n",
      "exit",
      "A compiler writes part of a program with this file, and may use `FUNCTION_exit` there.",
    ],
    [
      "Development/tool.M1",
      "\tr‸et\n",
      "b",
      "is defined in a file that no script of the tree joins with this one",
    ],
    ["Development/tool.M1", "DEFINE r‸et C3\nret\n", "b", { "Development/tool.M1": "DEFINE b C3\nb\n" }],
    ["tool.M1", "# n‸o\n", "b", "There is no label or macro here."],
  ])("are renamed, %s: %j to %s", async (file, source, to, expected) => {
    const { document, language, cursors, workspace } = openSource(file, source, {
      "x86_defs.M1": "DEFINE ret C3\n",
    });
    const change = await language.rename!(document, cursors[0]!, to);
    if (typeof expected === "string") {
      expect("refused" in change && change.refused).toContain(expected);
      return;
    }
    if ("refused" in change) throw new Error(change.refused);
    const after: Record<string, string> = {};
    for (const [path, edits] of change.edits)
      after[name(path)] = edited((await workspace.text(path))!, edits).latin1;
    expect(after).toEqual(expected);
  });
});

describe("outline", () => {
  it("has labels with addresses and sizes, and DEFINEs behind one another as one", async () => {
    const { document, language } = openSource(
      "tool.M1",
      "DEFINE a 90\n# x\nDEFINE b '90 91'\n:_start\n\ta b\n:end\nDEFINE c 92\n",
    );
    const shown = (await language.outline!(document)).map(
      ({ kind, name: label, detail, children }) =>
        `${kind} ${label}: ${detail}${children ? ` [${children.map((each) => `${each.name} ${each.detail}`).join(", ")}]` : ""}`,
    );
    expect(shown).toEqual([
      "section DEFINE: 2 macros [a 90, b '90 91']",
      "label _start: 0x8048006, 3 bytes",
      "label end: 0x8048009, 0 bytes",
      "macro c: 92",
    ]);
  });
});

describe("completion", () => {
  it.each<[file: string, source: string, some: string[], not: string[]]>([
    ["tool.M1", "\tcall %‸\n:exit\n", ["exit", "ELF_base"], ["ret", "%"]],
    ["tool.M1", "\tcall %ex‸it>\n:exit\n", ["exit", "ELF_base"], ["ret"]],
    ["tool.M1", "\tcall %exit>‸\n:exit\n", ["exit"], ["ret"]],
    ["tool.M1", "\tr‸\n", ["ret", "nop", "DEFINE"], ["exit", "%"]],
    ["tool.M1", "\t‸\n", ["ret", "%", "&"], ["ELF_base"]],
    ["M0.hex2", "‸\n", ["%", "&", ":"], ["<", "ret"]],
    ["M0.hex2", "!‸\n:here\n", ["here"], ["%"]],
    ["hex2.hex1", "%‸\n:q\n", ["q"], []],
  ])("%s: %j", async (file, source, some, not) => {
    const { document, language, cursors } = openSource(file, source);
    const labels = (await language.completion!(document, cursors[0]!)).map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(some));
    for (const label of not) expect(labels).not.toContain(label);
  });

  it.each(["# ‸", '"te‸xt"', ":na‸me", "DEFINE na‸me 90", "DEFINE a 9‸0"])(
    "nothing at %j",
    async (source) => {
      const { document, language, cursors } = openSource("tool.M1", source);
      expect(await language.completion!(document, cursors[0]!)).toEqual([]);
    },
  );

  it("replaces the whole word, and shows a macro's encoding", async () => {
    const { document, language, cursors, ranges } = openSource("tool.M1", "\t⟦re‸d⟧ x\n");
    const ret = (await language.completion!(document, cursors[0]!)).find(({ label }) => label === "ret");
    expect(ret).toMatchObject({ kind: "macro", range: ranges[0], detail: "C3  tool_defs.M1" });
  });
});

describe("signature help", () => {
  it.each<[file: string, source: string, label: string | undefined, active: number | undefined]>([
    ["M0.hex2", "%‸", "%label>base", 0],
    ["M0.hex2", "%a>‸", "%label>base", 1],
    ["M0.hex2", "&a‸", "&label", 0],
    ["hex2.hex1", "%‸", "%label", 0],
    ["tool.M1", "\tcall %ex‸", "%label>base", 0],
    ["tool.M1", "\tca‸ll", undefined, undefined],
    ["tool.M1", "# %a‸", undefined, undefined],
  ])("%s: %j", async (file, source, label, active) => {
    const { document, language, cursors } = openSource(file, source);
    const found = await language.signature!(document, cursors[0]!);
    expect(found?.label).toBe(label);
    expect(found?.active).toBe(active);
  });
});

describe("appearance", () => {
  it("colours every piece", async () => {
    const { document, language, text } = openSource("tool.M1", 'DEFINE a 90\n:b %c>d !5 "x\ny" a # z\n');
    const shown = (await language.semanticTokens!(document)).map(
      ({ type, range }) => `${type} ${text.slice(range)}`,
    );
    expect(shown).toEqual([
      "keyword DEFINE",
      "macro a",
      "number 90",
      "function :b",
      "operator %",
      "function c",
      "operator >",
      "function d",
      "number !5",
      'string "x',
      'string y"',
      "macro a",
      "comment # z",
    ]);
    const part = await language.semanticTokens!(document, { start: 12, end: 14 });
    expect(part.map(({ range }) => text.slice(range))).toEqual([":b"]);
  });

  it("folds functions, comments and DEFINEs", async () => {
    const { document, language } = openSource(
      "tool.M1",
      "# a\n# b\n# c\nDEFINE x 90\nDEFINE y 91\n:a\n\tx\n\n# of b\n:b\n\ty\n",
    );
    const shown = (await language.folding!(document)).map(
      ({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind ?? ""}`,
    );
    expect(shown).toEqual(["0-2 comment", "3-4 region", "5-6 ", "9-10 "]);
  });

  it("selects more and more", () => {
    const { document, language, cursors, text } = openSource("M0.hex2", ":a\n\t90 A1‸B2 # x\n:b\n");
    const shown = language.selections!(document, cursors[0]!).map((range) => text.slice(range));
    expect(shown).toEqual([
      "B2",
      "A1B2",
      "90 A1B2",
      "\t90 A1B2 # x",
      ":a\n\t90 A1B2 # x\n",
      ":a\n\t90 A1B2 # x\n:b\n",
    ]);
  });

  it("links the first macro of each file that it has macros from", async () => {
    const { document, language, text } = openSource("tool.M1", ":_start\n\tret\n\tcall %_start\n");
    const shown = (await language.links!(document)).map(({ range, target, tooltip }) => [
      text.slice(range),
      "path" in target && name(target.path),
      tooltip,
    ]);
    expect(shown).toEqual([["ret", "tool_defs.M1", "Macros of tool_defs.M1"]]);
  });

  it("explains what it offered", async () => {
    const defines = "DEFINE ret C3 # comes back\nDEFINE call E8\n";
    const { document, language } = openSource(
      "tool.M1",
      ":_start\n\tcall %exit\n; Ends the program.\n# (It has ``` in it.)\n:exit ; for good\n\tret\n\tret\n",
      { "tool_defs.M1": defines },
    );
    const about = (label: string, kind: "label" | "macro" | "keyword") =>
      language.explain!(document, { label, kind });
    expect(await about("exit", "label")).toBe(
      "0x804800B, 2 bytes  \n*tool.M1:5*\n```\nEnds the program.\n(It has ''' in it.)\nfor good\n```",
    );
    expect(await about("ret", "macro")).toBe("`C3`  \n*tool_defs.M1:1*\n```\ncomes back\n```");
    expect(await about("call", "macro")).toBe("`E8`  \n*tool_defs.M1:2*");
    expect(await about("none", "label")).toBeUndefined();
    expect(await about("DEFINE", "keyword")).toBeUndefined();
  });

  it("links files that comments name", async () => {
    const { document, language, text } = openSource("tool.M1", "## tool_defs.M1, x86/M0.hex2 and none.M1\n");
    const shown = (await language.links!(document)).map(({ range, target }) => [
      text.slice(range),
      "path" in target && name(target.path),
    ]);
    expect(shown).toEqual([
      ["tool_defs.M1", "tool_defs.M1"],
      ["x86/M0.hex2", "M0.hex2"],
    ]);
  });

  it("shows what references come to, and by the settings addresses and expansions", async () => {
    const { document, language, text, workspace } = openSource(
      "tool.M1",
      ":_start\n\tcall %exit ret\n:exit &exit\n",
    );
    const shown = async () =>
      (await language.inlayHints!(document, { start: 0, end: text.length })).map(
        ({ offset, label }) => `${offset} ${label}`,
      );
    expect(await shown()).toEqual(["19 = +1", "35 = 0x804800C"]);
    workspace.settings = { inlayHints: { displacements: false, addresses: true, expansions: true } };
    expect(await shown()).toEqual(["8 8048006", "13 E8", "23 C3", "24 804800C"]);
    workspace.settings = { inlayHints: { displacements: false } };
    expect(await shown()).toEqual([]);
  });

  it("has a lens for each function", async () => {
    const { document, language, text } = openSource(
      "tool.M1",
      ":_start\n\tcall %exit\n\tcall %exit\n:loop\n\tret\n:exit\n\tret\n",
    );
    const shown = (await language.lenses!(document)).map(
      ({ range, title }) => `${text.slice(range)}: ${title}`,
    );
    expect(shown.slice(1)).toEqual(["_start: 11 bytes · 0 references", "exit: 1 byte · 2 references"]);
  });

  it.each<[name: string, titles: string[]]>([
    ["tool.M1", ["Assemble /x86/artifact/tool (x86)"]],
    ["hex2.hex1", ["Assemble /x86/artifact/hex2-0 (x86)"]],
    ["ELF.hex2", ["Assemble /x86/artifact/M0 (x86)"]],
    // A compiler writes a part of its only program.
    ["libc.M1", []],
    ["Development/tool.M1", ["Assemble"]],
    ["empty.hex2", []],
  ])("has one that assembles the program of %s, where all of it is at hand", async (name, titles) => {
    const { document, language } = openSource(name, name === "empty.hex2" ? "# nothing\n" : textOf(name));
    const found = (await language.lenses!(document)).filter(({ command }) => command === "assemble");
    expect(found.map(({ title }) => title)).toEqual(titles);
  });

  it("aligns the comments of neighbouring lines", async () => {
    const { document, language, text } = openSource(
      "M0.hex2",
      ":a\n\t90   # x\n\tE8 %a # y\n\t91     # z  \n\n92 # alone",
    );
    expect(edited(text, await language.format!(document)).latin1).toBe(
      ":a\n\t90    # x\n\tE8 %a # y\n\t91    # z\n\n92 # alone\n",
    );
  });
});

describe("calls", () => {
  const source = ":_start\n\tcall %f‸\n\tcall %f\n:f\n:loop\n\tcall %g\n\tjmp %loop\n:g\n\tret\n";
  it("lead from function to function", async () => {
    const { document, language, cursors } = openSource("tool.M1", source);
    const item = await language.callItem!(document, cursors[0]!);
    expect(item?.name).toBe("f");
    const to = await language.callsTo!(document, item!);
    expect(to.map((call) => `${call.item.name} ${call.ranges.length}`)).toEqual(["_start 2"]);
    const from = await language.callsFrom!(document, item!);
    expect(from.map((call) => `${call.item.name} ${call.ranges.length}`)).toEqual(["g 1"]);
  });
});
