import { NetworkError } from "../network";

/** Addresses of proxies; undefined where what is asked for by that protocol goes its own way. */
export interface Proxies {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
}

/**
 * The proxies of an environment as curl and git read them: of the two spellings of a name the one in small letters
 * first, ALL_PROXY for what has none of its own, and `http://` in front of what names no protocol. Undefined where none
 * is set. Throws a NetworkError for one that cannot be used; of its address, which may hold a password, nothing is said.
 */
export function proxiesOf(environment: Readonly<Record<string, string | undefined>>): Proxies | undefined {
  const given = (name: string) =>
    [name.toLowerCase(), name].find((spelled) => (environment[spelled] ?? "") !== "");
  const proxy = (...names: readonly string[]) => {
    const name = names.map(given).find((found) => found !== undefined);
    return name === undefined ? undefined : addressOf(name, environment[name]!);
  };
  const httpProxy = proxy("HTTP_PROXY", "ALL_PROXY");
  const httpsProxy = proxy("HTTPS_PROXY", "ALL_PROXY");
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return { ...(httpProxy !== undefined && { httpProxy }), ...(httpsProxy !== undefined && { httpsProxy }) };
}

function addressOf(name: string, value: string): string {
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  if (!/^https?:/i.test(address) || !URL.canParse(address))
    throw new NetworkError(`${name} names no http or https proxy, and no other can be used`, { final: true });
  return address;
}

/** Whether an error is one of the way to a proxy, and not to the host that was asked for. */
export function isOfProxy(error: Error, url: string, proxies: Proxies | undefined): boolean {
  const { hostname, port } = error as { readonly hostname?: unknown; readonly port?: unknown };
  const asked = new URL(url);
  return [proxies?.httpProxy, proxies?.httpsProxy].some((proxy) => {
    if (proxy === undefined) return false;
    const at = new URL(proxy);
    if (typeof hostname === "string") return hostname === at.hostname && hostname !== asked.hostname;
    return typeof port === "number" && port === portOf(at) && port !== portOf(asked);
  });
}

function portOf({ protocol, port }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}
