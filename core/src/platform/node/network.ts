import type * as Undici from "undici";
import type { Dispatcher } from "undici";
import { NetworkError, type Answer, type Network } from "../network";
import { isOfProxy, proxiesOf, type Proxies } from "./proxies";

const meanings: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was reset",
  EPIPE: "the connection was closed",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host's name cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ETIMEDOUT: "the connection took too long",
  UND_ERR_CONNECT_TIMEOUT: "the connection took too long",
  UND_ERR_SOCKET: "the connection was closed before the end",
  UND_ERR_HEADERS_OVERFLOW: "what it says of the file is too long",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the length is another than announced",
};

/** Of servers whose TLS is not what it should be: asking again does not change it. */
const tls: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is another host's",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  ...Object.fromEntries(
    [
      ...["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
      ...["UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
    ].map((code) => [
      code,
      "its certificate is of nobody who is known here (the variable NODE_EXTRA_CA_CERTS can name a file with further authorities)",
    ]),
  ),
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
};

/** This machine's network: connections are kept for the next request, proxies are those of the environment. */
export function nodeNetwork(): Network {
  let agent: Dispatcher | undefined;
  let proxies: Proxies | undefined;
  return {
    async get(url, headers, signal) {
      // Most commands need no network: the library is loaded by those that do.
      const undici = await import("undici");
      agent ??= agentOf(undici, (proxies = proxiesOf(process.env)));
      const options = { dispatcher: agent, headers, signal };
      try {
        const { statusCode, headers: sent, body } = await undici.request(url, options);
        // An abort reaches whoever reads; nobody need be listening.
        body.on("error", () => undefined);
        return answerOf(statusCode, sent, body);
      } catch (error) {
        if (!(error instanceof Error) || !isOfProxy(error, url, proxies)) throw failure(error);
        throw new NetworkError(`the proxy cannot be reached: ${failure(error).message}`, { cause: error });
      }
    },
    close: async () => agent?.destroy(),
  };
}

function agentOf({ Agent, EnvHttpProxyAgent }: typeof Undici, proxies: Proxies | undefined): Dispatcher {
  // When silence has been long enough is decided by whoever asks.
  const options = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 30_000 } };
  if (proxies === undefined) return new Agent(options);
  // It says on standard error that it is experimental: nothing that a person could do something about.
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    // Many a proxy tunnels to the ports of TLS only: what is asked for in the clear, it is asked for itself. The
    // library's types have no name for it.
    const plain = { ...options, ...proxies, proxyTunnel: false };
    return new EnvHttpProxyAgent(plain);
  } finally {
    process.emitWarning = emitWarning;
  }
}

function answerOf(
  status: number,
  sent: Readonly<Record<string, string | string[] | undefined>>,
  body: AsyncIterable<Uint8Array> & { destroy(): unknown },
): Answer {
  return {
    status,
    header(name) {
      const value = sent[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: {
      async *[Symbol.asyncIterator]() {
        try {
          yield* body;
        } catch (error) {
          throw failure(error);
        }
      },
    },
    discard: () => void body.destroy(),
  };
}

function failure(error: unknown): NetworkError {
  const code = codeOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const status = /^Proxy response \((\d+)\)|^Proxy Authentication Required \((\d+)\)/.exec(said);
  if (status !== null)
    return new NetworkError(`the proxy answers ${status[1] ?? status[2]}`, { cause: error, final: true });
  const bad = tls[code];
  if (bad !== undefined) return new NetworkError(bad, { cause: error, final: true });
  return new NetworkError(meanings[code] ?? (said === "" ? code : said), { cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  // Of a name with several addresses each has an error.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
