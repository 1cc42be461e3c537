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
      const why = /^https?:/i.test(url) ? "it is no valid address" : "only http and https are fetched";
      return { refused: at === url ? why : `it redirects to ${withoutPassword(at)}` };
    }
    const answer = await network.get(...request(at, headers), signal).catch((error: unknown) => {
      if (!(error instanceof NetworkError) || at === url) throw error;
      const { message, final } = error;
      throw new NetworkError(`it redirects to ${withoutPassword(at)}, and ${message}`, {
        cause: error,
        final,
      });
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

/** What to ask for where an address names somebody: as curl does it (RFC 7617), and of that host alone. */
function request(
  at: string,
  headers: Readonly<Record<string, string>>,
): [url: string, headers: Readonly<Record<string, string>>] {
  const url = new URL(at);
  if (url.username === "" && url.password === "") return [at, headers];
  const bytes = new TextEncoder().encode(`${decoded(url.username)}:${decoded(url.password)}`);
  url.username = url.password = "";
  return [url.href, { ...headers, authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` }];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address as it may be shown and kept. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z+.-]*:\/\/[^/?#@:]*):[^/?#]*@/i, "$1:…@");
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
