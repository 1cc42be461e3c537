/** Names are bytes on this system; in text, each of them is one character. */
const bytesOf = (path: string) => Buffer.from(path, "latin1");

/** What lies in a folder at a relative path, of which each byte is one character. */
export const under = (folder: string, path: string) =>
  Buffer.concat([Buffer.from(`${folder}/`), bytesOf(path)]);
