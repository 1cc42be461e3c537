import type { Writable } from "node:stream";
import type { FetchEvent, TellFetch } from "@bootstrappable/core/distfiles/events";
import type { SourceText } from "@bootstrappable/core/text/sourceText";
import { byteCount } from "@bootstrappable/core/text/amounts";
import { canTakeBack, fitted, type Terminal } from "../progressLine";
import { findingOf, findingText, jsonLine, printable, type Finding } from "../report";
import { shownPath } from "../tree";

/** The texts of the files that findings are in, by absolute path. */
export type Texts = ReadonlyMap<string, SourceText>;

/** Milliseconds between two lines that tell how far a file has come, where they cannot replace each other. */
const SELDOM = 5000;

/** Writes each event as a line of JSON; a finding as every command writes it. */
export function jsonFetchReporter(out: Writable, texts: Texts): TellFetch {
  return (event) => {
    const shown = event.type === "finding" ? { type: "finding", ...placed(event, texts) } : event;
    out.write(`${jsonLine(shown)}\n`);
  };
}

/** Tells a person: a line for each file that comes, and on a terminal one that changes, with how far it is. */
export class TextFetchReporter {
  #files = 0;
  #ended = 0;
  #status = "";
  readonly #coming = new Map<string, { readonly received: number; readonly total: number | undefined }>();
  readonly #shownAt = new Map<string, number>();

  constructor(
    private readonly out: Terminal,
    private readonly errors: Terminal,
    private readonly texts: Texts,
  ) {}

  readonly tell: TellFetch = (event) => {
    const text = this.#text(event);
    this.#clear();
    if (text !== undefined) (event.type === "finding" ? this.errors : this.out).write(`${text}\n`);
    if (event.type !== "fetch-ended") this.#showStatus();
  };

  #text(event: FetchEvent): string | undefined {
    switch (event.type) {
      case "fetch-started":
        this.#files = event.files;
        return undefined;
      case "asked":
        return undefined;
      case "progress":
        return this.#progress(event.name, event.received, event.total);
      case "refused": {
        const next = event.wait === undefined ? "" : `; again in ${(event.wait / 1000).toFixed(1)} s`;
        return printable(`  ${event.name}: ${event.from}: ${event.reason}${next}`);
      }
      case "command":
        return printable(`  $ ${event.words.join(" ")}`);
      case "notice":
        return printable(`  ${event.text}`);
      case "finding":
        return findingText(placed(event, this.texts));
      case "file-ended":
        this.#ended++;
        this.#coming.delete(event.name);
        if (event.status === "fetched") return printable(`✓ ${event.name}  ${byteCount(event.size ?? 0)}`);
        return event.status === "failed" ? printable(`✗ ${event.name}`) : undefined;
      case "fetch-ended":
        return summary(event);
    }
  }

  #progress(name: string, received: number, total: number | undefined): string | undefined {
    this.#coming.set(name, { received, total });
    const now = performance.now();
    const before = this.#shownAt.get(name);
    if (before === undefined) this.#shownAt.set(name, now);
    if (canTakeBack(this.out) || before === undefined || now - before < SELDOM) return undefined;
    this.#shownAt.set(name, now);
    return printable(`  ${name}  ${amount(received, total)}`);
  }

  #clear(): void {
    if (this.#status !== "") this.out.write("\r\u001b[K");
    this.#status = "";
  }

  #showStatus(): void {
    if (!canTakeBack(this.out) || this.#files === 0) return;
    const coming = [...this.#coming].map(
      ([name, { received, total }]) => `${name} ${amount(received, total)}`,
    );
    this.#status = fitted(this.out, printable([`${this.#ended}/${this.#files}`, ...coming].join("  ")));
    this.out.write(this.#status);
  }
}

function placed({ path, diagnostic }: Extract<FetchEvent, { type: "finding" }>, texts: Texts): Finding {
  return findingOf(shownPath(path), texts.get(path)!, diagnostic);
}

function amount(received: number, total: number | undefined): string {
  return total === undefined ? byteCount(received) : `${byteCount(received)} of ${byteCount(total)}`;
}

function summary({
  status,
  present,
  fetched,
  failed,
  bytes,
}: Extract<FetchEvent, { type: "fetch-ended" }>): string {
  const word = { good: "", failed: "Failed: ", interrupted: "Interrupted: " }[status];
  const amountFetched = fetched === 0 ? "" : ` (${byteCount(bytes)})`;
  return `${word}${fetched} fetched${amountFetched}, ${present} there before, ${failed} not to be had`;
}
