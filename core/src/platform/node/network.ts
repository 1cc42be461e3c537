import type * as Undici from "undici";
import type { Dispatcher } from "undici";
import { NetworkError, type Answer, type Network } from "../network";

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
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "the length is another than announced",
};

/** This machine's network: connections are kept for the next request, proxies are those of the environment. */
export function nodeNetwork(): Network {
  let agent: Dispatcher | undefined;
  return {
    async get(url, headers, signal) {
      // Most commands need no network: the library is loaded by those that do.
      const undici = await import("undici");
      agent ??= agentOf(undici);
      const options = { dispatcher: agent, headers, signal };
      try {
        const { statusCode, headers: sent, body } = await undici.request(url, options);
        // An abort reaches whoever reads; nobody need be listening.
        body.on("error", () => undefined);
        return answerOf(statusCode, sent, body);
      } catch (error) {
        throw failure(error);
      }
    },
    close: async () => agent?.destroy(),
  };
}

const proxies = ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"];

function agentOf({ Agent, EnvHttpProxyAgent }: typeof Undici): Dispatcher {
  // When silence has been long enough is decided by whoever asks.
  const options = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 30_000 } };
  if (proxies.every((name) => (process.env[name] ?? "") === "")) return new Agent(options);
  // It says on standard error that it is experimental: nothing that a person could do something about.
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return new EnvHttpProxyAgent(options);
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
  return new NetworkError(meanings[code] ?? (said === "" ? code : said), { cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  // Of a name with several addresses each has an error.
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
