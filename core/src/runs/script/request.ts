/** How upstream's own script is started. Paths are absolute. */
export interface ScriptRequest {
  /** The program that reads it. */
  readonly interpreter: string;
  /** The script's words, itself the first. */
  readonly words: readonly string[];
  readonly environment: ReadonlyMap<string, string>;
  /** The root file system that it fills, where it can be looked into. */
  readonly root: string | undefined;
  /** Whether it boots a machine, whose end says nothing of the bootstrap in it. */
  readonly boots: boolean;
  /** Whether it has a thread that goes on when it has failed. */
  readonly lingers: boolean;
}
