import type { LabelPlaces } from "../compare";

/** Where an instruction is that is to be encoded. */
export interface EncodingPlace {
  /** Virtual address of its first byte. */
  readonly address: bigint;
  /** Offset of its first byte in the file, where bytes are looked for that a number may mean; undefined: it is an address. */
  readonly offset?: number;
  readonly labels: LabelPlaces;
}
