/** Names are bytes on this system; in text, each of them is one character. */
const bytesOf = (path: string) => Buffer.from(path, "latin1");

/** What lies in a folder at a relative path, of which each byte is one character; the folder itself at an empty one. */
export const under = (folder: string, path: string) =>
  path === "" ? Buffer.from(folder) : Buffer.concat([Buffer.from(`${folder}/`), bytesOf(path)]);

/** What lies in a folder under a name: a path is handled as bytes, so that no name is lost in decoding. */
export const within = (folder: Buffer, name: Buffer) => Buffer.concat([folder, slash, name]);

const slash = Buffer.from("/");
