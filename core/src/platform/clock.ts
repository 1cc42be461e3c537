/** Time, and waiting for it. */
export interface Clock {
  /** Milliseconds from an arbitrary start, never going back. */
  now(): number;
  /** The time of day, ISO 8601 in UTC. */
  date(): string;
  /** Calls `act` once after so many milliseconds; the result calls that off. */
  after(milliseconds: number, act: () => void): () => void;
}
