import { NetworkError, type Answer, type Network } from "../platform/network";

/** Redirects that are followed, as many as curl's `--location` would never need for a file. */
const MOST = 10;

/** An answer that is no redirect, or why there is none that could be had. */
export async function follow(
  network: Network,
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer | { readonly refused: string }> {
  let at = url;
  for (let count = 0; count <= MOST; count++) {
    if (!isWeb(at)) {
      return { refused: at === url ? "only http and https are fetched" : `it redirects to ${at}` };
    }
    const answer = await network.get(at, headers, signal).catch((error: unknown) => {
      if (!(error instanceof NetworkError) || at === url) throw error;
      const { message, final } = error;
      throw new NetworkError(`it redirects to ${at}, and ${message}`, { cause: error, final });
    });
    const location = answer.header("location");
    if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
    answer.discard();
    const next = absolute(location, at);
    if (next === undefined) return { refused: "it redirects to what is no address" };
    at = next;
  }
  return { refused: `it redirects more than ${MOST} times` };
}

/** Whether an address is one of the web, with a host. */
export function isWeb(url: string): boolean {
  return /^https?:\/\/[^/]/i.test(url) && absolute(url) !== undefined;
}

function absolute(url: string, base?: string): string | undefined {
  try {
    return new URL(url, base).href;
  } catch {
    return undefined;
  }
}
