import { described } from "./described";

const comparisons: Readonly<Record<string, string>> = {
  g: "greater",
  ge: "greater or equal",
  e: "equal",
  ne: "not equal",
  le: "less or equal",
  l: "less",
};

const compared = Object.entries(comparisons).flatMap(([code, meaning]): [string, string][] =>
  ["", "u"].flatMap((unsigned): [string, string][] => {
    const how = unsigned === "u" ? `${meaning} (unsigned)` : meaning;
    return [
      [
        `cmpjump${unsigned}.${code}`,
        `Jumps to the address in the third register if the first is ${how} than the second`,
      ],
      [`cmpjump${unsigned}i.${code}`, `Jumps if the first register is ${how} than the second`],
      [
        `cmpskip${unsigned}.${code}`,
        `Skips the next instruction if the first register is ${how} than the second`,
      ],
      [`cmpskip${unsigned}i.${code}`, `Skips the next instruction if the register is ${how} than the number`],
    ].map(([name, text]): [string, string] => [
      name!,
      text!.replace("equal than", "equal to").replace("equal (unsigned) than", "equal (unsigned) to"),
    ]);
  }),
);

const conditional = Object.entries(comparisons).flatMap(([code, meaning]): [string, string][] => [
  [`jump.${code}`, `Jumps if the comparison in the register was: ${meaning}`],
  [`set.${code}`, `Sets 1 if the comparison in the register was: ${meaning}, else 0`],
]);

/** What instructions of Knight do in a line each, by mnemonic (stage0's ISA map). */
export const knightDescriptions: ReadonlyMap<string, string> = new Map([
  ...compared,
  ...conditional,
  ...described(`
    add addu: Adds two registers
    addi addui: Adds a number
    sub subu: Subtracts
    subi subui: Subtracts a number
    cmp cmpu: Compares two registers, to a third
    cmpi cmpui: Compares a register with a number, to a register
    mul mulu: Multiplies; the lower half of the product
    mulh muluh: Multiplies; the upper half of the product
    multiply multiplyu: Multiplies, to two registers
    div divu: Divides
    mod modu: Remainder of a division
    divide divideu: Divides, to two registers: quotient and remainder
    add.ci addu.ci: Adds, with a carry in
    add.co addu.co: Adds, with a carry out
    add.cio addu.cio: Adds, with a carry in and out
    sub.bi subu.bi: Subtracts, with a borrow in
    sub.bo subu.bo: Subtracts, with a borrow out
    sub.bio subu.bio: Subtracts, with a borrow in and out
    mux nmux: Takes each bit of one register or another, as a third says
    sort sortu: Puts the larger of two registers first
    max maxu: The larger of two registers
    min minu: The smaller of two registers
    and andi: Keeps the bits that are set in both
    or ori: Sets the bits that are set in either
    xor xori: Inverts the bits that are set in the other
    nand nandi: Sets the bits that are not set in both
    nor nori: Sets the bits that are set in neither
    xnor xnori: Sets the bits that are the same in both
    mpq lpq cpq bpq: An implication of the bits of two registers
    sal sali: Shifts left, and keeps the sign
    sar sari: Shifts right, and keeps the sign
    sl0 sl0i: Shifts left, and fills up with zeros
    sr0 sr0i: Shifts right, and fills up with zeros
    sl1 sl1i: Shifts left, and fills up with ones
    sr1 sr1i: Shifts right, and fills up with ones
    rol: Rotates left
    ror: Rotates right
    neg: Negates
    abs: Takes the sign off
    nabs: Makes it negative
    swap: Exchanges two registers
    copy move: Copies a register
    not: Inverts every bit
    true: Sets every bit
    false: Clears every bit
    load loadx: Loads a word of 32 bits; the address is a sum
    load8 loadx8 loadr8: Loads a byte, and extends its sign
    loadu8 loadxu8 loadru8: Loads a byte, with zeros in front
    load16 loadx16 loadr16: Loads 16 bits, and extends their sign
    loadu16 loadxu16 loadru16: Loads 16 bits, with zeros in front
    load32 loadu32 loadx32 loadxu32 loadr32 loadru32: Loads 32 bits
    loadr: Loads a word of 32 bits near the instruction
    loadi: Loads a number, and extends its sign
    loadui: Loads a number, with zeros in front
    store storex: Stores a word of 32 bits; the address is a sum
    store8 storex8: Stores the low byte
    store16 storex16: Stores the low 16 bits
    store32 storex32: Stores 32 bits
    storer: Stores a word of 32 bits near the instruction
    storer8: Stores the low byte near the instruction
    storer16: Stores the low 16 bits near the instruction
    storer32: Stores 32 bits near the instruction
    pushr: Puts a register on the stack of the second
    push8 push16 push32: Puts a part of a register on the stack of the second
    popr: Takes a register from the stack of the second
    pop8 popu8 pop16 popu16 pop32 popu32: Takes a part of a register from the stack of the second
    pushpc: Puts the instruction’s address on the stack of the register
    poppc: Takes the instruction’s address from the stack of the register
    call: Calls the address in the first register, with the stack of the second
    calli: Calls, with the stack of the register
    ret: Returns, with the stack of the register
    branch: Jumps to the address in a register, and keeps where it was
    jsr_coroutine: Jumps to the address in a register
    jump: Jumps
    jump.c: Jumps if there was a carry
    jump.b: Jumps if there was a borrow
    jump.o: Jumps if there was an overflow
    jump.z: Jumps if the register is zero
    jump.nz: Jumps if the register is not zero
    jump.p: Jumps if the register is positive
    jump.np: Jumps if the register is not positive
    readpc: Reads the instruction’s address
    readscid: Reads what the machine can do
    nop: Does nothing
    halt: Stops the machine
    fopen_read: Opens the tape in r0 for reading
    fopen_write: Opens the tape in r0 for writing
    fclose: Closes the tape in r0
    rewind: Goes back to the start of the tape in r0
    fseek: Goes to another place of the tape in r0
    fgetc: Reads a byte from the device in r1, to r0
    fputc: Writes the byte in r0 to the device in r1
    hal_mem: Asks how much memory there is, to r0
    sys_read: System call: reads r2 bytes from the file r0 to r1
    sys_write: System call: writes r2 bytes at r1 to the file r0
    sys_open: System call: opens the file that r0 names
    sys_close: System call: closes the file r0
    sys_lseek: System call: goes to another place of the file r0
    sys_access: System call: asks whether the file that r0 names may be used
    sys_fork: System call: makes a child process
    sys_execve: System call: runs the program that r0 names
    sys_exit: System call: ends the program with the status r0
    sys_wait4: System call: waits for a child process
    sys_uname: System call: asks for the system’s names
    sys_getcwd: System call: asks for the current folder
    sys_chdir: System call: goes to the folder that r0 names
    sys_fchdir: System call: goes to the folder r0
    sys_mkdir: System call: makes a folder
    sys_unlink: System call: deletes a file
    sys_chmod: System call: changes the mode of the file that r0 names
    sys_fchmod: System call: changes the mode of the file r0
    sys_umask: System call: sets which mode bits new files do not get
    sys_mknod: System call: makes a device file
  `),
]);
