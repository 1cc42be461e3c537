import { described } from "./described";

/** What instructions of ARMv7 do in a line each, by mnemonic without its condition and without the `s` that sets the flags. */
export const armDescriptions: ReadonlyMap<string, string> = new Map(
  described(`
    add: Adds
    adc: Adds, with the carry
    sub: Subtracts
    sbc: Subtracts, with the borrow
    rsb: Subtracts the other way round: the second minus the first
    rsc: Subtracts the other way round, with the borrow
    and: Keeps the bits that are set in both
    orr: Sets the bits that are set in either
    eor: Inverts the bits that are set in the other
    bic: Clears the bits that are set in the other
    mov: Copies a register or a number
    movw: Loads a number of 16 bits
    movt: Puts 16 bits into the upper half, and keeps the lower
    mvn: Copies with every bit inverted
    lsl: Shifts left
    lsr: Shifts right, with zeros in front
    asr: Shifts right, and keeps the sign
    ror: Rotates right
    rrx: Rotates right by one, through the carry
    cmp: Compares: subtracts and keeps the flags only
    cmn: Compares with the negative: adds and keeps the flags only
    tst: Tests bits: ands and keeps the flags only
    teq: Tests whether equal: inverts bits and keeps the flags only
    mul: Multiplies
    mla: Multiplies, and adds
    mls: Multiplies, and subtracts the product
    umull: Multiplies without signs, to 64 bits
    smull: Multiplies with signs, to 64 bits
    umlal smlal: Multiplies, and adds to 64 bits
    sdiv: Divides with signs
    udiv: Divides without signs
    clz: Counts the zeros in front
    rev rev16 revsh: Reverses the order of the bytes
    rbit: Reverses the order of the bits
    ubfx: Takes a field of bits out, with zeros in front
    sbfx: Takes a field of bits out, and extends its sign
    bfi bfc: Puts a field of bits into a register, and keeps the others
    uxtb uxth: Keeps the low bits, zeros in front
    sxtb sxth: Extends the sign of the low bits
    adr: Computes an address near the instruction
    ldr: Loads 32 bits
    ldrb: Loads a byte, with zeros in front
    ldrh: Loads 16 bits, with zeros in front
    ldrsb: Loads a byte, and extends its sign
    ldrsh: Loads 16 bits, and extends their sign
    ldrd: Loads two registers
    ldrex: Loads, and reserves the place
    str: Stores 32 bits
    strb: Stores the low byte
    strh: Stores the low 16 bits
    strd: Stores two registers
    strex: Stores if the place is still reserved
    ldm ldmib ldmda ldmdb: Loads several registers
    stm stmib stmda stmdb: Stores several registers
    push: Puts registers on the stack
    pop: Takes registers from the stack
    b: Jumps
    bl: Calls: keeps the address behind it in lr and jumps
    bx: Jumps to the address in a register
    blx: Calls the address in a register
    svc: Calls the system
    bkpt: Calls the debugger
    udf: Traps: never an instruction
    nop: Does nothing
    swp swpb: Exchanges with memory
    mrs: Reads the status register
    msr: Writes fields of the status register
    cps: Changes the mode
    cpsid: Masks the interrupts that its letters name
    cpsie: Unmasks the interrupts that its letters name
    mrc: Reads a register of a coprocessor
    mcr: Writes a register of a coprocessor
    smc: Calls the secure monitor
    hvc: Calls the hypervisor
    wfe: Waits for an event
    sev: Sends an event to all processors
    yield: Tells the processor that this is a waiting loop
    clrex: Gives the reservation of a place up
    dmb dsb isb: Orders memory accesses before and behind it
    wfi: Waits for an interrupt
  `),
);
