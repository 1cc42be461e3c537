import { described } from "./described";

const conditions: Readonly<Record<string, string>> = {
  o: "there was an overflow",
  no: "there was no overflow",
  b: "below (unsigned <, or carry)",
  ae: "above or equal (unsigned ≥, or no carry)",
  e: "equal, or zero",
  ne: "not equal, or not zero",
  be: "below or equal (unsigned ≤)",
  a: "above (unsigned >)",
  s: "negative",
  ns: "not negative",
  p: "the low byte has an even number of ones",
  np: "the low byte has an odd number of ones",
  l: "less (signed <)",
  ge: "greater or equal (signed ≥)",
  le: "less or equal (signed ≤)",
  g: "greater (signed >)",
};

const conditional = Object.entries(conditions).flatMap(([code, meaning]) => [
  [`j${code}`, `Jumps if ${meaning}`],
  [`set${code}`, `Sets {a} to 1 if ${meaning}, else to 0`],
  [`cmov${code}`, `Copies {b} to {a} if ${meaning}`],
]);

/** What instructions of x86 do, in a line each (Intel SDM volume 2), by mnemonic. */
export const x86Descriptions: ReadonlyMap<string, string> = new Map([
  ...(conditional as [string, string][]),
  ...described(`
    aaa: Makes the sum in al a decimal digit
    aad: Makes a number of the two decimal digits in ah and al
    aam: Makes two decimal digits in ah and al of the number in al
    aas: Makes the difference in al a decimal digit
    adc: Adds {b} and the carry to {a}
    add: Adds {b} to {a}
    and: Keeps those bits of {a} that are set in {b}
    bound: Traps unless the index lies within the two bounds
    bsf: Finds the lowest bit that is set
    bsr: Finds the highest bit that is set
    bswap: Reverses the order of the bytes of {a}
    bt: Copies a bit to the carry
    btc: Copies a bit to the carry and inverts it
    btr: Copies a bit to the carry and clears it
    bts: Copies a bit to the carry and sets it
    call: Calls: pushes the address behind it and jumps
    cbw: Extends the sign of al into ax
    cwde: Extends the sign of ax into eax
    cdqe: Extends the sign of eax into rax
    cwd: Extends the sign of ax into dx:ax
    cdq: Extends the sign of eax into edx:eax
    cqo: Extends the sign of rax into rdx:rax
    clc: Clears the carry
    cld: Clears the direction flag: string instructions go upwards
    cli: Switches interrupts off
    clts: Clears the task-switched flag
    cmc: Inverts the carry
    cmp: Compares {a} with {b}: subtracts, and keeps the flags only
    cmpsb: Compares the byte at si with that at di, and steps on
    cmpsw: Compares the 16 bits at si with those at di, and steps on
    cmpsd: Compares the 32 bits at si with those at di, and steps on
    cmpsq: Compares the 64 bits at rsi with those at rdi, and steps on
    cmpxchg: Stores the register if the accumulator equals what is there, else loads that
    cpuid: Asks the processor what it is
    daa: Makes the sum in al two decimal digits
    das: Makes the difference in al two decimal digits
    dec: Subtracts 1 from {a}
    div: Divides by {a} without signs: quotient to the lower, remainder to the higher register
    enter: Sets up the stack frame of a function
    hlt: Halts until the next interrupt
    idiv: Divides by {a} with signs: quotient to the lower, remainder to the higher register
    imul: Multiplies with signs
    in: Reads {a} from the port {b}
    inc: Adds 1 to {a}
    insb: Reads a byte from the port in dx to memory at di, and steps on
    insw: Reads 16 bits from the port in dx to memory at di, and steps on
    insd: Reads 32 bits from the port in dx to memory at di, and steps on
    int: Calls the interrupt {a}
    int1: Calls the debugger
    int3: Calls the debugger: a breakpoint
    into: Calls the interrupt for overflows if there was one
    invlpg: Forgets what page an address is mapped to
    iret: Returns from an interrupt: takes instruction pointer, cs and flags from the stack
    iretd: Returns from an interrupt: takes eip, cs and eflags from the stack
    iretq: Returns from an interrupt: takes rip, cs, rflags, rsp and ss from the stack
    jcxz: Jumps if cx is zero
    jecxz: Jumps if ecx is zero
    jrcxz: Jumps if rcx is zero
    jmp: Jumps
    lahf: Copies the flags to ah
    lds: Loads a pointer and ds
    lea: Computes the address {b}, without reading there, to {a}
    leave: Gives the stack frame of a function back
    les: Loads a pointer and es
    lfs: Loads a pointer and fs
    lgdt: Tells the processor where its segment descriptors are: size and address at {a}
    lgs: Loads a pointer and gs
    lidt: Tells the processor where its interrupt descriptors are: size and address at {a}
    lldt: Loads the local descriptor table
    lmsw: Loads the machine status word
    lodsb: Loads the byte at si into al, and steps on
    lodsw: Loads the 16 bits at si into ax, and steps on
    lodsd: Loads the 32 bits at si into eax, and steps on
    lodsq: Loads the 64 bits at rsi into rax, and steps on
    loop: Counts cx down, and jumps unless it is zero
    loope: Counts cx down, and jumps unless it is zero and while equal
    loopne: Counts cx down, and jumps unless it is zero and until equal
    lss: Loads a pointer and ss
    ltr: Loads the task register
    mov: Copies {b} to {a}
    movsb: Copies the byte at si to di, and steps both on
    movsw: Copies the 16 bits at si to di, and steps both on
    movsd: Copies the 32 bits at si to di, and steps both on
    movsq: Copies the 64 bits at rsi to rdi, and steps both on
    movsx: Copies {b} to {a}, with its sign extended
    movsxd: Copies {b} to {a}, with its sign extended
    movzx: Copies {b} to {a}, with zeros in front
    mul: Multiplies by {a} without signs, to twice the width
    neg: Negates {a}: subtracts it from zero
    nop: Does nothing
    not: Inverts every bit of {a}
    or: Sets those bits of {a} that are set in {b}
    out: Writes {b} to the port {a}
    outsb: Writes the byte at si to the port in dx, and steps on
    outsw: Writes the 16 bits at si to the port in dx, and steps on
    outsd: Writes the 32 bits at si to the port in dx, and steps on
    pause: Tells the processor that this is a waiting loop
    pop: Takes {a} from the stack
    popa: Takes all registers of 16 bits from the stack
    popad: Takes all registers of 32 bits from the stack
    popf: Takes the flags from the stack
    popfd: Takes eflags from the stack
    popfq: Takes rflags from the stack
    push: Puts {a} on the stack
    pusha: Puts all registers of 16 bits on the stack
    pushad: Puts all registers of 32 bits on the stack
    pushf: Puts the flags on the stack
    pushfd: Puts eflags on the stack
    pushfq: Puts rflags on the stack
    rcl: Rotates {a} and the carry left by {b}
    rcr: Rotates {a} and the carry right by {b}
    rdmsr: Reads a register of the model, by the number in ecx
    rdtsc: Reads the time-stamp counter to edx:eax
    ret: Returns: jumps to the address that it takes from the stack
    retf: Returns to another segment: takes address and cs from the stack
    rol: Rotates {a} left by {b}
    ror: Rotates {a} right by {b}
    sahf: Copies ah to the flags
    salc: Sets al to 0xFF if there is a carry, else to 0
    sal: Shifts {a} left by {b}
    sar: Shifts {a} right by {b}, and keeps its sign
    sbb: Subtracts {b} and the borrow from {a}
    scasb: Compares al with the byte at di, and steps on
    scasw: Compares ax with the 16 bits at di, and steps on
    scasd: Compares eax with the 32 bits at di, and steps on
    scasq: Compares rax with the 64 bits at rdi, and steps on
    sgdt: Stores where the segment descriptors are
    shl: Shifts {a} left by {b}
    shld: Shifts left, and fills up from the other register
    shr: Shifts {a} right by {b}, with zeros in front
    shrd: Shifts right, and fills up from the other register
    sidt: Stores where the interrupt descriptors are
    smsw: Stores the machine status word
    stc: Sets the carry
    std: Sets the direction flag: string instructions go downwards
    sti: Switches interrupts on
    stosb: Stores al at di, and steps on
    stosw: Stores ax at di, and steps on
    stosd: Stores eax at di, and steps on
    stosq: Stores rax at rdi, and steps on
    sub: Subtracts {b} from {a}
    syscall: Calls the system; rcx and r11 are lost
    sysenter: Calls the system
    sysexit: Returns from the system
    sysret: Returns from the system
    test: Tests the bits of {a} that are set in {b}: ands, and keeps the flags only
    ud2: Traps: never an instruction
    wait: Waits for the floating-point unit
    wbinvd: Writes the caches back and empties them
    wrmsr: Writes a register of the model, by the number in ecx
    xadd: Exchanges {a} and {b}, and leaves their sum in {a}
    xchg: Exchanges {a} and {b}
    xlatb: Looks al up in the table at bx
    xor: Inverts those bits of {a} that are set in {b}
    endbr32: Marks where indirect jumps may go
    endbr64: Marks where indirect jumps may go
    lfence: Waits for all loads before it
    sfence: Waits for all stores before it
    mfence: Waits for all loads and stores before it
    swapgs: Exchanges the base of gs with the kernel’s
    fld: Pushes a number on the floating-point stack
    fild: Pushes an integer on the floating-point stack
    fld1: Pushes 1.0 on the floating-point stack
    fldz: Pushes 0.0 on the floating-point stack
    fst: Stores the top of the floating-point stack
    fstp: Stores the top of the floating-point stack and takes it off
    fist: Stores the top of the floating-point stack as an integer
    fistp: Stores the top of the floating-point stack as an integer and takes it off
    fadd: Adds floating-point numbers
    faddp: Adds floating-point numbers and takes one off the stack
    fsub: Subtracts floating-point numbers
    fsubp: Subtracts floating-point numbers and takes one off the stack
    fsubr: Subtracts floating-point numbers the other way round
    fsubrp: Subtracts floating-point numbers the other way round and takes one off the stack
    fmul: Multiplies floating-point numbers
    fmulp: Multiplies floating-point numbers and takes one off the stack
    fdiv: Divides floating-point numbers
    fdivp: Divides floating-point numbers and takes one off the stack
    fdivr: Divides floating-point numbers the other way round
    fdivrp: Divides floating-point numbers the other way round and takes one off the stack
    fchs: Negates the top of the floating-point stack
    fabs: Takes the sign off the top of the floating-point stack
    fsqrt: Square root of the top of the floating-point stack
    fxch: Exchanges two places of the floating-point stack
    fcom: Compares floating-point numbers
    fcomp: Compares floating-point numbers and takes one off the stack
    fcompp: Compares floating-point numbers and takes both off the stack
    fucom: Compares floating-point numbers
    fucomp: Compares floating-point numbers and takes one off the stack
    fucompp: Compares floating-point numbers and takes both off the stack
    fcomi: Compares floating-point numbers, to the flags
    fcomip: Compares floating-point numbers, to the flags, and takes one off the stack
    fucomi: Compares floating-point numbers, to the flags
    fucomip: Compares floating-point numbers, to the flags, and takes one off the stack
    fnstsw: Stores the floating-point unit’s status
    fnstcw: Stores the floating-point unit’s control word
    fldcw: Loads the floating-point unit’s control word
    fninit: Sets the floating-point unit up
    frndint: Rounds the top of the floating-point stack
  `),
]);
