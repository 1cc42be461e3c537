import type { LabelPlaces } from "../compare";

/** Where an instruction is that is to be encoded. */
export interface EncodingPlace {
  /** Virtual address of its first byte. */
  readonly address: bigint;
  readonly labels: LabelPlaces;
}
