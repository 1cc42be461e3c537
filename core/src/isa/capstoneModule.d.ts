/** What we use of Capstone 5's functions, as its JavaScript port exports them (capstone/capstone.h). */
declare module "@alexaltea/capstone-js" {
  export interface Capstone {
    _cs_open(architecture: number, mode: number, handle: number): number;
    _cs_malloc(handle: number): number;
    _cs_option(handle: number, type: number, value: number): number;
    _cs_disasm_iter(handle: number, code: number, size: number, address: number, instruction: number): number;
    _cs_insn_group(handle: number, instruction: number, group: number): number;
    _malloc(size: number): number;
    getValue(pointer: number, type: "i8" | "i16" | "i32" | "*"): number;
    setValue(pointer: number, value: number | bigint, type: "i8" | "i16" | "i32" | "i64" | "*"): void;
    writeArrayToMemory(bytes: ArrayLike<number>, pointer: number): void;
    UTF8ToString(pointer: number): string;
  }
  export default function MCapstone(): Promise<Capstone>;
}
