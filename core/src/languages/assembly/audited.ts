import { audit, decodersOf, type Audit, type Decoders } from "../../audit/audit";
import { segmentRange } from "../../audit/comments/segments";
import { fixesOf } from "../../audit/fixes/fixes";
import type { Listing } from "../../audit/listing";
import { machineOf, modeline, modelineNames } from "../../audit/machine";
import { withMachineByComments } from "../../audit/machineByComments";
import type { Pace } from "../../audit/pace";
import { wrongNotes, type WrongNote } from "../../audit/notes";
import type { AuditedLine } from "../../audit/verdict";
import { diagnose, inOrder, type Diagnostic, type Fix } from "../../diagnostics/diagnostic";
import type { Program } from "../../assemble/program";
import type { Range } from "../../text/range";
import type { SourceText } from "../../text/sourceText";
import type { Document } from "../language";
import { closest } from "../manifest/closest";
import { auditDefines } from "./auditedDefines";
import { listingOf } from "./listing";
import { scopeOf } from "./scope";
import { situationOf } from "./situation";
import { sourceOfDocument } from "./source";

/** A document's lines with bytes, each with what the audit says of it, and the fields of its headers. */
export interface AuditedDocument extends Audit {
  readonly listing: Listing;
  readonly decoders: Decoders;
}

const audited = new WeakMap<Program, Map<string, Promise<AuditedDocument>>>();

/**
 * Holds the comments of a hex0, hex1 or hex2 document against the bytes that its program has; of an M1 document the names of its
 * DEFINEs against their values. Done once for a program: whoever asks what a line is, asks this.
 */
export async function auditDocument(document: Document, pace?: Pace): Promise<AuditedDocument> {
  if (document.language === "m1") return auditM1(document);
  const situation = await situationOf(document);
  const { program, input, source } = situation;
  // The same program may hold a file twice, and be read under several paths.
  const key = `${input} ${document.path ?? ""}`;
  const known = audited.get(program) ?? new Map<string, Promise<AuditedDocument>>();
  audited.set(program, known);
  const found = known.get(key);
  // Whoever began it may have given it up.
  const done = await found?.catch(() => undefined);
  if (done?.listing.text === source.text) return done;
  const made = auditListing(listingOf(situation), pace);
  known.set(key, made);
  // A decoder that could not be loaded may be there the next time.
  made.catch(() => known.delete(key));
  return made;
}

async function auditListing(given: Listing, pace: Pace | undefined): Promise<AuditedDocument> {
  const listing = await withMachineByComments(given);
  await pace?.();
  return { listing, ...(await audit(listing, pace)), decoders: await decodersOf(listing) };
}

/**
 * DEFINEs mean what they do wherever they are used: the program is not needed. Of ARMv7, whose macros are pieces of an instruction, the
 * comments say what a line of them comes to; those of other processors say in prose what it is for.
 */
async function auditM1(document: Document): Promise<AuditedDocument> {
  const { text } = document;
  const { reading, from } = await scopeOf(document);
  const bytes = new Uint8Array();
  const architecture = from === "nothing" ? undefined : reading.architecture;
  const machine = machineOf({ text, bytes, bootPath: false, architecture, from, base: undefined });
  const listing = {
    text,
    bytes,
    machine,
    lines: [],
    notes: [],
    headers: [],
    addressOf: BigInt,
    addressesOf: () => [],
    namesAt: () => [],
    digitsOf: () => undefined,
    offsetOf: () => undefined,
    labels: new Set<number>(),
    isNoted: () => false,
  };
  const lines = await auditDefines(sourceOfDocument(document), machine.modes[0]);
  if (machine.modes[0] === "arm") {
    const of = await auditListing(listingOf(await situationOf(document)), undefined);
    return { ...of, lines: [...lines, ...of.lines].sort((a, b) => a.line.line - b.line.line) };
  }
  return { listing, lines, flow: undefined, fields: [], decoders: await decodersOf(listing) };
}

/** What the audit finds wrong, or cannot decide, at the comment that it is about. */
export function auditDiagnostics(document: AuditedDocument): readonly Diagnostic[] {
  const { listing, lines } = document;
  const notes = wrongNotes(listing, lines).map(noteDiagnostic);
  const findings = lines.flatMap((line) => lineDiagnostic(document, line) ?? []);
  return inOrder([...unknownIsa(listing.text), ...findings, ...notes]);
}

function unknownIsa(text: SourceText): readonly Diagnostic[] {
  const line = modeline(text);
  if (line === undefined || line.mode !== undefined) return [];
  const { name, range } = line;
  const meant = closest(name.toLowerCase(), modelineNames);
  const fixes =
    meant === undefined
      ? []
      : [{ title: `Write ${meant}`, edits: [{ range, text: meant }], preferred: true }];
  const message = `No processor is called ${name}; known are ${modelineNames.join(", ")}.`;
  return [diagnose("audit/unknown-isa", range, message, { fixes })];
}

/** Where a line says what its bytes are: the part of its comment that may be an instruction, or the name of a DEFINE. */
export function saidIn(text: SourceText, { line }: AuditedLine): Range {
  const { comment, code } = line;
  if (comment === undefined) return code;
  const { start, end } = segmentRange(text.latin1.slice(comment.start, comment.end));
  return end > start ? { start: comment.start + start, end: comment.start + end } : comment;
}

function noteDiagnostic({ range, kind, actual }: WrongNote): Diagnostic {
  if (kind === "address") {
    const shown = `0x${actual.toString(16).toUpperCase()}`;
    return diagnose("audit/address-note", range, `What follows this note is at ${shown}.`);
  }
  const shown = actual < 0n ? actual.toString() : `+${actual}`;
  const fix = { title: `Write ${shown}`, edits: [{ range, text: shown }], preferred: true };
  return diagnose("audit/displacement-note", range, `The instruction above goes ${shown} bytes.`, {
    fixes: [fix],
  });
}

function lineDiagnostic(document: AuditedDocument, audited: AuditedLine): Diagnostic | undefined {
  const { line, verdict, reason = "" } = audited;
  if (verdict !== "disagrees" && verdict !== "cannot tell") return undefined;
  const range = saidIn(document.listing.text, audited);
  if (line.bytes.end === line.bytes.start)
    return verdict === "disagrees"
      ? diagnose("audit/define", range, `The name of the macro is not what its bytes are: ${reason}.`)
      : diagnose("audit/cannot-tell", range, `The name of the macro cannot be checked: ${reason}.`);
  return verdict === "disagrees"
    ? new Fixable(
        diagnose("audit/disagrees", range, `The comment is not what the bytes do: ${reason}.`),
        () => fixesOf(document.listing, document.decoders, audited),
      )
    : diagnose("audit/cannot-tell", range, `The comment cannot be checked: ${reason}.`);
}

/** A finding whose fixes take longer to find than the finding itself: they are looked for when somebody asks. */
class Fixable implements Diagnostic {
  readonly range;
  readonly severity;
  readonly code;
  readonly message;
  #fixes: readonly Fix[] | undefined;

  constructor(
    { range, severity, code, message }: Diagnostic,
    private readonly find: () => readonly Fix[],
  ) {
    this.range = range;
    this.severity = severity;
    this.code = code;
    this.message = message;
  }

  get fixes(): readonly Fix[] {
    return (this.#fixes ??= this.find());
  }
}
