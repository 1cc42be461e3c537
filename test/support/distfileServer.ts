import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

/** What a server does with a request; `count` says the how-manieth for that path it is, from 1. */
export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

const running: Server[] = [];

afterEach(() => {
  for (const server of running.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server on the loopback interface, gone after the test. */
export interface TestServer {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  /** Each request in order: its path, and its Range header where it had one. */
  readonly requests: string[];
}

/** Serves what the handlers say, by path; 404 for every other one. */
export async function serverWith(handlers: Readonly<Record<string, Handler>>): Promise<TestServer> {
  const requests: string[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    requests.push([path, request.headers.range].filter((part) => part !== undefined).join(" "));
    const handler = handlers[path];
    if (handler !== undefined) handler(request, response, count);
    else response.writeHead(404).end("<html>no such file</html>");
  });
  running.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

/** Gives a file, or the rest of it that is asked for. */
export const giving =
  (content: Buffer, headers: Readonly<Record<string, string>> = {}): Handler =>
  (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    if (from >= content.length && from > 0) {
      response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
      return;
    }
    const condition = request.headers["if-range"];
    const resumed = from > 0 && (condition === undefined || condition === headers["etag"]);
    const body = resumed ? content.subarray(from) : content;
    response.writeHead(resumed ? 206 : 200, {
      ...headers,
      "content-length": body.length,
      ...(resumed && {
        "content-range": `bytes ${from}-${content.length - 1}/${content.length}`,
      }),
    });
    response.end(body);
  };

/** Promises all of a file, gives so many bytes of it, and then ends the connection or, with `hold`, nothing more. */
export const breakingOff =
  (content: Buffer, after: number, hold = false): Handler =>
  (_, response) => {
    response.writeHead(200, { "content-length": content.length });
    response.write(content.subarray(0, after), () => {
      if (!hold) response.socket?.end();
    });
  };
