import type { Clock } from "../platform/clock";
import { NetworkError, type Answer, type Network } from "../platform/network";
import type { PartialFile } from "../platform/partialFile";
import { follow } from "./redirects";

/** How an attempt at a file ended. */
export type Outcome =
  /** The partial file is whole and has the hash. */
  | { readonly kind: "right" }
  /** All came, and it is something else. */
  | { readonly kind: "wrong" }
  | {
      readonly kind: "failed";
      readonly reason: string;
      /** Whether asking again may help. */
      readonly again: boolean;
      /** Milliseconds after which the server wants to be asked again. */
      readonly wait?: number;
    };

/** What is downloaded, into what, and within which limits. Sizes in bytes. */
export interface Download {
  readonly url: string;
  readonly sha256: string;
  readonly partial: PartialFile;
  readonly network: Network;
  readonly clock: Clock;
  /** Milliseconds for which nothing may come. */
  readonly stall: number;
  readonly largest: number;
  readonly signal: AbortSignal;
  readonly progress: (received: number, total: number | undefined) => void;
}

/** Statuses of a server that may do better the next time. */
const transient = new Set([408, 425, 429, 500, 502, 503, 504]);

/** The longest that a server may have us wait, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** Downloads from one address, as often as it is asked to: what has come stays in the partial file. */
export class Downloader {
  /** What tells the state of the file on the server, to resume that one and no other. */
  #validator: string | undefined;

  constructor(private readonly download: Download) {}

  async attempt(): Promise<Outcome> {
    const { partial, signal } = this.download;
    const ending = new AbortController();
    const silence = new Silence(this.download.clock, this.download.stall, () => ending.abort());
    try {
      return await this.#attempt(AbortSignal.any([signal, ending.signal]), silence);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof NetworkError)) throw error;
      const reason = silence.broken
        ? `${silence.since === 0 ? "nothing" : `no more than ${silence.since} bytes`} came for ${seconds(this.download.stall)}`
        : error.message;
      const kept = partial.size > 0 ? `, after ${partial.size} bytes` : "";
      return { kind: "failed", reason: reason + kept, again: !error.final };
    } finally {
      silence.end();
    }
  }

  async #attempt(signal: AbortSignal, silence: Silence): Promise<Outcome> {
    const { url, partial, network, largest } = this.download;
    const from = partial.size;
    const answer = await follow(network, url, this.#headers(from), signal);
    if ("refused" in answer) return { kind: "failed", reason: answer.refused, again: false };
    silence.heard(ENOUGH);
    try {
      const begin = from > 0 ? await this.#resume(answer, from) : undefined;
      if (begin !== undefined && "kind" in begin) return begin;
      if (begin === undefined && answer.status !== 200) return refusal(answer);
      this.#validator = validatorOf(answer);
      const total = begin === undefined ? lengthOf(answer) : begin.total;
      if (total !== undefined && total > largest) return tooLarge(largest);
      const full = await this.#read(answer, silence, total);
      return full ?? (await this.#judge(from, total));
    } finally {
      answer.discard();
    }
  }

  #headers(from: number): Readonly<Record<string, string>> {
    return {
      "user-agent": "bootstrappable",
      accept: "*/*",
      "accept-encoding": "identity",
      ...(from > 0 && { range: `bytes=${from}-` }),
      ...(from > 0 && this.#validator !== undefined && { "if-range": this.#validator }),
    };
  }

  /** What a server makes of a wish for the rest of a file; undefined where it sends all of it. */
  async #resume(answer: Answer, from: number): Promise<Outcome | { total: number | undefined } | undefined> {
    const { partial } = this.download;
    if (answer.status === 200) {
      await partial.reset();
      return undefined;
    }
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(answer.header("content-range") ?? "");
    if (answer.status === 206 && Number(range?.[1]) === from) {
      return { total: range![2] === "*" ? undefined : Number(range![2]) };
    }
    if (answer.status !== 206 && answer.status !== 416) return refusal(answer);
    // As long as that file or longer, and not that file; or a server that counts in its own way.
    await partial.reset();
    return { kind: "failed", reason: "what had come before does not fit", again: true, wait: 0 };
  }

  async #read(answer: Answer, silence: Silence, total: number | undefined): Promise<Outcome | undefined> {
    const { partial, largest, progress } = this.download;
    for await (const piece of answer.body) {
      silence.heard(piece.length);
      if (partial.size + piece.length > largest) return tooLarge(largest);
      await partial.write(piece);
      progress(partial.size, total);
    }
    return undefined;
  }

  async #judge(from: number, total: number | undefined): Promise<Outcome> {
    const { partial, sha256 } = this.download;
    if (total !== undefined && partial.size < total) {
      const reason = `the transfer ended after ${partial.size} of ${total} bytes`;
      return { kind: "failed", reason, again: true };
    }
    if (partial.sha256() === sha256) return { kind: "right" };
    if (from === 0 || partial.size < from) return { kind: "wrong" };
    // Two halves of two files, perhaps: the whole has not been seen yet.
    await partial.reset();
    return { kind: "failed", reason: "what had come before does not fit", again: true, wait: 0 };
  }
}

/** Bytes that have to come in the time for which nothing may come: one now and then would hold us for days. */
const ENOUGH = 1024;

/** Ends a transfer on which nothing comes, or next to nothing. */
class Silence {
  broken = false;
  /** Bytes that have come since enough of them had. */
  since = 0;
  #cancel: () => void;

  constructor(
    private readonly clock: Clock,
    private readonly longest: number,
    private readonly end_: () => void,
  ) {
    this.#cancel = this.#begin();
  }

  #begin(): () => void {
    return this.clock.after(this.longest, () => {
      this.broken = true;
      this.end_();
    });
  }

  heard(bytes: number): void {
    this.since += bytes;
    if (this.since < ENOUGH) return;
    this.since = 0;
    this.#cancel();
    if (!this.broken) this.#cancel = this.#begin();
  }

  end(): void {
    this.#cancel();
  }
}

function refusal(answer: Answer): Outcome {
  const again = transient.has(answer.status);
  const after = Number(answer.header("retry-after"));
  const wait = Number.isFinite(after) && after > 0 ? Math.min(after * 1000, LONGEST_WAIT) : undefined;
  return {
    kind: "failed",
    reason: `the server answers ${answer.status}`,
    again,
    ...(again && wait !== undefined && { wait }),
  };
}

function tooLarge(largest: number): Outcome {
  return { kind: "failed", reason: `it is larger than ${largest} bytes`, again: false };
}

function lengthOf(answer: Answer): number | undefined {
  const length = answer.header("content-length");
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

/** A strong ETag, else the time of change, as If-Range takes them. */
function validatorOf(answer: Answer): string | undefined {
  const tag = answer.header("etag");
  if (tag !== undefined) return tag.startsWith("W/") ? undefined : tag;
  return answer.header("last-modified");
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} seconds`;
}
