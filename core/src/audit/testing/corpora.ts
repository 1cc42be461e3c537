/** A source of our own in one dialect of comments; every line with an instruction agrees. */
export interface Corpus {
  readonly name: string;
  /** Tells language and architecture, as paths of a tree do. */
  readonly path: string;
  readonly source: string;
}

const x86 = `
#:start
  58              ; pop_eax              # how many arguments
  5B              ; pop_ebx
  31C9            ; xor_ecx,ecx
  6A 05           ; push !5
  66B9 4102       ; mov_cx, @577
  B8 04000000     ; mov_eax, %4
  BB FFFFFFFF     ; mov_ebx, %-1
  83F8 FC         ; cmp_eax, !-4
  3C 23           ; cmp_al, !0x23        # a hash
  0F84 1A000000   ; je %end
  74 18           ; je8 !end
  E8 13000000     ; call %end
  8B42 04         ; mov_eax,[edx+BYTE] !4
  8901            ; mov_[ecx],eax
  0FB6C0          ; movzx_eax,al
  C1E0 04         ; shl_eax, !4
  6BC0 0A         ; imul_eax, !10
  8A040B          ; mov_al,[ebx+ecx]
  CD 80           ; int !0x80
#:end
  93              ; xchg_eax,ebx
  40              ; inc_eax
  EB FC           ; jmp !end
  C3              ; ret
`;

const amd64 = `
#:start
  58                  ; pop_rax
  4889C7              ; mov_rdi,rax
  48C7C0 3C000000     ; mov_rax, %60
  4D31ED              ; xor_r13,r13
  49FFC5              ; inc_r13
  4983C5 01           ; add_r13, !1
  8A06                ; mov_al,[rsi]
  488B1D 12000000     ; mov_rbx,[rip+DWORD] %data
  488D35 0B000000     ; lea_rsi,[rip+DWORD] %data
  85C0                ; test_eax,eax
  75 D7               ; jne8 !start
  66C700 0000         ; mov_[rax],WORD @0
  0F05                ; syscall
#:data
`;

const att = `
# _start:
  48 c7 c0 01 00 00 00 # mov $1, %rax     ; the number of write
  48 89 c2             # mov %rax, %rdx
  48 8b 44 24 10       # movq 16(%rsp), %rax
  4c 01 f0             # add %r14, %rax
  49 c1 e6 04          # shl $4, %r14
  48 0f b6 c0          # movzx %al, %rax
  75 e4                # jne _start
  0f 05                # syscall
`;

const boot = `
#[7C00]
#:start
31 C0           # xor ax, ax
8E D8           # mov ds, ax
BC 00 77        # mov sp, 0x7700
88 16 35 7C     # mov [drive], dl
B0 30           # mov al, 30
3C 3B           # cmp ';'
3C 0A           # cmp al, '\\n'
2C 57           # sub al, 'a'-10 == 87 = 0x57
72 EB           # jc start
8A 47 02        # mov al, [bx+2]
26 8A 05        # mov al, es:[di]
9A 33 7C 00 00  # call print           ; far
0F 01 16 36 7C  # lgdt table
66 83 C8 01     # or eax, 0x01
EA 2E 7C 08 00  # jmp protected        ; a selector of the table

#:protected
8E D8           # mov ds, ax
89 C8           # mov eax, ecx
F4              # hlt

#:print
CD 10           # int 10h
#:drive
80
#:table
`;

const aarch64 = `
#:start
    E10B40F9    ; LDR_X1_[SP,16]             # a name
    600C8092    ; SET_X0_TO_FCNTL_H_AT_FDCWD
    020080D2    ; SET_X2_TO_0
    080780D2    ; SET_X8_TO_SYS_OPENAT
    010000D4    ; SYSCALL
    E90300AA    ; SET_X9_FROM_X0
    0D0CA0D2    ; SET_X13_TO_0x600000
    0F008092    ; SET_X15_TO_MINUS_1
    FE0F1FF8    ; PUSH_LR
    FE0741F8    ; POP_LR
    1F1000B1    ; CMP_X0_TO_MINUS_4
    1F8C00F1    ; CMP_X0_TO_35
    41000054    ; SKIP_INST_NE
    F3FFFF 17   ; ^~start FBRANCH
    F2FFFF 97   ; ^~start CALL
    41000018    ; LOAD_W1_AHEAD
    02000014    ; SKIP_32_DATA
    00000000
    00100E8B    ; ADD_X0_X0_X14_LSL_4
    AD050091    ; ADD_X13_X13_1
    00C000D1    ; SUB_X0_48
    001C4092    ; AND_X0_X0_0xFF
    60144038    ; LDR_BYTE_W0_[X3]_1
    801C0038    ; STR_BYTE_W0_[X4,1]_WB
    20686238    ; LDR_BYTE_W0_[X1,X2]
    EF032FAA    ; NOT_X15_X15
    470000B4    ; CBZ_X7_PAST_INST
    C0035FD6    ; RETURN
`;

const riscv64 = `
# :start
    13 0A 00 00    # rd_s4 mv                 ; nothing yet
    83 35 01 01    # rd_a1 rs1_sp !16 ld
    13 05 C0 F9    # rd_a0 !-100 addi
    13 06 10 24    # rd_a2 !00001101 addi
    73 00 00 00    # ecall
    93 14 85 00    # rd_s1 rs1_a0 rs2_x8 slli
    63 04 05 02    # rs1_a0 @end beqz
                   # +40B
    E3 42 55 FE    # rs1_a0 rs2_t0 @start blt
    23 34 B1 00    # rs1_sp rs2_a1 @8 sd
    EF F0 DF FD    # rd_ra $start jal
    37 03 FF 00    # rd_t1 ~0xFF0000 lui
    13 03 F3 FF    # rd_t1 rs1_t1 !0xFFF addi
    17 05 00 00    # rd_a0 ~end auipc
    13 05 05 01    # rd_a0 rs1_a0 !end addi
    33 05 B5 00    # rd_a0 rs1_a0 rs2_a1 add
    67 80 00 00    # rs1_ra jalr
# :end
    13 CA FA FF    # rd_s4 rs1_s5 not
`;

const riscv32 = `
:start
    # rd_a7 !56 addi                    ; sys_openat
    .80080000 .00008003 13000000
    # rd_a1 rs1_sp !12 lw               ; a name
    .80050000 .00000100 .0000C000 03200000
    # rs1_a0 @start bltz
    .00000500 @start 63400000
    # rd_ra $start jal
    .80000000 $start 6F000000
    # rs1_sp rs2_ra @4 sw
    .00000100 .00001000 .00020000 23200000
    # ecall
    73000000
`;

const armv7l = `
#:start
    10002DE9        # PUSH {R4}          ; keep it
    0030A0E1        # MOV R3,R0
    0000A0E3        # MOV R0,#0
    000052E3        # CMP R2,#0
    010040B2        # SUBLT R0,R0,#1
    003063B2        # RSBLT R3,R3,#0
    0000E0B1        # MVNLT R0,R0
    2000A0E3        # MOV R0,#32.
    022092E0        # ADDS R2,R2,R2
    0110B1E0        # ADCS R1,R1,R1
    030051E1        # CMP R1,R3
    031041A0        # SUBGE R1,R1,R3
    F2FFFF1A        # BNE start
    080091E5        # LDR R0,[R1,#8]
    0420C1E4        # STRB R2,[R1],#4
    0A1080E0        # ADD R1,R0,R10
    0A2180E0        # ADD R2,R0,R10,LSL #2
    1001A0E1        # LSL R0,R0,R1
    910202E0        # MUL R2,R1,R2
    7F2EE0E3        # MVN R2,#2032
    EAFFFFEB        # BL start
    000000EF        # SVC #0
    1000BDE8        # POP {R4}
    1EFF2FE1        # BX LR
`;

const knight = `
E0002D201100    # LOADUI R0 0x1100
# :loop 6
42100100        # FGETC ; a character
E0002CC0FFF6    # JUMP.NP R0 @loop
E000A0100030    # CMPSKIPI.GE R0 48
0500000F        # ADD R0 R0 R15
E100B0F0000F    # ANDI R15 R0 0xF
3C00FFE2        # JUMP @loop
FFFFFFFF        # HALT
`;

export const corpora: readonly Corpus[] = [
  { name: "x86, M1's names", path: "/x86/corpus.hex0", source: x86 },
  { name: "AMD64, M1's names", path: "/AMD64/corpus.hex0", source: amd64 },
  { name: "AMD64, AT&T", path: "/AMD64/att.hex0", source: att },
  { name: "boot code, Intel's syntax", path: "/boot.hex0", source: boot },
  { name: "AArch64, M1's names", path: "/AArch64/corpus.hex0", source: aarch64 },
  { name: "RISC-V of 64 bits, hex0", path: "/riscv64/corpus.hex0", source: riscv64 },
  { name: "RISC-V of 32 bits, hex2", path: "/riscv32/corpus.hex2", source: riscv32 },
  { name: "ARMv7, GNU's assembly", path: "/armv7l/corpus.hex0", source: armv7l },
  { name: "Knight", path: "/knight/corpus.hex0", source: knight },
];
