import type { LogPlace } from "./place";
import { splitTime } from "./timestamps";

const LF = 0x0a;
const CR = 0x0d;
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** Columns after which SeaBIOS breaks a line on the serial console, without saying so. */
const COLUMNS = 80;

/** Bytes that are cut at a time: lines that wait for one another outlive the young generation, and are garbage late. */
const AT_ONCE = 0x2000;

/** A line of a log, rejoined where a console has broken it. */
export interface Line {
  readonly text: string;
  /** Where it begins, as editors count: from 1, at LF, CR LF and lone CR. */
  readonly number: number;
  /** The same in bytes from the beginning of the stream. */
  readonly offset: number;
  /** When it was written, in milliseconds, as far as the log says so; only differences mean something. */
  readonly time?: number;
}

/**
 * What wrote a stream. `pipe`: programs, as they are. `console`: a serial console, whose lines end with CR LF and are
 * broken at 80 columns. `auto`: somebody's log of one of them, which may have times in front of its lines; a screen that
 * is cleared, or CR LF, makes it a console's.
 */
export type Origin = "pipe" | "console" | "auto";

// The sequences of ECMA-48: CSI, OSC (up to its terminator), other escapes of two or three bytes.
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** What QEMU says on its standard error goes to the same file at times, in the midst of the machine's own line. */
const emulator = /(?<=.)qemu-system-\w{1,20}: /;

function apart(line: Line): Line[] {
  const at = line.text.includes("qemu-system-") ? line.text.search(emulator) : -1;
  if (at < 0) return [line];
  return [
    { ...line, text: line.text.slice(0, at) },
    { ...line, text: line.text.slice(at) },
  ];
}

/**
 * Cuts a stream of bytes into lines, whatever the pieces that it comes in. A line longer than `limit` bytes comes in
 * pieces of that length, so that what is held back stays bounded.
 *
 * A console's lines: SeaBIOS goes to the next line behind the 80th column by itself. So a piece of exactly 80 characters
 * goes on in the next, unless that one is a bare LF: then the line had just those 80. A longer piece tells that another
 * driver (a kernel's) writes by now, which breaks nothing; a screen that is cleared, that the BIOS is back.
 */
export class LogLines {
  #held: Uint8Array;
  #length = 0;
  #number = 1;
  /** Bytes that went by before those that are held. */
  #offset = 0;
  /** What there is of a line that the console has broken, and whether its last piece was full. */
  #broken: Line | undefined;
  /** Whether pieces of 80 characters are parts of lines. */
  #breaks: boolean;
  /** Whether the stream has shown that it is a console's. */
  #told = false;

  constructor(
    readonly origin: Origin = "pipe",
    readonly limit = 0x4000,
  ) {
    this.#held = new Uint8Array(limit);
    this.#breaks = origin === "console";
  }

  /** Where the next line begins, or what there is of it. */
  get place(): LogPlace {
    return { offset: this.#broken?.offset ?? this.#offset, line: this.#broken?.number ?? this.#number };
  }

  /** The lines that a piece completes, few of them held at a time. */
  *each(piece: Uint8Array): Generator<Line, void> {
    for (let at = 0; at < piece.length; at += AT_ONCE) yield* this.push(piece.subarray(at, at + AT_ONCE));
  }

  /** The same, all at once. */
  push(piece: Uint8Array): Line[] {
    return this.origin === "pipe" ? this.#push(piece) : this.#push(piece).flatMap(apart);
  }

  #push(piece: Uint8Array): Line[] {
    const lines: Line[] = [];
    let at = 0;
    while (at < piece.length) {
      const room = this.limit - this.#length;
      const found = piece.subarray(at, at + room + 1).indexOf(LF);
      const end = found < 0 ? Math.min(piece.length, at + room) : at + found;
      this.#held.set(piece.subarray(at, end), this.#length);
      this.#length += end - at;
      at = end;
      if (found >= 0) {
        this.#ended(lines);
        at++;
      } else if (at < piece.length) lines.push(this.#whole(this.#take()));
    }
    return lines;
  }

  /** What is left at the end of the stream: a last line without LF. */
  end(): Line[] {
    if (this.#length === 0 && this.#broken === undefined) return [];
    const last = this.#whole(this.#take());
    return this.origin === "pipe" ? [last] : apart(last);
  }

  /** What there is of the line that has not ended yet: a command that runs, a prompt that waits. */
  get pending(): string {
    const text = decoder.decode(this.#held.subarray(0, this.#length));
    return (this.#broken?.text ?? "") + (this.origin === "pipe" ? text : text.replace(escapes, ""));
  }

  /** A LF was met. */
  #ended(lines: Line[]): void {
    const crlf = this.#length > 0 && this.#held[this.#length - 1] === CR;
    const bare = this.#length === 0;
    const piece = this.#take();
    this.#number++;
    this.#offset++;
    if (this.origin === "pipe") lines.push(piece);
    else if (
      this.#broken !== undefined &&
      (bare || (piece.text === "" && piece.time !== undefined && !crlf))
    ) {
      lines.push(this.#broken);
      this.#broken = undefined;
    } else {
      if (piece.text.length > COLUMNS) this.#breaks = false;
      const whole = this.#whole(piece);
      // What never ends comes in pieces, too.
      if (this.#breaks && piece.text.length === COLUMNS && whole.text.length < this.limit)
        this.#broken = whole;
      else lines.push(whole);
    }
  }

  /** A piece with what was broken off in front of it. */
  #whole(piece: Line): Line {
    const broken = this.#broken;
    this.#broken = undefined;
    return broken === undefined ? piece : { ...broken, text: broken.text + piece.text };
  }

  /** What is held, with neither CR at its end nor escapes. */
  #take(): Line {
    const crlf = this.#length > 0 && this.#held[this.#length - 1] === CR;
    const [number, offset] = [this.#number, this.#offset];
    const text = decoder.decode(this.#held.subarray(0, crlf ? this.#length - 1 : this.#length));
    this.#offset += this.#length;
    this.#length = 0;
    for (let at = text.indexOf("\r"); at >= 0; at = text.indexOf("\r", at + 1)) this.#number++;
    if (this.origin === "pipe") return { text, number, offset };
    // The first sign of CR LF is as good as the BIOS's own; later ones do not undo what a kernel's lines have told.
    if (crlf && !this.#told) this.#breaks = this.#told = true;
    if (text.includes("\u001bc") || text.includes("\u001b[2J")) this.#breaks = this.#told = true;
    const clean = text.includes("\u001b") ? text.replace(escapes, "") : text;
    if (this.origin === "console") return { text: clean, number, offset };
    const timed = splitTime(clean);
    return { text: timed.text, number, offset, ...(timed.time !== undefined && { time: timed.time }) };
  }
}
