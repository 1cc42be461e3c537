import type { Case } from "./case.js";

export const hex0: Case[] = [
  [
    "hex0",
    "4G",
    [
      ["4", "constant.numeric.hex"],
      ["G", "invalid.illegal"],
    ],
  ],
  ["hex0", "gg", [["gg", "invalid.illegal"]]],
  [
    "hex0",
    "foo",
    [
      ["f", "constant.numeric.hex"],
      ["oo", "invalid.illegal"],
    ],
  ],
  ["hex0", "31C9", [["31C9", "constant.numeric.hex"]]],
  [
    "hex0",
    "e b",
    [
      ["e", "constant.numeric.hex"],
      ["b", "constant.numeric.hex"],
    ],
  ],
  [
    "hex0",
    "4 # x\n1",
    [
      ["4", "constant.numeric.hex"],
      ["1", "constant.numeric.hex"],
    ],
  ],
  ["hex0", "\u00a041", [["41", "constant.numeric.hex"]]],
  ["hex0", "41 é", [["é", "invalid.illegal"]]],
  ["hex0", "41 ; é G", [["é G", "comment.line"]]],
  ["hex0", "#:name", [["name", "entity.name.function"]]],
  [
    "hex0",
    "# :name ; (0x8048054)",
    [
      ["name", "entity.name.function"],
      ["0x8048054", "constant.numeric.address"],
    ],
  ],
  [
    "hex0",
    "#:name ; (0x8048054)",
    [
      ["name", "entity.name.function"],
      ["0x8048054", "constant.numeric.address"],
    ],
  ],
  [
    "hex0",
    "#:name (0x600096)",
    [
      ["name", "entity.name.function"],
      ["0x600096", "constant.numeric.address"],
    ],
  ],
  [
    "hex0",
    "#:table; (0x600096)",
    [
      ["table", "entity.name.function"],
      ["0x600096", "constant.numeric.address"],
    ],
  ],
  ["hex0", "# : name ; (0x80)", [["name", "entity.name.function"]]],
  [
    "hex0",
    "# :loop_1 2e",
    [
      ["loop_1", "entity.name.function"],
      ["2e", "constant.numeric.address"],
    ],
  ],
  [
    "hex0",
    "# :loop [_start + 0x7C]",
    [
      ["loop", "entity.name.function"],
      ["0x7C", "constant.numeric.address"],
    ],
  ],
  ["hex0", "#:read(di = where)", [["read", "entity.name.function"]]],
  ["hex0", "#next_head:", [["next_head", "entity.name.function"]]],
  ["hex0", "#[7E14]", [["7E14", "constant.numeric.address"]]],
  ["hex0", "## Program Header", [["Program Header", "markup.heading"]]],
  ["hex0", "## Copyright (C) 2016", [["Copyright (C) 2016", "comment.line"]]],
  ["hex0", "#-----", [["#-----", "meta.separator"]]],
  [
    "hex0",
    "02 # e_type Executable",
    [
      ["e_type", "support.type.property-name"],
      ["Executable", "comment.line"],
    ],
  ],
  ["hex0", "02 # ph_flags: R", [["ph_flags", "support.type.property-name"]]],
  [
    "hex0",
    "7F # e_ident[EI_PAD]",
    [
      ["e_ident", "support.type.property-name"],
      ["EI_PAD", "support.type.property-name"],
    ],
  ],
  [
    "hex0",
    "58 ; pop_eax # why",
    [
      ["pop", "keyword.mnemonic"],
      ["eax", "variable.other.register"],
      ["why", "comment.line"],
    ],
  ],
  [
    "hex0",
    "83F8 FC ; cmp_eax, !-4  # EOF",
    [
      ["cmp", "keyword.mnemonic"],
      ["!", "keyword.operator"],
      ["-4", "constant.numeric"],
    ],
  ],
  [
    "hex0",
    "8A01 ; mov_al,[ecx]",
    [
      ["al", "variable.other.register"],
      ["ecx", "variable.other.register"],
    ],
  ],
  [
    "hex0",
    "72 08 ; jb !write",
    [
      ["jb", "keyword.mnemonic"],
      ["write", "variable.other.label"],
    ],
  ],
  [
    "hex0",
    "A3 00 ; mov_[DWORD],eax &fin",
    [
      ["DWORD", "storage.type"],
      ["&", "keyword.operator"],
      ["fin", "variable.other.label"],
    ],
  ],
  [
    "hex0",
    "EA # jmp far compile",
    [
      ["jmp", "keyword.mnemonic"],
      ["compile", "variable.other.label"],
    ],
  ],
  [
    "hex0",
    "3C 3B # cmp al, ';'",
    [
      ["cmp", "keyword.mnemonic"],
      ["';'", "string.quoted.single"],
    ],
  ],
  [
    "hex0",
    "66 # mov dword ptr [dest], ebx",
    [
      ["dword ptr", "storage.type"],
      ["dest", "variable.other.label"],
    ],
  ],
  [
    "hex0",
    "48 # mov $1, %rdx ; size",
    [
      ["1", "constant.numeric"],
      ["rdx", "variable.other.register"],
    ],
  ],
  [
    "hex0",
    "4c # movzx %al, %r12",
    [
      ["al", "variable.other.register"],
      ["r12", "variable.other.register"],
    ],
  ],
  [
    "hex0",
    "E0 # JUMP.NP R0 @finish",
    [
      ["JUMP.NP", "keyword.mnemonic"],
      ["R0", "variable.other.register"],
      ["finish", "variable.other.label"],
    ],
  ],
  [
    "hex0",
    "63 # rs1_a0 @end beqz ; stop",
    [
      ["a0", "variable.other.register"],
      ["end", "variable.other.label"],
      ["beqz", "keyword.mnemonic"],
      ["stop", "comment.line"],
    ],
  ],
  ["hex0", "  # +192B", [["+192B", "constant.numeric"]]],
];
