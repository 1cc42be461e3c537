import type { Case } from "./case.js";

export const m1: Case[] = [
  [
    "m1",
    "DEFINE mov_eax, B8",
    [
      ["DEFINE", "keyword.control"],
      ["mov_eax,", "entity.name.function"],
      ["B8", "constant.numeric.hex"],
    ],
  ],
  [
    "m1",
    "DEFINE rd_a0 .00050000",
    [
      ["rd_a0", "entity.name.function"],
      [".00050000", "constant.numeric.hex"],
    ],
  ],
  ["m1", "DEFINE x", [["DEFINE", "invalid.illegal"]]],
  ["m1", "DEFINED", [["DEFINED", "keyword.mnemonic"]]],
  ["m1", ":a_b", [["a_b", "entity.name.function"]]],
  ["m1", ":a#b", [["#b", "invalid.illegal"]]],
  [
    "m1",
    "ret # why",
    [
      ["ret", "keyword.mnemonic"],
      ["why", "comment.line"],
    ],
  ],
  [
    "m1",
    '"a\n# b" ret',
    [
      ["# b", "string.quoted.double"],
      ["ret", "keyword.mnemonic"],
    ],
  ],
  [
    "m1",
    '"a\\" ret',
    [
      ["a\\", "string.quoted.double"],
      ["ret", "keyword.mnemonic"],
    ],
  ],
  ["m1", "'C3'", [["C3", "string.quoted.single"]]],
  [
    "m1",
    "%0x1F !-4 @010 &0b11",
    [
      ["0x1F", "constant.numeric"],
      ["-4", "constant.numeric"],
      ["010", "constant.numeric"],
      ["0b11", "constant.numeric"],
    ],
  ],
  ["m1", "!0XFF", [["0XFF", "invalid.illegal"]]],
  ["m1", "!-0x80", [["-0x80", "invalid.illegal"]]],
  ["m1", "%12ab", [["12ab", "variable.other.label"]]],
  [
    "m1",
    "%a>b",
    [
      ["a", "variable.other.label"],
      [">", "keyword.operator"],
      ["b", "variable.other.label"],
    ],
  ],
  [
    "m1",
    "<4",
    [
      ["<", "keyword.operator"],
      ["4", "constant.numeric"],
    ],
  ],
  [
    "m1",
    "lea_rbx,[rip+DWORD]",
    [
      ["lea", "keyword.mnemonic"],
      ["rbx", "variable.other.register"],
      ["rip", "variable.other.register"],
      ["DWORD", "storage.type"],
    ],
  ],
  [
    "m1",
    "SET_X0_TO_16",
    [
      ["SET", "keyword.mnemonic"],
      ["X0", "variable.other.register"],
      ["16", "constant.numeric"],
    ],
  ],
  ["m1", ".00050000", [["00050000", "constant.numeric.hex"]]],
  ["m1", ".p2align", [[".p2align", "invalid.illegal"]]],
];
