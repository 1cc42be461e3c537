import { LSPErrorCodes, ResponseError, type CancellationToken } from "vscode-languageserver";

/** What a request that its editor cancelled is answered with. */
export function requestCancelled(): ResponseError {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "cancelled");
}

/** The result of work, but no later than that nobody wants it any more. @throws when it was cancelled */
export async function unlessCancelled<Result>(
  token: CancellationToken,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  if (token.isCancellationRequested) throw requestCancelled();
  let stop: { dispose(): void } | undefined;
  const cancelled = new Promise<never>((_, reject) => {
    stop = token.onCancellationRequested(() => reject(requestCancelled()));
  });
  try {
    return await Promise.race([work(), cancelled]);
  } finally {
    stop?.dispose();
  }
}
