import type { Operand } from "../../../isa/decoder";
import { canonical } from "../../../isa/canonical";
import type { Vocabulary } from "../words";

/** `rd_a0 rs1_sp !8 addi`: fields that are zero are left out, the operation comes last. */
export function riscvComments(words: Vocabulary): readonly string[] {
  const { instruction, mode } = words;
  const { mnemonic, operands } = canonical(instruction, mode);
  const [a, b, c] = operands;
  const name = (operand: Operand | undefined) => (operand?.kind === "register" ? operand.name : "zero");
  const field = (kind: string, register: string) => (register === "zero" ? [] : [`${kind}_${register}`]);
  const write = (...parts: (readonly string[] | string)[]) => [...parts.flat(), mnemonic].join(" ");
  if (a === undefined) return [mnemonic];
  if (b?.kind === "memory") {
    const base = field("rs1", b.base ?? "zero");
    if (/^s[bhwd]$/.test(mnemonic)) return [write(base, field("rs2", name(a)), sigil("@", b.displacement))];
    return [write(field("rd", name(a)), base, sigil("!", b.displacement)), write(`rd_${name(a)}`, base)];
  }
  if (/^b/.test(mnemonic))
    return places(words, "@").map((place) => write(field("rs1", name(a)), field("rs2", name(b)), place));
  if (mnemonic === "jal") return places(words, "$").map((place) => write(field("rd", name(a)), place));
  if (/^(lui|auipc)$/.test(mnemonic)) {
    const value = b?.kind === "immediate" ? BigInt.asUintN(20, b.value) << 12n : 0n;
    return [write(field("rd", name(a)), `~0x${value.toString(16).toUpperCase()}`)];
  }
  if (c?.kind === "register") {
    const fields = [...field("rd", name(a)), ...field("rs1", name(b)), ...field("rs2", name(c))];
    return [write(fields), write(`rd_${name(a)}`, ...field("rs1", name(b)), ...field("rs2", name(c)))];
  }
  const value = c?.kind === "immediate" ? c.value : 0n;
  const registers = [...field("rd", name(a)), ...field("rs1", name(b))];
  if (/^(sll|srl|sra)iw?$/.test(mnemonic)) return [write(registers, `rs2_x${value}`)];
  const moved = mnemonic === "addi" && value === 0n ? [[...registers, "mv"].join(" ")] : [];
  return [...moved, write(registers, sigil("!", value)), write(`rd_${name(a)}`, sigil("!", value))];
}

function sigil(character: string, value: bigint): readonly string[] {
  return value === 0n ? [] : [`${character}${value}`];
}

/** The labels of where it goes, else how far that is. */
function places({ instruction, labels }: Vocabulary, character: string): readonly string[] {
  const distance = BigInt.asIntN(32, (instruction.target ?? 0n) - instruction.address);
  return [...labels.slice(0, 1), `${distance}`].map((place) => character + place);
}
