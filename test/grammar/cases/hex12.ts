import type { Case } from "./case.js";

export const hex1: Case[] = [
  [
    "hex1",
    ":a",
    [
      [":", "punctuation.definition.label"],
      ["a", "entity.name.function"],
    ],
  ],
  [
    "hex1",
    ":ab",
    [
      ["a", "entity.name.function"],
      ["b", "constant.numeric.hex"],
    ],
  ],
  [
    "hex1",
    ":b #:First_pass",
    [
      ["b", "entity.name.function"],
      ["First_pass", "entity.name.function"],
    ],
  ],
  [
    "hex1",
    ":f ;after_open",
    [
      ["f", "entity.name.function"],
      ["after_open", "entity.name.function"],
    ],
  ],
  [
    "hex1",
    ":a ; some prose here",
    [
      ["a", "entity.name.function"],
      ["some prose here", "comment.line"],
    ],
  ],
  [
    "hex1",
    "E8 %x",
    [
      ["%", "keyword.operator"],
      ["x", "variable.other.label"],
    ],
  ],
  [
    "hex1",
    "%x41",
    [
      ["x", "variable.other.label"],
      ["41", "constant.numeric.hex"],
    ],
  ],
  [
    "hex1",
    "^~m 94",
    [
      ["^~", "keyword.operator"],
      ["m", "variable.other.label"],
      ["94", "constant.numeric.hex"],
    ],
  ],
  ["hex1", ": 01", [[":", "invalid.illegal"]]],
  ["hex1", ":é", [[":é", "invalid.illegal"]]],
  ["hex1", ":#", [[":#", "invalid.illegal"]]],
  [
    "hex1",
    "?a",
    [
      ["?", "invalid.illegal"],
      ["a", "constant.numeric.hex"],
    ],
  ],
];

export const hex2: Case[] = [
  ["hex2", ":_start", [["_start", "entity.name.function"]]],
  ["hex2", ":a%b", [["a%b", "entity.name.function"]]],
  [
    "hex2",
    ":a#b",
    [
      ["a", "entity.name.function"],
      ["#b", "invalid.illegal"],
    ],
  ],
  [
    "hex2",
    ":info 00",
    [
      ["info", "entity.name.function"],
      ["00", "constant.numeric.hex"],
    ],
  ],
  [
    "hex2",
    "%end>base",
    [
      ["%", "keyword.operator"],
      ["end", "variable.other.label"],
      [">", "keyword.operator"],
      ["base", "variable.other.label"],
    ],
  ],
  [
    "hex2",
    "!a @b $c ~d %e &f",
    ["!a", "@b", "$c", "~d", "%e", "&f"].flatMap((reference): [string, string][] => [
      [reference.charAt(0), "keyword.operator.sigil"],
      [reference.charAt(1), "variable.other.label"],
    ]),
  ],
  [
    "hex2",
    "^~name 94",
    [
      ["^~", "keyword.operator"],
      ["name", "variable.other.label"],
    ],
  ],
  ["hex2", "%a# x", [["#", "invalid.illegal"]]],
  ["hex2", "<", [["<", "keyword.operator.padding"]]],
  [
    "hex2",
    ".00000500 63400000",
    [
      [".", "keyword.operator"],
      ["00000500", "constant.numeric.hex"],
      ["63400000", "constant.numeric.hex"],
    ],
  ],
  [
    "hex2",
    ".123",
    [
      [".", "invalid.illegal"],
      ["123", "constant.numeric.hex"],
    ],
  ],
  [
    "hex2",
    "?a",
    [
      ["?", "invalid.illegal"],
      ["a", "constant.numeric.hex"],
    ],
  ],
  ["hex2", "! 00", [["!", "invalid.illegal"]]],
  [
    "hex2",
    "# rd_a0 !-100 addi ; AT_FDCWD",
    [
      ["rd", "storage.modifier"],
      ["a0", "variable.other.register"],
      ["-100", "constant.numeric"],
      ["addi", "keyword.mnemonic"],
      ["AT_FDCWD", "comment.line"],
    ],
  ],
];
