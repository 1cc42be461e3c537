import type { Diagnostic } from "@bootstrappable/core/diagnostics/diagnostic";
import type { Pace } from "@bootstrappable/core/audit/pace";
import { languageById } from "@bootstrappable/core/languages/registry";
import type { Document } from "@bootstrappable/core/languages/language";
import type { Range } from "@bootstrappable/core/text/range";
import type { SourceText } from "@bootstrappable/core/text/sourceText";
import type { Session, SlowFindings } from "../session";

/** In milliseconds: as long as somebody types, nothing is decoded. */
const pause = 300;
/** In milliseconds: so long one stretch of an audit takes, before what somebody waits for gets its turn. */
const stretch = 6;

interface Known {
  readonly text: SourceText;
  readonly findings: readonly Diagnostic[];
}

/**
 * What the audit finds in open documents. It takes longer than anybody waits for behind a key: findings of the text before, moved to
 * where their lines are now, stand in for it until the person pauses, and then the editor is told if there are others.
 */
export class AuditFindings implements SlowFindings {
  readonly #known = new Map<string, Known>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Documents whose findings may be others although their text is the same. */
  readonly #stale = new Set<string>();
  /** Of an editor that cannot be told of others, the findings are waited for. */
  canTell = true;

  constructor(
    private readonly session: Session,
    /** Has the editor get the findings of a document again. */
    private readonly again: (uri: string) => void,
  ) {}

  /** What is known by now of a document, open or not. */
  async of(uri: string, document: Document): Promise<readonly Diagnostic[]> {
    const audit = languageById(document.language)?.audit;
    if (audit === undefined) return [];
    if (this.session.documents.get(uri) === undefined || !this.canTell)
      return audit(
        document,
        this.#slowly(() => true),
      );
    const known = this.#known.get(uri);
    if (known?.text !== document.text || this.#stale.has(uri)) this.#later(uri);
    return known === undefined ? [] : moved(known, document.text);
  }

  /** The findings of just this text; undefined as long as they are not known. */
  ofText(uri: string, { text }: Document): readonly Diagnostic[] | undefined {
    const known = this.#known.get(uri);
    return known?.text === text ? known.findings : undefined;
  }

  /** Something changed that findings may depend on. */
  touch(): void {
    for (const uri of this.#known.keys()) this.#stale.add(uri);
  }

  forget(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    this.#timers.delete(uri);
    this.#known.delete(uri);
    this.#stale.delete(uri);
  }

  #later(uri: string): void {
    clearTimeout(this.#timers.get(uri));
    const timer = setTimeout(() => {
      this.#look(uri).catch((error: unknown) =>
        this.session.connection.console.error(`audit: ${String(error)}`),
      );
    }, pause);
    // It keeps no server alive.
    timer.unref();
    this.#timers.set(uri, timer);
  }

  async #look(uri: string): Promise<void> {
    this.#timers.delete(uri);
    const asked = this.session.ask(uri, "audit");
    if (asked === undefined) return;
    this.#stale.delete(uri);
    const { text } = asked.document;
    const isWanted = () => this.session.documents.get(uri)?.text === text;
    let findings: readonly Diagnostic[];
    try {
      const pace = this.#slowly(isWanted);
      await pace();
      findings = await asked.service(asked.document, pace);
    } catch (error) {
      // Whoever typed on meanwhile will pause again.
      if (!isWanted()) return;
      throw error;
    }
    if (!isWanted()) return;
    const before = this.#known.get(uri);
    this.#known.set(uri, { text, findings });
    if (!areSame(before === undefined ? [] : moved(before, text), findings)) this.again(uri);
  }

  /** Lets what somebody waits for have its turn between stretches of some milliseconds, and gives up what nobody wants any longer. */
  #slowly(isWanted: () => boolean): Pace {
    const turn = this.session.traffic.turns();
    let began = -Infinity;
    const next = async () => {
      await turn();
      if (!isWanted()) throw new Error("The text is another by now.");
      began = performance.now();
    };
    return () => (performance.now() - began < stretch ? undefined : next());
  }
}

/** Findings of a text where they stand in a later one; without those on lines that are others. */
function moved({ text, findings }: Known, later: SourceText): readonly Diagnostic[] {
  if (text === later || findings.length === 0) return findings;
  const { start, end } = changedLines(text, later);
  const by = later.length - text.length;
  return findings.flatMap((finding) => {
    const { range } = finding;
    if (range.end < start) return [finding];
    if (range.start < end) return [];
    return [{ ...plain(finding), range: { start: range.start + by, end: range.end + by } }];
  });
}

/** Fixes and places are looked for in the text that they are for; places in other files stay where they are. */
function plain({ severity, code, message, related }: Diagnostic): Omit<Diagnostic, "range"> {
  const elsewhere = related?.filter(({ path }) => path !== undefined) ?? [];
  return { severity, code, message, ...(elsewhere.length > 0 && { related: elsewhere }) };
}

/** The lines of a text of which something is another in a later one. */
function changedLines(before: SourceText, after: SourceText): Range {
  const shortest = Math.min(before.length, after.length);
  const [a, b] = [before.bytes, after.bytes];
  let front = 0;
  while (front < shortest && a[front] === b[front]) front++;
  let back = 0;
  while (back < shortest - front && a[a.length - 1 - back] === b[b.length - 1 - back]) back++;
  const { start } = before.line(before.lineAt(front));
  const { end } = before.line(before.lineAt(before.length - back));
  return { start, end };
}

function areSame(some: readonly Diagnostic[], others: readonly Diagnostic[]): boolean {
  const text = (all: readonly Diagnostic[]) =>
    JSON.stringify(all.map(({ range, code, message }) => [range.start, range.end, code, message]));
  return some.length === others.length && text(some) === text(others);
}
