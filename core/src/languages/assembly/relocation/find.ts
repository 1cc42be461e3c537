import { audit } from "../../../audit/audit";
import { canonical } from "../../../isa/canonical";
import type { Claim } from "../../../audit/claim";
import { claimOf } from "../../../audit/claimOf";
import { compare, type WantedName } from "../../../audit/compare";
import { firstSegment } from "../../../audit/comments/segments";
import type { ListedLine, Listing } from "../../../audit/listing";
import type { Pace } from "../../../audit/pace";
import { isOfAnotherMachine } from "../../../audit/machine";
import { sameMnemonic } from "../../../audit/mnemonics";
import type { AuditedLine } from "../../../audit/verdict";
import type { Decoder, Instruction, Mode } from "../../../isa/decoder";
import { fieldsOf, placeIn, type Field, type InstructionField } from "../../../isa/fields";
import { loadDecoder } from "../../../isa/loadDecoder";
import { knownName, namedTargets } from "../../hex/targets";
import type { Named, Reference } from "./reference";

/**
 * Every reference of a source, in the order of its bytes: found by decoding what its comments, or the control flow from
 * there, say is code, and by comments on data. Where a reference goes is not asked: it is found, too, where its bytes are
 * not right, or no longer.
 */
export async function findReferences(listing: Listing, pace?: Pace): Promise<readonly Reference[]> {
  const lenient: Listing = {
    ...listing,
    addressOf: (offset) => listing.addressOf(offset),
    addressesOf: (name) => listing.addressesOf(name),
    meet: () => undefined,
  };
  const decoders = new Map<Mode, Decoder>();
  for (const mode of listing.machine.modes) decoders.set(mode, await loadDecoder(mode));
  const { lines } = await audit(lenient, pace);
  if (isOfAnotherMachine(lines)) return [];
  const found: Reference[] = [];
  for (const [index, line] of lines.entries()) {
    if (pace !== undefined && index % step === 0) await pace();
    found.push(...new LineFinder(listing, line, decoders).references());
  }
  return found.sort((a, b) => a.field.at - b.field.at);
}

/** So many lines are looked at between two questions to the pace. */
const step = 32;

/** What is written where a linker fills something in. */
const filledIn = /[%!@~$&]/;

class LineFinder {
  readonly #line: ListedLine;
  readonly #written: boolean;

  constructor(
    readonly listing: Listing,
    readonly audited: AuditedLine,
    readonly decoders: ReadonlyMap<Mode, Decoder>,
  ) {
    this.#line = audited.line;
    const { start, end } = this.#line.code;
    this.#written = !filledIn.test(listing.text.latin1.slice(start, end));
  }

  /** Its sigils but `%` and `&` are parts of an instruction. */
  get #isRiscv(): boolean {
    return this.listing.machine.modes[0]?.startsWith("riscv") === true;
  }

  references(): readonly Reference[] {
    const { instruction, mode, verdict } = this.audited;
    if (instruction === undefined || mode === undefined) return this.#unread(mode);
    const { offset, length } = instruction;
    const { end } = this.#line.bytes;
    // Of bytes that are something else than their comment says, only where control goes is believed.
    if (verdict === "disagrees") {
      if (offset + length !== end || instruction.target === undefined) return [];
      const named = this.#mentioned();
      if (named === undefined && !this.#isOfMnemonic(instruction, mode)) return [];
      return this.#ofCode(instruction, mode, named);
    }
    return [...this.#ofCode(instruction, mode, this.#mentioned()), ...this.#further(offset + length, mode)];
  }

  /** Whether the comment is of such an instruction, with other operands: it may say its target in numbers. */
  #isOfMnemonic(instruction: Instruction, mode: Mode): boolean {
    const said = claimOf(this.listing, this.#line, mode);
    if (said === undefined || "unclear" in said) return false;
    return sameMnemonic(said.mnemonic, canonical(instruction, mode).mnemonic, mode);
  }

  /**
   * A line whose comment is of no dialect that is read: what it names is in a jump, in data of a size that words have, or in another
   * instruction, where the bytes of the line are all of it.
   */
  #unread(mode: Mode | undefined): readonly Reference[] {
    const { listing, audited } = this;
    const { start, end } = this.#line.bytes;
    const named = this.#mentioned();
    if (named === undefined) return [];
    const decoder = mode && audited.verdict === "data" ? this.decoders.get(mode) : undefined;
    const decoded = decoder?.decode(listing.bytes, start, listing.addressOf(start));
    const isWhole = decoded !== undefined && start + decoded.length === end;
    const ofCode = () => (isWhole ? this.#ofCode(decoded, mode!, named) : []);
    if (isWhole && decoded.target !== undefined && !named.absolute) return ofCode();
    const data = this.#ofData();
    return data.length > 0 ? data : ofCode();
  }

  /** The references of instructions behind the first one of a line, where they end where the line does. */
  #further(from: number, mode: Mode): readonly Reference[] {
    const { bytes } = this.listing;
    const { end } = this.#line.bytes;
    const found: Reference[] = [];
    for (let at = from; at < end;) {
      const instruction = this.decoders.get(mode)?.decode(bytes, at, this.listing.addressOf(at));
      if (instruction === undefined || at + instruction.length > end) return [];
      found.push(...this.#ofCode(instruction, mode, undefined));
      at += instruction.length;
    }
    return found;
  }

  /** @param mentioned what the comment names, should it not be understood where it stands for something */
  #ofCode(instruction: Instruction, mode: Mode, mentioned: Mentioned | undefined): readonly Reference[] {
    const { listing } = this;
    const fields = fieldsOf(instruction, listing.bytes, mode);
    if (fields.length === 0) return [];
    const claimed = this.#claimed(instruction, mode);
    const absolute = fields.filter(({ origin }) => origin === undefined).length;
    return fields.flatMap((field): Reference[] => {
      const relative = field.origin !== undefined;
      const isMeant = relative
        ? mentioned?.absolute !== true
        : mentioned?.absolute === true && absolute === 1;
      const named =
        nameFor(field, placeIn(listing.bytes, field), claimed) ?? (isMeant ? mentioned : undefined);
      // A number that no comment calls a place is a number.
      if (!relative && field.use !== "far" && named === undefined) return [];
      return [this.#reference(field, named, { instruction, mode })];
    });
  }

  #reference(
    field: Field & { use?: InstructionField["use"] },
    named: Named | undefined,
    code: Reference["code"],
  ): Reference {
    const { bytes } = this.listing;
    return {
      ...{
        line: this.#line,
        field,
        code,
        kind: kindOf(field, code?.instruction),
        place: placeIn(bytes, field),
      },
      ...{ named, written: this.#written },
    };
  }

  /** The names in the comment's claim, each with the value that the instruction has for it. */
  #claimed(instruction: Instruction, mode: Mode): readonly Claimed[] {
    const { listing } = this;
    const said = claimOf(listing, this.#line, mode);
    if (said === undefined || "unclear" in said) return [];
    for (const claim of [said, said.alternative]) {
      if (claim === undefined) continue;
      const met: Claimed[] = [];
      const meet = (name: WantedName, value: bigint) => met.push({ name, value });
      const addressesOf = (name: string) => listing.addressesOf(name);
      if (compare(claim, instruction, mode, { addressesOf, meet }).verdict === "agrees")
        return hasDistance(claim) ? [...met, "distance"] : met;
    }
    return [];
  }

  /** The one label that the comment names as a target. */
  #mentioned(): Mentioned | undefined {
    const { comment } = this.#line;
    if (comment === undefined) return undefined;
    const text = firstSegment(this.listing.text.latin1.slice(comment.start, comment.end));
    const [first, ...others] = this.#labelsIn(text);
    if (first === undefined || others.some(({ name }) => name !== first.name)) return undefined;
    const absolute = first.sigil === "&" || (first.sigil === "$" && !this.#isRiscv);
    return { kind: "label", name: first.name, plus: 0n, absolute };
  }

  #labelsIn(text: string) {
    const isLabel = (name: string) => this.listing.addressesOf(name).length > 0;
    return namedTargets(text).flatMap((target) => {
      const name = knownName(target, isLabel);
      return name === undefined ? [] : [{ ...target, name }];
    });
  }

  /** Data whose comment begins with a name behind a sigil, as hex2 would have it in place of the bytes. */
  #ofData(): readonly Reference[] {
    const { comment, bytes } = this.#line;
    if (comment === undefined) return [];
    const text = firstSegment(this.listing.text.latin1.slice(comment.start, comment.end));
    const [target] = this.#labelsIn(text);
    if (target?.sigil === undefined || target.at > 2) return [];
    const field = this.#dataField(target.sigil, bytes.start, bytes.end - bytes.start, target.base);
    if (field === undefined) return [];
    return [this.#reference(field, { kind: "label", name: target.name, plus: 0n }, undefined)];
  }

  #dataField(sigil: string, at: number, size: number, base: string | undefined): Field | undefined {
    const { listing } = this;
    const { machine } = listing;
    const form = machine.modes[0] === "knight" ? "big-endian" : "little-endian";
    const bits = wideModes.has(machine.modes[0]) ? 64 : 32;
    const field = { at, size, form, bits } as const;
    const merges = this.#isRiscv;
    if (base !== undefined) {
      const [from, ...others] = listing.addressesOf(base);
      const known = from !== undefined && others.length === 0 && (size === 4 || size === 8);
      return known ? { ...field, origin: from } : undefined;
    }
    if (sigil === "&" || (sigil === "$" && !merges))
      return size === 2 || size === 4 || size === 8 ? { ...field, origin: undefined } : undefined;
    const own = merges && sigil !== "%" ? undefined : sizes[sigil];
    return own === size ? { ...field, origin: listing.addressOf(at) + BigInt(size) } : undefined;
  }
}

const sizes: Readonly<Record<string, number>> = { "!": 1, "@": 2, "%": 4 };

const wideModes: ReadonlySet<Mode | undefined> = new Set(["x86-64", "aarch64", "riscv64"]);

/** A label that a comment names, and whether it does with the sigil of an address. */
type Mentioned = Named & { readonly absolute: boolean };

type Claimed = { readonly name: WantedName; readonly value: bigint } | "distance";

function hasDistance({ operands }: Claim): boolean {
  return operands.some(({ kind }) => kind === "distance");
}

/** What a claim says of a field with a place in it. */
function nameFor(field: InstructionField, place: bigint, claimed: readonly Claimed[]): Named | undefined {
  const own = claimed.filter((one) => {
    if (one === "distance") return field.origin !== undefined;
    if (one.name.kind === "upper") return field.size === 8;
    if (one.name.kind === "lower") return false;
    const bits = field.origin === undefined ? 8 * field.size : field.bits;
    return BigInt.asUintN(bits, one.value) === BigInt.asUintN(bits, place);
  });
  const [first] = own;
  // Two names of one value: which is which nobody can tell.
  if (first === undefined || own.length > 1) return undefined;
  if (first === "distance") return { kind: "distance" };
  const { name } = first;
  return { kind: "label", name: name.name, plus: name.kind === "label" ? name.plus : 0n };
}

function kindOf(
  { use }: { use?: InstructionField["use"] },
  instruction: Instruction | undefined,
): Reference["kind"] {
  if (instruction === undefined || (use !== "target" && use !== "far")) return "address";
  const { flow } = instruction;
  return flow === "jump" || flow === "branch" || flow === "call" ? flow : "address";
}
