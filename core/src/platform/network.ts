/** What a server answered. `body` is to be read to its end, or `discard` to be called. */
export interface Answer {
  readonly status: number;
  /** A header by its name in lower case; undefined where it was not sent. */
  header(name: string): string | undefined;
  /** The bytes as they came: no content encoding is undone. Rejects with {@link NetworkError}. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the transfer. Harmless when it is over. */
  discard(): void;
}

/** Why nothing, or not all, came; the message tells a person in a few words. */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  /** Whether asking again cannot help. */
  readonly final: boolean;

  constructor(
    message: string,
    { final = false, ...options }: ErrorOptions & { readonly final?: boolean } = {},
  ) {
    super(message, options);
    this.final = final;
  }
}

/** The door to other machines. */
export interface Network {
  /**
   * Asks for an `http:` or `https:` address; redirects are answers like others. Ends when `signal` is aborted. Rejects
   * with {@link NetworkError}.
   */
  get(url: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Answer>;
  /** Closes what is still open. */
  close(): Promise<void>;
}
