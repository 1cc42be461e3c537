// Large programs of our own for the benchmarks: the same ones every time.
import { writeFileSync } from "node:fs";

/** Numbers below `limit`, always the same ones. */
function dice(seed = 1) {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** hex0 as people write it: an instruction and what it does in each line. */
export function writeHex0(file, size) {
  const lines = [
    "\t58                          ; pop_eax                     # Get the number of arguments\n",
    "\tB9 00000000                 ; mov_ecx, %0                 # prepare read_only\n",
    "\tCD 80                       ; int !0x80                   # Now open that damn file\n",
    "#:loop ; (0x8048080)\n\n",
    "\t0F84 4E000000               ; je %First_pass_done         # Deal with EOF\n",
    "\t48C7C0 01000000 0F05        # write it\n",
  ].join("");
  writeFileSync(file, lines.repeat(Math.ceil(size / lines.length)));
}

/** hex1 with a call in each line. */
export function writeHex1(file, size) {
  const line = "\tE8 %a 48C7C0 01000000 # call %a\n";
  writeFileSync(file, `:a\n${line.repeat(Math.round(size / line.length))}`);
}

/** hex2 with a function of two calls for each label. */
export function writeHex2(file, labels) {
  const random = dice();
  const lines = [];
  for (let label = 0; label < labels; label++) {
    lines.push(
      `:label_${label}\n\t48C7C0 00000000 ; mov_rax, %0\n\tE8 %label_${random(labels)} # call\n\t0F84 %label_${random(labels)}\n`,
    );
  }
  writeFileSync(file, lines.join(""));
}

const macros = {
  "mov_rax,": "48C7C0",
  push_rax: "50",
  pop_rbx: "5B",
  call: "E8",
  je: "0F84",
  "test_rax,rax": "4885C0",
  "lea_rax,[rbp+DWORD]": "488D85",
  "add_rax,rbx": "4801D8",
  ret: "C3",
};

/** M1 as a compiler writes it: about 450 bytes for each function. */
export function writeM1(file, functions) {
  const random = dice();
  const name = (number) => `FUNCTION_f${number}`;
  const statements = [
    () => `\tmov_rax, %${random(5000)}\n\tpush_rax\n`,
    () => `\tlea_rax,[rbp+DWORD] %-${8 * (1 + random(60))}\t# local\n`,
    () => `\tcall %${name(random(functions))}\n`,
    () => "\ttest_rax,rax\n\tpop_rbx\n",
    () => `\tje %${name(random(functions))}\n\tadd_rax,rbx\n`,
    () => "\tpop_rbx\n\tadd_rax,rbx\n\tpush_rax\n",
  ];
  const lines = Object.entries(macros).map(([macro, value]) => `DEFINE ${macro} ${value}\n`);
  for (let number = 0; number < functions; number++) {
    lines.push(`:${name(number)}\n`);
    for (let count = 0; count < 16; count++) lines.push(statements[random(statements.length)]());
    lines.push("\tret\n\n");
  }
  writeFileSync(file, lines.join(""));
}
