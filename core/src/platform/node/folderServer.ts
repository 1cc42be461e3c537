import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { isIP, type AddressInfo } from "node:net";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { isLocalHost, requestedRange, servedPath } from "../../distfiles/serving";

/** A server that gives out a folder's files. */
export interface FolderServer {
  readonly address: string;
  readonly port: number;
  /** Stops at once, transfers included. */
  close(): Promise<void>;
}

/** Told of each request that was answered: method, target, status. */
type TellRequest = (method: string, target: string, status: number) => void;

/**
 * Serves the regular files below a folder, for reading; with ranges. Links are followed as long as they stay in the
 * folder. Port 0 is any free one. Rejects with an Error where it cannot listen.
 */
export async function serveFolder(
  folder: string,
  host: string,
  port: number,
  tell: TellRequest = () => undefined,
): Promise<FolderServer> {
  const root = await realpath(folder);
  const loopback = isLoopback(host);
  const server = createServer((request, response) => {
    void answer(root, loopback, request, response)
      // Whoever asked has gone, or the file cannot be read any more: what was announced cannot be given.
      .catch(() => response.destroy())
      .then(() => tell(request.method ?? "", request.url ?? "", response.statusCode));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const { address, port: given } = server.address() as AddressInfo;
  return {
    address,
    port: given,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  root: string,
  loopback: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (loopback && !isLocalHost(request.headers.host)) {
    end(response, 403);
    return;
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    end(response, 405);
    return;
  }
  const below = servedPath(request.url ?? "");
  const real =
    below === undefined ? undefined : await realpath(path.join(root, below)).catch(() => undefined);
  if (real?.startsWith(root === "/" ? "/" : root + path.sep) !== true) {
    end(response, 404);
    return;
  }
  const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(
    () => undefined,
  );
  if (file === undefined) {
    end(response, 404);
    return;
  }
  try {
    const stats = await file.stat();
    if (!stats.isFile()) {
      end(response, 404);
      return;
    }
    const tag = `"${stats.size}-${Math.floor(stats.mtimeMs)}"`;
    response.setHeader("etag", tag);
    response.setHeader("last-modified", stats.mtime.toUTCString());
    response.setHeader("accept-ranges", "bytes");
    response.setHeader("content-type", "application/octet-stream");
    response.setHeader("x-content-type-options", "nosniff");
    const condition = request.headers["if-range"] as string | undefined;
    const wanted = condition === undefined || condition === tag ? request.headers.range : undefined;
    const range = requestedRange(wanted, stats.size);
    if (range === "unsatisfiable") {
      response.setHeader("content-range", `bytes */${stats.size}`);
      end(response, 416);
      return;
    }
    const { first, last } = range ?? { first: 0, last: stats.size - 1 };
    if (range !== undefined) response.setHeader("content-range", `bytes ${first}-${last}/${stats.size}`);
    response.setHeader("content-length", last - first + 1);
    response.statusCode = range === undefined ? 200 : 206;
    if (request.method === "HEAD" || stats.size === 0) {
      response.end();
      return;
    }
    await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

function end(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.setHeader("content-length", 0);
  response.end();
}

/** Whether only this machine reaches a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}
