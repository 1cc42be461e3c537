import { described } from "./described";

/** What instructions of RISC-V, pseudoinstructions among them, do in a line each, by mnemonic. */
export const riscvDescriptions: ReadonlyMap<string, string> = new Map(
  described(`
    add: Adds two registers
    addi: Adds a number of 12 bits
    addw addiw: Adds 32 bits, and extends the sign of the sum
    sub: Subtracts
    subw: Subtracts 32 bits, and extends the sign of the difference
    neg: Negates: subtracts from zero
    negw: Negates 32 bits, and extends the sign
    and andi: Keeps the bits that are set in both
    or ori: Sets the bits that are set in either
    xor xori: Inverts the bits that are set in the other
    not: Inverts every bit
    sll slli: Shifts left
    sllw slliw: Shifts 32 bits left, and extends the sign
    srl srli: Shifts right, with zeros in front
    srlw srliw: Shifts 32 bits right, with zeros in front, and extends the sign
    sra srai: Shifts right, and keeps the sign
    sraw sraiw: Shifts 32 bits right, and keeps the sign
    slt slti: Sets 1 if less (signed <), else 0
    sltu sltiu: Sets 1 if less (unsigned <), else 0
    seqz: Sets 1 if zero, else 0
    snez: Sets 1 if not zero, else 0
    sltz: Sets 1 if negative, else 0
    sgtz: Sets 1 if greater than zero, else 0
    lui: Loads a number into the upper 20 bits, zeros into the lower 12
    auipc: Adds a number in the upper 20 bits to the instruction’s own address
    li: Loads a number
    mv: Copies a register
    nop: Does nothing
    sext.w: Extends the sign of the low 32 bits
    zext.b: Keeps the low byte only
    lb: Loads a byte, and extends its sign
    lbu: Loads a byte, with zeros in front
    lh: Loads 16 bits, and extends their sign
    lhu: Loads 16 bits, with zeros in front
    lw: Loads 32 bits, and extends their sign
    lwu: Loads 32 bits, with zeros in front
    ld: Loads 64 bits
    sb: Stores the low byte
    sh: Stores the low 16 bits
    sw: Stores the low 32 bits
    sd: Stores 64 bits
    beq: Branches if equal
    bne: Branches if not equal
    blt: Branches if less (signed <)
    bge: Branches if greater or equal (signed ≥)
    bltu: Branches if less (unsigned <)
    bgeu: Branches if greater or equal (unsigned ≥)
    bgt: Branches if greater (signed >)
    ble: Branches if less or equal (signed ≤)
    bgtu: Branches if greater (unsigned >)
    bleu: Branches if less or equal (unsigned ≤)
    beqz: Branches if zero
    bnez: Branches if not zero
    bltz: Branches if negative
    bgez: Branches if zero or positive
    blez: Branches if zero or negative
    bgtz: Branches if positive
    j: Jumps
    jal: Calls: keeps the address behind it and jumps
    jalr: Calls the address in a register, plus a number
    jr: Jumps to the address in a register
    ret: Returns: jumps to the address in ra
    ecall: Calls the system
    ebreak: Calls the debugger
    unimp: Traps: never an instruction
    fence: Orders memory accesses before and behind it
    fence.i: Lets instructions be fetched as they were stored
    mul: Multiplies; the lower half of the product
    mulh: Multiplies with signs; the upper half of the product
    mulhu: Multiplies without signs; the upper half of the product
    mulhsu: Multiplies with a sign of the first only; the upper half of the product
    mulw: Multiplies 32 bits, and extends the sign of the product
    div: Divides with signs
    divu: Divides without signs
    rem: Remainder of a division with signs
    remu: Remainder of a division without signs
    divw: Divides 32 bits with signs
    divuw: Divides 32 bits without signs
    remw: Remainder of a division of 32 bits with signs
    remuw: Remainder of a division of 32 bits without signs
    lr.w lr.d: Loads, and reserves the place
    sc.w sc.d: Stores if the place is still reserved
    amoswap.w amoswap.d: Exchanges with memory, in one go
    amoadd.w amoadd.d: Adds to memory, in one go
    csrr: Reads a control register
    csrw: Writes a control register
    csrrw csrrwi: Exchanges with a control register
    csrrs csrrsi csrs: Reads a control register and sets bits of it
    csrrc csrrci csrc: Reads a control register and clears bits of it
    mret: Returns from a trap of machine mode
    sret: Returns from a trap of supervisor mode
    wfi: Waits for an interrupt
  `),
);
