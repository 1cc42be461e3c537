import type { Decoder, Instruction } from "../decoder";
import type { AddressSpace } from "../flow";
import {
  descriptorSize,
  pseudoDescriptor,
  segmentDescriptor,
  type TableKind,
  type TableSource,
} from "../headers/descriptors";
import { isDiskPacket } from "../headers/diskPacket";
import { plainAddress, Window } from "./window";

/** Default size of operands and addresses: the mode of the code, and the D bit of its segment. */
export type BootBits = 16 | 32;

/** An instruction that control reaches, in which mode, and what made it so: `the BIOS starts it at 7C00`. */
export interface Reached {
  readonly instruction: Instruction;
  readonly bits: BootBits;
  readonly why: string;
  /** Whether only an address in an instruction leads here, which may be a number and no address. */
  readonly isGuess: boolean;
}

/** What following a boot program's code tells. All offsets are of the file. */
export interface BootFlow {
  /** By the offset of the first byte. What is reached in both modes is not among them. */
  readonly reached: ReadonlyMap<number, Reached>;
  /** What `lgdt`, `lidt`, `sgdt` and `sidt` name, each once. */
  readonly tables: readonly TableSource[];
  /** Disk address packets that `int 0x13` is given. */
  readonly packets: readonly { readonly offset: number; readonly why: string }[];
}

/** A boot program. */
export interface BootCode {
  readonly bytes: Uint8Array;
  readonly space: AddressSpace;
  readonly decoders: Readonly<Record<BootBits, Decoder>>;
  /** Whether an instruction can be one by how its source is written. */
  fits(instruction: Instruction): boolean;
  /** Whether code may begin at a file offset: a label is there, and a comment speaks of an instruction. */
  mayBegin(offset: number): boolean;
}

/** A segment table that is loaded: its first byte in the file, and its limit. */
interface Table {
  readonly start: number;
  readonly limit: number;
}

/** How the processor is set while it comes to an instruction. */
interface State {
  readonly bits: BootBits;
  /** The bit PE of cr0: whether selectors name descriptors; undefined where that is not known. */
  readonly isProtected: boolean | undefined;
  readonly gdt: Table | undefined;
  readonly why: string;
  readonly isGuess: boolean;
}

/** Instructions that are gone through at most, and calls in calls. */
const MOST_STEPS = 200_000;
const MOST_CALLS = 200;

/**
 * Follows a boot program from its first byte, where the BIOS or the stage before starts it in real mode. The mode changes where a far jump
 * or call goes through a descriptor of the loaded GDT, or to a segment while PE is 0, and behind a call to a function that returns in
 * another one. Where that is not known, nothing is followed. Last come places whose address an instruction holds, such as interrupt
 * handlers: in the mode of that instruction.
 */
export function followBoot(code: BootCode): BootFlow {
  const walk = new Walk(code);
  const start = code.space.addressOf(0) ?? 0n;
  const why =
    start === 0x7c00n ? "a BIOS starts it so at 7C00" : `boot code begins in real mode, at ${shown(start)}`;
  walk.run(0, { bits: 16, isProtected: false, gdt: undefined, why, isGuess: false }, 0);
  walk.runTaken();
  return walk.result();
}

class Walk {
  readonly #reached = new Map<number, Map<BootBits, Reached>>();
  /** Instructions that may hold the address of code, with the state that they were reached in. */
  readonly #takers: (readonly [instruction: Instruction, state: State])[] = [];
  /** How functions return, by entry and state; undefined while one is gone through. */
  readonly #exits = new Map<string, State | "never" | undefined>();
  readonly #tables = new Map<string, TableSource>();
  readonly #packets = new Map<number, string>();
  #steps = 0;

  constructor(readonly code: BootCode) {}

  result(): BootFlow {
    const reached = new Map<number, Reached>();
    for (const [offset, modes] of this.#reached) {
      const [first] = modes.values();
      if (modes.size === 1) reached.set(offset, first!);
    }
    return {
      reached,
      tables: [...this.#tables.values()].sort((a, b) => a.offset - b.offset),
      packets: [...this.#packets]
        .map(([offset, why]) => ({ offset, why }))
        .sort((a, b) => a.offset - b.offset),
    };
  }

  /** Goes through what instructions hold the address of, and what those hold. */
  runTaken(): void {
    for (let index = 0; index < this.#takers.length; index++) {
      const [instruction, state] = this.#takers[index]!;
      for (const operand of instruction.operands) {
        const value = operand.kind === "immediate" ? BigInt.asUintN(operand.bits, operand.value) : undefined;
        const offset = value === undefined ? undefined : this.code.space.offsetOf(value);
        if (offset === undefined || this.#reached.has(offset) || !this.code.mayBegin(offset)) continue;
        const why = `its address is in the instruction at ${shown(instruction.address)}`;
        this.run(offset, { ...state, why, isGuess: true }, 0);
      }
    }
  }

  /** Goes through a function; how the processor is set when it returns, `never` where it does not. */
  run(entry: number, given: State, depth: number): State | "never" {
    const key = `${entry} ${given.bits} ${given.isProtected} ${given.gdt?.start}`;
    // A function that calls itself returns as it was called, as far as anybody knows.
    if (this.#exits.has(key)) return this.#exits.get(key) ?? given;
    this.#exits.set(key, undefined);
    const seen = new Set<string>();
    const exits: State[] = [];
    const places: [number, State][] = [[entry, given]];
    for (let place = places.pop(); place !== undefined; place = places.pop())
      this.#follow(place[0], place[1], seen, places, exits, depth);
    const [first, ...others] = exits;
    const same = others.every(({ bits }) => bits === first!.bits);
    const exit = first === undefined || !same ? "never" : first;
    this.#exits.set(key, exit);
    return exit;
  }

  /** Goes through straight-line code. */
  #follow(
    start: number,
    given: State,
    seen: Set<string>,
    places: [number, State][],
    exits: State[],
    depth: number,
  ): void {
    const window = new Window();
    let state = given;
    for (let offset = start; ;) {
      const instruction = this.#instructionAt(offset, state);
      if (instruction === undefined || seen.has(`${offset} ${state.bits}`)) return;
      if (++this.#steps > MOST_STEPS) return;
      seen.add(`${offset} ${state.bits}`);
      this.#reach(instruction, state);
      state = this.#changed(instruction, state, window);
      window.add(instruction);
      const { flow, length } = instruction;
      if (flow === "return") {
        exits.push(state);
        return;
      }
      if (flow === "indirect jump" || flow === "trap") return;
      const target = this.#target(instruction, state);
      if (flow === "jump" || flow === "branch") {
        if (target !== undefined) places.push(target);
        if (flow === "jump") return;
      } else if (flow === "call" && target !== undefined) {
        if (depth >= MOST_CALLS) return;
        const back = this.run(...target, depth + 1);
        if (back === "never") return;
        state = behindCall(state, back, instruction);
      }
      offset += length;
    }
  }

  #instructionAt(offset: number, { bits }: State): Instruction | undefined {
    const { bytes, space, decoders } = this.code;
    if (offset >= bytes.length) return undefined;
    const address = space.addressOf(offset);
    const instruction = address === undefined ? undefined : decoders[bits].decode(bytes, offset, address);
    return instruction !== undefined && this.code.fits(instruction) ? instruction : undefined;
  }

  #reach(instruction: Instruction, state: State): void {
    const { bits, why, isGuess } = state;
    const modes = this.#reached.get(instruction.offset) ?? new Map<BootBits, Reached>();
    if (modes.size === 0 && instruction.mnemonic === "mov") this.#takers.push([instruction, state]);
    // What is known for sure is not made doubtful by a guess.
    if (!modes.has(bits) && !(isGuess && modes.size > 0))
      modes.set(bits, { instruction, bits, why, isGuess });
    this.#reached.set(instruction.offset, modes);
  }

  /** Where a direct jump or call goes and how the processor is set there; undefined where that is outside or not known. */
  #target(instruction: Instruction, state: State): [number, State] | undefined {
    const far = instruction.operands.find((operand) => operand.kind === "far");
    if (far === undefined) {
      const offset =
        instruction.target === undefined ? undefined : this.code.space.offsetOf(instruction.target);
      return offset === undefined ? undefined : [offset, state];
    }
    const at = shown(instruction.address);
    const verb = instruction.flow === "call" ? "far call" : "far jump";
    if (state.bits === 16 && state.isProtected !== true) {
      const offset = this.code.space.offsetOf(BigInt(far.segment) * 16n + BigInt(far.offset));
      return offset === undefined ? undefined : [offset, state];
    }
    const { gdt } = state;
    const selector = far.segment & ~7;
    if (gdt === undefined || (far.segment & 4) !== 0 || selector === 0 || selector + 7 > gdt.limit)
      return undefined;
    const descriptor = segmentDescriptor(this.code.bytes, gdt.start + selector);
    if (descriptor?.present !== true || !descriptor.code || descriptor.bits === 64) return undefined;
    const offset = this.code.space.offsetOf(descriptor.base + BigInt(far.offset));
    if (offset === undefined) return undefined;
    const { bits } = descriptor;
    const why = `behind the ${verb} at ${at} through GDT entry ${selector / descriptorSize} (selector 0x${selector.toString(16).toUpperCase()}, D = ${bits === 32 ? 1 : 0})`;
    return [offset, { ...state, bits, isProtected: true, why }];
  }

  /** How the processor is set behind an instruction that changes it. */
  #changed(instruction: Instruction, state: State, window: Window): State {
    const { mnemonic, operands } = instruction;
    const [first, second] = operands;
    if (mnemonic === "mov" && first?.kind === "register" && first.name === "cr0") {
      const isProtected = second?.kind === "register" && second.name === "eax" ? window.lowBit() : undefined;
      const why =
        isProtected === false && state.isProtected !== false
          ? `PE of cr0 is cleared at ${shown(instruction.address)}`
          : state.why;
      return { ...state, isProtected, why };
    }
    if (mnemonic === "lmsw") return { ...state, isProtected: window.lowBit() };
    const table = /^([ls])([gi])dt/.exec(mnemonic);
    if (table !== null)
      return this.#table(instruction, table[1] === "s", table[2] === "g" ? "GDT" : "IDT", state);
    if (mnemonic === "int" && first?.kind === "immediate" && first.value === 0x13n)
      this.#packet(instruction, window);
    return state;
  }

  #table(instruction: Instruction, written: boolean, kind: TableKind, state: State): State {
    const { bytes, space } = this.code;
    const address = plainAddress(instruction.operands[0]);
    const offset = address === undefined ? undefined : space.offsetOf(address);
    if (offset === undefined || offset + 6 > bytes.length)
      return kind === "GDT" && !written ? { ...state, gdt: undefined } : state;
    const key = `${kind} ${offset}`;
    const known = this.#tables.get(key);
    const why = `${instruction.mnemonic} at ${shown(instruction.address)} ${written ? "writes" : "reads"} it`;
    if (known === undefined || (written && !known.written))
      this.#tables.set(key, {
        kind,
        offset,
        real: state.bits === 16 && state.isProtected === false,
        written,
        why,
      });
    if (kind === "IDT" || written) return state;
    const place = pseudoDescriptor(bytes, offset, kind)!;
    const start = space.offsetOf(place.base);
    const gdt = start === undefined || known?.written === true ? undefined : { start, limit: place.limit };
    return { ...state, gdt };
  }

  /** `int 0x13` with 42h or 43h in ah moves sectors as the packet at ds:si says. */
  #packet(instruction: Instruction, window: Window): void {
    const service = window.constant("ah");
    const si = window.constant("si");
    if ((service !== 0x42 && service !== 0x43) || si === undefined) return;
    const offset = this.code.space.offsetOf(BigInt(si));
    if (offset === undefined || !isDiskPacket(this.code.bytes, offset) || this.#packets.has(offset)) return;
    this.#packets.set(offset, `int 0x13 at ${shown(instruction.address)} is given it`);
  }
}

/** How the processor is set behind a call: as the function returned, and the reason with it where that is another mode. */
function behindCall(before: State, back: State, call: Instruction): State {
  const { bits, isProtected, gdt = before.gdt } = back;
  if (bits === before.bits) return { ...before, isProtected, gdt };
  return {
    ...before,
    bits,
    isProtected,
    gdt,
    why: `behind the call at ${shown(call.address)}, which returns in ${bits} bits`,
  };
}

/** An address as boot code's own notes have it: `7C2E`. */
function shown(address: bigint): string {
  return address.toString(16).toUpperCase().padStart(4, "0");
}
