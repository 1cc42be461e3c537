import type { Case } from "./case.js";

const HASH = "0123456789abcdef".repeat(4);

export const lines: Case[] = [
  [
    "bootstrap-dump",
    "00000010  00600010  41 7C                                             |A|              |",
    [
      ["00000010", "comment.line.offset"],
      ["00600010", "entity.name.label"],
      ["41 7C", "constant.numeric.hex"],
      ["|", "punctuation.definition.string"],
      ["A|", "string.other"],
      ["|", "punctuation.definition.string"],
    ],
  ],
  ["bootstrap-dump", "something else", [["something else", ""]]],
  [
    "bootstrap-sources",
    `f http://a/b ${HASH}`,
    [
      ["f", "keyword.control"],
      ["http://a/b", "markup.underline.link"],
      [HASH, "constant.numeric.hex"],
    ],
  ],
  [
    "bootstrap-sources",
    `file http://a/b ${HASH} c `,
    [
      ["file", "keyword.control"],
      ["c", "string.unquoted"],
    ],
  ],
  [
    "bootstrap-sources",
    `g http://a~v1 _ ${HASH} c`,
    [
      ["~", "keyword.operator"],
      ["v1", "constant.other.reference"],
      ["_", "constant.language"],
    ],
  ],
  ["bootstrap-sources", `g http://a~v1 _ ${HASH}`, [["_", "invalid.illegal"]]],
  ["bootstrap-sources", `http://a/b ${HASH}`, [["http://a/b", "invalid.illegal"]]],
  ["bootstrap-sources", "f http://a/b 01ab", [["01ab", "invalid.illegal"]]],
  [
    "bootstrap-checksums",
    `${HASH}  a b`,
    [
      [HASH, "constant.numeric.hex"],
      ["a b", "string.unquoted"],
    ],
  ],
  ["bootstrap-checksums", `${HASH} *a`, [["*", "keyword.operator"]]],
  ["bootstrap-checksums", `${HASH.slice(1)}  a`, [[HASH.slice(1), "invalid.illegal"]]],
  [
    "bootstrap-config",
    "A=True",
    [
      ["A", "variable.other"],
      ["True", "constant.language"],
    ],
  ],
  [
    "bootstrap-config",
    "A=${B}/c",
    [
      ["B", "variable.other"],
      ["/c", "string.unquoted"],
    ],
  ],
  ["bootstrap-config", "A = b", [["A = b", "invalid.illegal"]]],
  ["bootstrap-config", "A=$B", [["$", "invalid.illegal"]]],
];
