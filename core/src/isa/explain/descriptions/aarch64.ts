import { described } from "./described";
import { conditionMeanings } from "../aarch64Pieces";

/** What instructions of AArch64 do in a line each, by mnemonic. */
export const aarch64Descriptions: ReadonlyMap<string, string> = new Map([
  ...Object.entries(conditionMeanings).map(([condition, meaning]): [string, string] => [
    `b.${condition}`,
    `Branches if ${meaning}`.replace("if always", "always"),
  ]),
  ...described(`
    add: Adds
    adds: Adds, and sets the flags
    sub: Subtracts
    subs: Subtracts, and sets the flags
    cmp: Compares: subtracts and keeps the flags only
    cmn: Compares with the negative: adds and keeps the flags only
    ccmp ccmn: Compares if the condition holds, else sets the flags given
    adc adcs: Adds, with the carry
    sbc sbcs: Subtracts, with the borrow
    neg negs: Negates: subtracts from zero
    ngc ngcs: Negates, with the borrow
    and: Keeps the bits that are set in both
    ands: Keeps the bits that are set in both, and sets the flags
    tst: Tests bits: ands and keeps the flags only
    orr: Sets the bits that are set in either
    orn: Sets the bits that are set in the first or not in the second
    eor: Inverts the bits that are set in the other
    eon: Inverts the bits that are not set in the other
    bic bics: Clears the bits that are set in the other
    mov movz: Copies a register or a number
    movn: Loads a number with every bit inverted
    movk: Puts 16 bits into a register, and keeps the others
    mvn: Copies with every bit inverted
    lsl lslv: Shifts left
    lsr lsrv: Shifts right, with zeros in front
    asr asrv: Shifts right, and keeps the sign
    ror rorv: Rotates right
    extr: Takes a register out of two
    ubfx ubfm: Takes a field of bits out, with zeros in front
    sbfx sbfm: Takes a field of bits out, and extends its sign
    ubfiz sbfiz: Puts a field of bits at another place, zeros elsewhere
    bfi bfm bfxil bfc: Puts a field of bits into a register, and keeps the others
    uxtb uxth uxtw: Keeps the low bits, zeros in front
    sxtb sxth sxtw: Extends the sign of the low bits
    mul: Multiplies
    madd: Multiplies, and adds
    msub: Multiplies, and subtracts the product from the last register
    mneg: Multiplies, and negates
    smull: Multiplies 32 bits with signs, to 64
    umull: Multiplies 32 bits without signs, to 64
    smulh: Multiplies with signs; the upper half of the product
    umulh: Multiplies without signs; the upper half of the product
    smaddl umaddl: Multiplies 32 bits, and adds to 64
    sdiv: Divides with signs
    udiv: Divides without signs
    clz: Counts the zeros in front
    cls: Counts the bits in front that are as the sign
    rbit: Reverses the order of the bits
    rev rev16 rev32: Reverses the order of the bytes
    csel: Takes the first register if the condition holds, else the second
    csinc: Takes the first register if the condition holds, else the second plus 1
    csinv: Takes the first register if the condition holds, else the second inverted
    csneg: Takes the first register if the condition holds, else the second negated
    cinc: Copies, and adds 1 if the condition holds
    cinv: Copies, inverted if the condition holds
    cneg: Copies, negated if the condition holds
    cset: Sets 1 if the condition holds, else 0
    csetm: Sets all bits if the condition holds, else none
    adr: Computes an address near the instruction
    adrp: Computes the address of a page near the instruction
    ldr: Loads
    ldrb ldurb: Loads a byte, with zeros in front
    ldrh ldurh: Loads 16 bits, with zeros in front
    ldrsb ldursb: Loads a byte, and extends its sign
    ldrsh ldursh: Loads 16 bits, and extends their sign
    ldrsw ldursw: Loads 32 bits, and extends their sign
    ldur: Loads
    ldp: Loads two registers
    ldpsw: Loads two words of 32 bits, and extends their signs
    str stur: Stores
    strb sturb: Stores the low byte
    strh sturh: Stores the low 16 bits
    stp: Stores two registers
    ldxr ldaxr: Loads, and reserves the place
    stxr stlxr: Stores if the place is still reserved
    ldar: Loads; later accesses stay behind
    stlr: Stores; earlier accesses stay before
    b: Jumps
    bl: Calls: keeps the address behind it in x30 and jumps
    br: Jumps to the address in a register
    blr: Calls the address in a register
    eret: Returns from an exception: takes the address from ELR and the state from SPSR
    cbz: Branches if the register is zero
    cbnz: Branches if the register is not zero
    tbz: Branches if the bit is clear
    tbnz: Branches if the bit is set
    svc: Calls the system
    hvc: Calls the hypervisor
    smc: Calls the secure monitor
    brk: Calls the debugger
    hlt: Halts for the debugger
    udf: Traps: never an instruction
    nop: Does nothing
    yield: Tells the processor that this is a waiting loop
    wfi: Waits for an interrupt
    wfe: Waits for an event
    dmb: Orders memory accesses before and behind it
    sev: Sends an event to all processors
    sevl: Sends an event to this processor
    clrex: Gives the reservation of a place up
    tlbi: Forgets translations of addresses
    ic: Tends the instruction cache
    dc: Tends the data cache
    dsb: Waits for memory accesses before it
    isb: Lets later instructions be fetched anew
    mrs: Reads a system register
    msr: Writes a system register
  `),
]);
