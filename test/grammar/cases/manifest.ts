import type { Case } from "./case.js";

export const manifest: Case[] = [
  [
    "build: tcc-0.9.27",
    [
      ["build", "keyword.control"],
      ["tcc", "entity.name.function"],
      ["0.9.27", "constant.numeric.version"],
    ],
  ],
  [
    "build: perl5.005-03",
    [
      ["perl5.005", "entity.name.function"],
      ["03", "constant.numeric.version"],
    ],
  ],
  ["build: perl-Devel-C-0.11", [["perl-Devel-C", "entity.name.function"]]],
  [
    "build: a-1#x",
    [
      ["1", "constant.numeric.version"],
      ["x", "comment.line"],
    ],
  ],
  [
    "build: a-1 ( X == True )",
    [
      ["(", "punctuation.section"],
      ["X", "variable.other"],
      ["==", "keyword.operator"],
      ["True", "constant.language"],
      [")", "punctuation.section"],
    ],
  ],
  [
    "build: a-1 ( X != y || True )",
    [
      ["y", "string.unquoted"],
      ["||", "keyword.operator.logical"],
      ["True", "constant.language"],
    ],
  ],
  ["build: a-1 ( X )", [["X", "invalid.illegal"]]],
  ["build: a-1 (X == y)", [["(X", "invalid.illegal"]]],
  ["build: a-1 ( X == y", [["(", "invalid.illegal"]]],
  ["build: a-1 ( X == y ) z", [["z", "invalid.illegal"]]],
  ["build: a-1 b-2", [["b-2", "invalid.illegal"]]],
  ["build:  a-1", [["build:", "invalid.illegal"]]],
  ["build:", [["build:", "invalid.illegal"]]],
  ["biuld: a-1", [["biuld:", "invalid.illegal"]]],
  [" build: a-1", [["build:", "invalid.illegal"]]],
  [" # x", [["# x", "invalid.illegal"]]],
  [
    "define: X = ( A == B )",
    [
      ["X", "variable.other.assignment"],
      ["A", "variable.other"],
      ["B", "string.unquoted"],
    ],
  ],
  [
    "define: X = 1 ( A == B )",
    [
      ["1", "constant.numeric"],
      ["A", "variable.other"],
    ],
  ],
  ["define: X = A == B", [["==", "invalid.illegal"]]],
  [
    "uninstall: a-1 /usr/bin/lex b",
    [
      ["a", "entity.name.function"],
      ["/usr/bin/lex", "string.unquoted.path"],
      ["b", "entity.name.function"],
    ],
  ],
  [
    "jump: fiwix ( A == B )",
    [
      ["jump", "keyword.control"],
      ["fiwix", "entity.name.function"],
      ["A", "variable.other"],
    ],
  ],
].map(([source, expected]) => ["bootstrap-manifest", source, expected] as Case);
