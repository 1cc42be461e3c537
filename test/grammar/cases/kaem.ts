import type { Case } from "./case.js";

export const kaem: Case[] = [
  ["kaem", "#!/bin/sh", [["/bin/sh", "comment.line.shebang"]]],
  [
    "kaem",
    "X=1",
    [
      ["X", "variable.other.assignment"],
      ["=", "keyword.operator"],
      ["1", "string.unquoted"],
    ],
  ],
  [
    "kaem",
    "X=5 cmd",
    [
      ["5", "string.unquoted"],
      ["cmd", "invalid.illegal"],
    ],
  ],
  [
    "kaem",
    'X="a b"c',
    [
      ["a b", "string.quoted.double"],
      ["c", "invalid.illegal"],
    ],
  ],
  ["kaem", 'X="" # why', [["why", "comment.line"]]],
  [
    "kaem",
    'X=\\"a\\"',
    [
      ['\\"', "constant.character.escape"],
      ["a", "string.unquoted"],
    ],
  ],
  [
    "kaem",
    "cp a b",
    [
      ["cp", "entity.name.function.command"],
      ["a b", ""],
    ],
  ],
  ["kaem", "cp a#b", [["b", "comment.line"]]],
  ["kaem", 'cp "a#b"', [["a#b", "string.quoted.double"]]],
  ["kaem", "cp a \\\n  if", [["if", ""]]],
  [
    "kaem",
    "a; b",
    [
      [";", "punctuation.separator"],
      ["b", "entity.name.function.command"],
    ],
  ],
  ["kaem", "cd x", [["cd", "support.function.builtin"]]],
  ["kaem", "cdx", [["cdx", "entity.name.function.command"]]],
  [
    "kaem",
    "set -ex",
    [
      ["set", "support.function.builtin"],
      ["-ex", "constant.other.option"],
    ],
  ],
  ["kaem", "set -eu", [["u", "invalid.illegal"]]],
  [
    "kaem",
    "x --file y -o z",
    [
      ["--file", "constant.other.option"],
      ["-o", "constant.other.option"],
    ],
  ],
  ["kaem", "x a-b", [["a-b", ""]]],
  [
    "kaem",
    "x ${y} ${z:-w}",
    [
      ["y", "variable.other"],
      ["z", "variable.other"],
      [":-", "keyword.operator"],
      ["w", "string.unquoted"],
    ],
  ],
  [
    "kaem",
    'x "${y}\\n"',
    [
      ["y", "variable.other"],
      ["\\n", "constant.character.escape"],
    ],
  ],
  ["kaem", "x $@", [["$@", "variable.language"]]],
  ["kaem", "x $y", [["$", "invalid.illegal"]]],
  ["kaem", "x \\$y", [["$", "invalid.illegal"]]],
  [
    "kaem",
    'alias cc="x"',
    [
      ["alias", "support.function.builtin"],
      ["cc", "entity.name.function.alias"],
    ],
  ],
  [
    "kaem",
    "if match a b; then\nx\nelse\ny\nfi",
    [
      ["if", "keyword.control"],
      ["match", "entity.name.function.command"],
      ["then", "keyword.control"],
      ["else", "keyword.control"],
      ["fi", "keyword.control"],
    ],
  ],
  ["kaem", "then x", [["x", "invalid.illegal"]]],
  ["kaem", "elif x", [["elif", "invalid.illegal"]]],
  ["kaem", "x | y", [["|", "invalid.illegal"]]],
  ["kaem", "x > y", [[">", "invalid.illegal"]]],
  ["kaem", "x if then", [["if then", ""]]],
];
