const strict = new TextDecoder("utf-8", { fatal: true });

/** Whether bytes are UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strict.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const encoder = new TextEncoder();

/** Bytes of a text in UTF-8; a surrogate alone counts as U+FFFD, as TextEncoder writes it. */
export function utf8Length(text: string): number {
  // Nearly all are ASCII, and then nothing has to be encoded.
  return /^[\0-\x7f]*$/.test(text) ? text.length : encoder.encode(text).length;
}
