const conditions =
  "a ae b be c e g ge l le na nae nb nbe nc ne ng nge nl nle no np ns nz o p pe po s z".split(" ");

const mnemonics = new Set([
  ...conditions.flatMap((condition) => [`j${condition}`, `set${condition}`, `cmov${condition}`]),
  ...`aaa aad aam aas adc add and arpl bsf bsr bswap bt btc btr bts call cbw cdq cdqe clc cld cli clts cmc cmp cmps cmpsb cmpsd
  cmpsq cmpsw cmpxchg cmpxchg8b cpuid cqo cwd cwde daa das dec div enter hlt idiv imul in inc ins insb insd insw int int3 into invd
  invlpg iret iretd iretq iretw jmp jcxz jecxz
  jrcxz lahf lar lcall lds lea leave les lfs lgdt lgs lidt ljmp lldt lmsw lods lodsb lodsd lodsq lodsw loop
  loope loopne loopnz loopz lsl lss ltr mov movabs movs movsb movsd movsq movsw movsx movsxd movzx mul neg nop not or out outs outsb
  outsd outsw pop popa popad popf popfd popfq push pusha pushad pushf pushfd pushfq rcl rcr rdmsr rdtsc ret retf retn rol ror sahf sal
  sar sbb scas scasb scasd scasq scasw 
  sgdt shl shld shr shrd sidt sldt smsw stc std sti stos stosb
  stosd stosq stosw str sub syscall sysenter sysexit sysret test ud2 verr verw wait wbinvd wrmsr xadd xchg xlat xlatb xor pause mfence lfence sfence swapgs sysretq sysexitq movaps movapd
  movups movupd movss movdqa movdqu movd pxor xorps xorpd`.split(/\s+/),
]);

const registers = new Set(
  `al ah bl bh cl ch dl dh ax bx cx dx si di sp bp eax ebx ecx edx esi edi esp ebp rax rbx rcx rdx rsi rdi rsp rbp spl bpl sil dil
  cs ds es fs gs ss eiz riz cr0 cr2 cr3 cr4 cr8 dr0 dr1 dr2 dr3 dr4 dr5 dr6 dr7 rip eip ${[8, 9, 10, 11, 12, 13, 14, 15].flatMap((n) => [`r${n}`, `r${n}d`, `r${n}w`, `r${n}b`, `r${n}l`]).join(" ")} ${Array.from({ length: 8 }, (_, n) => `mm${n}`).join(" ")} ${Array.from({ length: 16 }, (_, n) => `xmm${n}`).join(" ")}`.split(
    /\s+/,
  ),
);

/** Whether comments may use the word for an instruction: those of integers and of the system, with all their aliases. */
export function isX86Mnemonic(word: string): boolean {
  return mnemonics.has(word);
}

export function isX86Register(word: string): boolean {
  return registers.has(word);
}
