import { BACKSLASH, BLANK, HASH, LF, QUOTE, TAB, textOf, type Reader } from "./lexer";
import type { KaemWord } from "./syntax";

/** kaem-minimal takes the byte 0xFC for the end of the file: it compares one byte with -4. */
const END = 0xfc;

/**
 * Reads a script as `collect_token` of stage0-posix's kaem-minimal.hex0 (x86, AMD64, AArch64) does: a backslash ends
 * the token and swallows the next character, whatever it is; a string is raw and ends the token. That of riscv32 and
 * riscv64 has no strings.
 */
export function readMinimal(reader: Reader, strings: boolean): void {
  while (reader.at < reader.text.length) {
    const words: KaemWord[] = [];
    const ended = readCommand(reader, words, strings);
    reader.command(words, ended ? "runs" : "unterminated");
    if (!ended) return;
  }
}

function readCommand(reader: Reader, words: KaemWord[], strings: boolean): boolean {
  for (;;) {
    const start = reader.at;
    const token: number[] = [];
    const stop = readToken(reader, token, strings);
    if (token.length > 0) words.push({ range: { start, end: stop.end }, text: textOf(token) });
    if (stop.kind !== "token") return stop.kind === "command";
  }
}

/** What ended a token: a separator, the end of its command, or the end of the script. `end` is behind the token. */
interface Stop {
  readonly kind: "token" | "command" | "script";
  readonly end: number;
}

function readToken(reader: Reader, token: number[], strings: boolean): Stop {
  for (;;) {
    const end = reader.at;
    const byte = reader.get();
    if (byte === undefined || byte === END) return { kind: "script", end };
    if (byte === BLANK || byte === TAB) return { kind: "token", end };
    if (byte === LF) return { kind: "command", end };
    if (byte === HASH) return { kind: reader.comment() ? "command" : "script", end };
    if (byte === QUOTE && strings) {
      const ended = readString(reader, token);
      return { kind: ended ? "token" : "script", end: reader.at };
    }
    if (byte === BACKSLASH) {
      reader.get();
      return { kind: "token", end };
    }
    token.push(byte);
  }
}

function readString(reader: Reader, token: number[]): boolean {
  const start = reader.at - 1;
  for (let byte = reader.get(); byte !== QUOTE; byte = reader.get()) {
    if (byte === undefined || byte === END) {
      reader.problems.push({ kind: "unterminated-string", range: { start, end: reader.text.length } });
      return false;
    }
    token.push(byte);
  }
  return true;
}
