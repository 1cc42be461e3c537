const mnemonics = new Set(
  `aaa aad aam aas adc add and arpl bsf bsr bswap bt btc btr bts call cbw cdq cdqe clc cld cli clts cmc cmp cmps cmpsb cmpsd
  cmpsq cmpsw cmpxchg cmpxchg8b cpuid cqo cwd cwde daa das dec div enter hlt idiv imul in inc ins insb insd insw int int3 into invd
  invlpg iret iretd iretq iretw jmp ja jae jb jbe jc jcxz je jecxz jg jge jl jle jna jnae jnb jnbe jnc jne jng jnge jnl jnle jno jnp jns
  jnz jo jp jpe jpo jrcxz js jz lahf lar lcall lds lea leave les lfs lgdt lgs lidt ljmp lldt lmsw lods lodsb lodsd lodsq lodsw loop
  loope loopne loopnz loopz lsl lss ltr mov movabs movs movsb movsd movsq movsw movsx movsxd movzx mul neg nop not or out outs outsb
  outsd outsw pop popa popad popf popfd popfq push pusha pushad pushf pushfd pushfq rcl rcr rdmsr rdtsc ret retf retn rol ror sahf sal
  sar sbb scas scasb scasd scasq scasw seta setae setb setbe setc sete setg setge setl setle setna setnae setnb setnbe setnc setne
  setng setnge setnl setnle setno setnp setns setnz seto setp sets setz sgdt shl shld shr shrd sidt sldt smsw stc std sti stos stosb
  stosd stosq stosw str sub syscall sysenter sysexit sysret test ud2 verr verw wait wbinvd wrmsr xadd xchg xlat xlatb xor`.split(
    /\s+/,
  ),
);

const registers = new Set(
  `al ah bl bh cl ch dl dh ax bx cx dx si di sp bp eax ebx ecx edx esi edi esp ebp rax rbx rcx rdx rsi rdi rsp rbp spl bpl sil dil
  cs ds es fs gs ss cr0 cr2 cr3 cr4 cr8 dr0 dr1 dr2 dr3 dr6 dr7 rip ${[8, 9, 10, 11, 12, 13, 14, 15].flatMap((n) => [`r${n}`, `r${n}d`, `r${n}w`, `r${n}b`]).join(" ")}`.split(
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
