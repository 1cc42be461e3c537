/** Reads a stream to its end and keeps nothing of it: a process whose output nobody reads would be held back. */
export async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  const pieces = stream[Symbol.asyncIterator]();
  while ((await pieces.next()).done !== true);
}
