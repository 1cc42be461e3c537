import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
  linkSync,
} from "node:fs";
import type { IncomingMessage } from "node:http";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { FetchEvent } from "@bootstrappable/core/distfiles/events";
import { fetchDistfiles } from "@bootstrappable/core/distfiles/fetch";
import type { Mirror } from "@bootstrappable/core/distfiles/origins";
import { usualManners, type FetchRequest } from "@bootstrappable/core/distfiles/request";
import { wantedDistfiles, type PlacedFinding } from "@bootstrappable/core/distfiles/wanted";
import { nodeFileSystem } from "@bootstrappable/core/platform/node/fileSystem";
import { nodeHashFile } from "@bootstrappable/core/platform/node/hashFile";
import { nodeMachine } from "@bootstrappable/core/platform/node/machine";
import { nodeNetwork } from "@bootstrappable/core/platform/node/network";
import { openPartial } from "@bootstrappable/core/platform/node/partialFile";
import { readPieces } from "@bootstrappable/core/platform/node/readPieces";
import { treeAt } from "@bootstrappable/core/tree/tree";
import { Workspace } from "@bootstrappable/core/tree/workspace";
import { breakingOff, giving, serverWith, type Handler } from "./support/distfileServer";
import { folderWith } from "./support/folder";

/** Large enough for several pieces, and nowhere the same. */
const content = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919) % 251));
const other = Buffer.from("<html>gone</html>");
const hash = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const right = hash(content);

interface Fetched {
  readonly status: string;
  readonly events: readonly FetchEvent[];
  readonly findings: readonly string[];
  /** Names in the folder. */
  readonly names: readonly string[];
  readonly folder: string;
}

interface Setting extends Partial<FetchRequest> {
  /** Made in distfiles/ before. */
  readonly before?: (folder: string) => void;
  readonly only?: readonly string[];
}

/** Fetches what a `sources` names, with little patience. */
async function fetching(sources: string, setting: Setting = {}): Promise<Fetched> {
  const root = folderWith({ "steps/manifest": "build: p-1\n", "steps/p-1/sources": sources });
  const folder = path.join(root, "distfiles");
  mkdirSync(folder);
  setting.before?.(folder);
  const workspace = new Workspace(nodeFileSystem);
  const { files, problems } = await wantedDistfiles(treeAt(root), workspace, {
    plan: undefined,
    ...(setting.only && { names: setting.only }),
  });
  const events: FetchEvent[] = problems.map((problem) => ({ type: "finding", ...problem }));
  const network = nodeNetwork();
  try {
    const { status } = await fetchDistfiles(
      { machine: nodeMachine, network, hash: nodeHashFile, openPartial, readPieces },
      {
        ...usualManners,
        ...{ patience: 5, stall: 20_000, files, folder, mirrors: [], shuffle: false, clones: undefined },
        signal: new AbortController().signal,
        tell: (event) => events.push(event),
        ...setting,
      },
    );
    const found = events.filter(
      (event): event is { type: "finding" } & PlacedFinding => event.type === "finding",
    );
    const text = (await workspace.text(path.join(root, "steps/p-1/sources")))!;
    const findings = found.map(({ diagnostic: { range, code, message } }) => {
      const { line, character } = text.positionAt(range.start, "utf-16");
      return `${line + 1}:${character + 1} ${code} ${message}`;
    });
    return { status, events, findings, folder, names: readdirSync(folder).sort() };
  } finally {
    await network.close();
  }
}

async function fromOne(handler: Handler, setting: Setting = {}) {
  const server = await serverWith({ "/f.tgz": handler });
  return { server, ...(await fetching(`f ${server.address}/f.tgz ${right}\n`, setting)) };
}

function expectRight({ status, names, folder }: Fetched, ...beside: string[]): void {
  expect([status, names]).toEqual(["good", ["f.tgz", ...beside]]);
  expect(hash(readFileSync(path.join(folder, "f.tgz")))).toBe(right);
}

/** A folder that is not made yet has none. */
const namesIn = (folder: string) => (folder === "" ? [] : readdirSync(folder).sort());

/** Why a server is left that gives nothing, or next to nothing. */
const silent = /^(nothing|no more than \d+ bytes) came for 0\.3 seconds(, after \d+ bytes)?$/;

/** However busy the machine is. */
const patiently = { timeout: 100_000 };

const refused = ({ events }: Fetched) =>
  events.filter((event) => event.type === "refused").map(({ reason }) => reason);

describe("a server that", () => {
  it("gives the file", async () => {
    const found = await fromOne(giving(content));
    expectRight(found);
    expect(found.findings).toEqual([]);
    expect(found.server.requests).toEqual(["/f.tgz"]);
  });

  it("breaks off is asked for the rest, of the same file", async () => {
    const etag = '"1"';
    const found = await fromOne((request, response, count) => {
      if (count === 1) {
        response.writeHead(200, { "content-length": content.length, etag });
        response.write(content.subarray(0, 100_000), () => response.socket?.end());
      } else {
        expect(request.headers["if-range"]).toBe(etag);
        giving(content, { etag })(request, response, count);
      }
    });
    expectRight(found);
    expect(found.server.requests).toEqual(["/f.tgz", expect.stringMatching(/^\/f\.tgz bytes=\d+-$/)]);
  });

  it("falls silent is left and asked again", async () => {
    const found = await fromOne(
      (request, response, count) =>
        (count === 1 ? breakingOff(content, 70_000, true) : giving(content))(request, response, count),
      { stall: 300 },
    );
    expectRight(found);
    expect(refused(found)).not.toEqual([]);
    // A busy machine may let the next answer wait so long, too.
    for (const reason of refused(found)) expect(reason).toMatch(silent);
  });

  it("gives a byte now and then is given up", async () => {
    let dripping: NodeJS.Timeout | undefined;
    const found = await fromOne(
      (_, response) => {
        response.writeHead(200, { "content-length": content.length });
        let at = 0;
        dripping = setInterval(() => response.write(content.subarray(at, ++at)), 20);
        response.on("close", () => clearInterval(dripping));
      },
      { retries: 0, stall: 300 },
    );
    expect(found.status).toBe("failed");
    expect(refused(found)).toEqual([expect.stringMatching(silent)]);
  });

  it("never says a word is given up, and no empty file stays", async () => {
    const found = await fromOne(() => undefined, { retries: 1, stall: 100 });
    expect([found.status, found.names]).toEqual(["failed", []]);
    expect(found.findings).toEqual([
      `1:3 distfiles/unavailable f.tgz could not be had. ${found.server.address}/f.tgz: nothing came for 0.1 seconds.`,
    ]);
  });

  it("announces more than it gives", async () => {
    const found = await fromOne(breakingOff(content, content.length - 1), { retries: 0 });
    expect([found.status, found.names]).toEqual(["failed", ["f.tgz.part"]]);
    expect(refused(found)[0]).toMatch(/, after \d+ bytes$/);
  });

  it("announces less than it gives", async () => {
    const found = await fromOne(
      (_, response) => {
        response.socket!.end(
          Buffer.concat([Buffer.from("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"), content]),
        );
      },
      { retries: 0 },
    );
    expect(found.status).toBe("failed");
    expect(found.names).not.toContain("f.tgz");
  });

  it("gives a page in place of the file: it is kept under another name", async () => {
    const found = await fromOne(giving(other));
    const bad = `f.tgz.${hash(other).slice(0, 8)}.bad`;
    expect([found.status, found.names]).toEqual(["failed", [bad]]);
    expect(readFileSync(path.join(found.folder, bad))).toEqual(other);
    expect(found.findings[0]).toBe(
      `1:${found.server.address.length + 10} distfiles/wrong-content ${found.server.address}/f.tgz gave 17 bytes with SHA-256 ${hash(other)}; they are kept as ${bad}.`,
    );
  });

  it.each([404, 403, 410, 501])("answers %i is asked once", async (status) => {
    const found = await fromOne((_, response) => response.writeHead(status).end("<html>"));
    expect([found.status, found.names, found.server.requests.length]).toEqual(["failed", [], 1]);
    expect(refused(found)).toEqual([`the server answers ${status}`]);
  });

  it.each([408, 429, 500, 503])("answers %i is asked again", async (status) => {
    const found = await fromOne((request, response, count) => {
      if (count < 3) response.writeHead(status).end();
      else giving(content)(request, response, count);
    });
    expectRight(found);
    expect(found.server.requests).toHaveLength(3);
  });

  it("redirects in a circle", async () => {
    const found = await fromOne((_, response) => response.writeHead(302, { location: "/f.tgz" }).end());
    expect(refused(found)).toEqual(["it redirects more than 10 times"]);
    expect(found.server.requests).toHaveLength(11);
  });

  it("redirects to the file, and to what is no web address", async () => {
    const server = await serverWith({
      "/a/f.tgz": (_, response) => response.writeHead(301, { location: "../b" }).end(),
      "/b": giving(content),
      "/c/f.tgz": (_, response) => response.writeHead(302, { location: "file:///etc/passwd" }).end(),
    });
    expectRight(await fetching(`f ${server.address}/a/f.tgz ${right}\n`));
    const found = await fetching(`f ${server.address}/c/f.tgz ${right}\n`);
    expect(refused(found)).toEqual(["it redirects to file:///etc/passwd"]);
  });

  it("wants a name and a password gets those of the address, another host does not, and nobody is told", async () => {
    const seen: (string | undefined)[] = [];
    const keep = (request: IncomingMessage) => void seen.push(request.headers.authorization);
    const server = await serverWith({
      "/f.tgz": (request, response) => {
        keep(request);
        response.writeHead(302, { location: "/a" }).end();
      },
      "/a": (request, response) => {
        keep(request);
        const other = server.address.replace("127.0.0.1", "localhost");
        response.writeHead(302, { location: `${other}/b` }).end();
      },
      "/b": (request, response) => {
        keep(request);
        response.writeHead(403).end();
      },
    });
    const address = server.address.replace("//", "//m%C3%A9:p%40ss@");
    const found = await fetching(`f ${address}/f.tgz ${right}\n`);
    const basic = `Basic ${Buffer.from("mé:p@ss").toString("base64")}`;
    expect(seen).toEqual([basic, basic, undefined]);
    expect(refused(found)).toEqual(["the server answers 403"]);
    const told = JSON.stringify([found.events.filter(({ type }) => type !== "finding"), found.findings]);
    expect([told.includes("p%40ss"), told.includes("//m%C3%A9:…@")]).toEqual([false, true]);
  });

  it("speaks no TLS is asked once, and named where another has led there", async () => {
    const plain = await serverWith({});
    const address = plain.address.replace("http:", "https:");
    const found = await fromOne((_, response) => response.writeHead(302, { location: address }).end());
    expect(refused(found)).toEqual([`it redirects to ${address}/, and it does not speak TLS`]);
  });

  it("is not there", async () => {
    const found = await fetching(`f http://127.0.0.1:1/f.tgz ${right}\n`, { retries: 0 });
    expect(refused(found)).toEqual(["the connection was refused"]);
  });

  it.each([true, false])("gives too much, announced: %s", async (announced) => {
    const found = await fromOne(
      (_, response) => {
        if (announced) response.writeHead(200, { "content-length": content.length });
        response.end(content);
      },
      { largest: 100_000 },
    );
    expect([found.status, refused(found)]).toEqual(["failed", ["it is larger than 100000 bytes"]]);
  });

  it("encodes the bytes although nobody asked: they are taken as they come", async () => {
    expectRight(await fromOne(giving(content, { "content-encoding": "gzip" })));
  });
});

describe("what an earlier attempt left", () => {
  const half = (folder: string) =>
    writeFileSync(path.join(folder, "f.tgz.part"), content.subarray(0, 123_456));

  it("is gone on from", async () => {
    const found = await fromOne(giving(content), { before: half });
    expectRight(found);
    expect(found.server.requests).toEqual(["/f.tgz bytes=123456-"]);
  });

  it("is thrown away where the server gives all of it again", async () => {
    expectRight(
      await fromOne(
        (_, response) => response.writeHead(200, { "content-length": content.length }).end(content),
        {
          before: half,
        },
      ),
    );
  });

  it("was of another file, and is asked for anew", async () => {
    const found = await fromOne(giving(content), {
      before: (folder) => writeFileSync(path.join(folder, "f.tgz.part"), Buffer.alloc(1000)),
    });
    expectRight(found);
    expect(found.server.requests).toEqual(["/f.tgz bytes=1000-", "/f.tgz"]);
  });

  it("was longer than the file", async () => {
    const found = await fromOne(giving(content), {
      before: (folder) => writeFileSync(path.join(folder, "f.tgz.part"), Buffer.alloc(content.length + 1)),
    });
    expectRight(found);
  });

  it("was all of it: nobody is asked", async () => {
    const found = await fromOne(giving(content), {
      before: (folder) => writeFileSync(path.join(folder, "f.tgz.part"), content),
    });
    expectRight(found);
    expect(found.server.requests).toEqual([]);
  });

  it("is answered with another range than was asked for", async () => {
    const found = await fromOne(
      (request, response, count) => {
        if (request.headers.range === undefined) {
          giving(content)(request, response, count);
          return;
        }
        response
          .writeHead(206, { "content-range": `bytes 0-${content.length - 1}/${content.length}` })
          .end(content);
      },
      { before: half },
    );
    expectRight(found);
  });

  it("belongs to what the file was before it changed on the server", async () => {
    const changed = Buffer.from(content.map((byte) => byte ^ 1));
    const found = await fromOne((request, response, count) => {
      if (count === 1) breakingOff(changed, 50_000)(request, response, count);
      else giving(content)(request, response, count);
    });
    expectRight(found);
    expect(found.server.requests).toEqual([
      "/f.tgz",
      expect.stringMatching(/^\/f\.tgz bytes=\d+-$/),
      "/f.tgz",
    ]);
  });

  it("stays when it is interrupted again", async () => {
    const controller = new AbortController();
    let part = "";
    const found = fromOne(breakingOff(content, 200_000, true), {
      signal: controller.signal,
      stall: 600_000,
      before: (folder) => (part = path.join(folder, "f.tgz.part")),
    });
    await expect
      .poll(() => part !== "" && existsSync(part) && readFileSync(part).length, patiently)
      .toBe(200_000);
    controller.abort();
    const { status, names } = await found;
    expect([status, names]).toEqual(["interrupted", ["f.tgz.part"]]);
    expect(hash(readFileSync(part))).toBe(hash(content.subarray(0, 200_000)));
  });
});

describe("what is in distfiles/", () => {
  it("and right is left alone, without a request", async () => {
    const found = await fromOne(giving(other), {
      before: (folder) => writeFileSync(path.join(folder, "f.tgz"), content),
    });
    expectRight(found);
    expect(found.server.requests).toEqual([]);
  });

  it("and wrong is moved aside once the right one is there", async () => {
    const before = (folder: string) => writeFileSync(path.join(folder, "f.tgz"), "mine");
    const aside = `f.tgz.${hash("mine").slice(0, 8)}.bad`;
    const found = await fromOne(giving(content), { before });
    expectRight(found, aside);
    expect(readFileSync(path.join(found.folder, aside), "utf8")).toBe("mine");
    const failed = await fromOne((_, response) => response.writeHead(404).end(), { before });
    expect([failed.status, failed.names]).toEqual(["failed", ["f.tgz"]]);
  });

  it.each([
    ["a link", "f.tgz", (at: string, elsewhere: string) => symlinkSync(elsewhere, at)],
    ["a dangling link", "f.tgz", (at: string) => symlinkSync("/nowhere/at/all", at)],
    ["a folder", "f.tgz", (at: string) => mkdirSync(at)],
    [
      "a link as the unfinished file",
      "f.tgz.part",
      (at: string, elsewhere: string) => symlinkSync(elsewhere, at),
    ],
    [
      "a second name as the unfinished file",
      "f.tgz.part",
      (at: string, elsewhere: string) => linkSync(elsewhere, at),
    ],
  ])("and %s is not written through", async (_, name, make) => {
    const elsewhere = path.join(folderWith({ precious: "precious" }), "precious");
    const found = await fromOne(giving(content), {
      before: (folder) => make(path.join(folder, name), elsewhere),
    });
    expect([found.status, found.names]).toEqual(["failed", [name]]);
    expect(found.findings[0]).toMatch(/^1:3 distfiles\/in-the-way /);
    expect(readFileSync(elsewhere, "utf8")).toBe("precious");
  });
});

describe("places", () => {
  const mirrors = (...places: string[]): readonly Mirror[] =>
    places.map((place) =>
      place.startsWith("/") ? { kind: "folder", path: place } : { kind: "http", base: place },
    );

  it("are asked in order, until one has the file", async () => {
    const server = await serverWith({ "/wrong/f.tgz": giving(other), "/good/f.tgz": giving(content) });
    const empty = folderWith();
    const found = await fetching(`f ${server.address}/never ${right} f.tgz\n`, {
      mirrors: mirrors(`${server.address}/none`, empty, `${server.address}/wrong/`, `${server.address}/good`),
    });
    expectRight(found, `f.tgz.${hash(other).slice(0, 8)}.bad`);
    expect(server.requests).toEqual(["/none/f.tgz", "/wrong/f.tgz", "/good/f.tgz"]);
    expect(found.events.find((event) => event.type === "file-ended")).toMatchObject({
      status: "fetched",
      from: `${server.address}/good/f.tgz`,
      size: content.length,
    });
  });

  it("are folders, too", async () => {
    const found = await fetching(`g https://h/r.git~v1 _ ${right} f.tgz\n`, {
      mirrors: mirrors(folderWith({ "f.tgz": content })),
    });
    expectRight(found);
  });

  it("are all URLs that lines give for the same file", async () => {
    const server = await serverWith({ "/2/f.tgz": giving(content) });
    const line = (at: number) => `f ${server.address}/${at}/f.tgz ${right}\n`;
    expectRight(await fetching(line(1) + line(2) + line(3)));
    expect(server.requests).toEqual(["/1/f.tgz", "/2/f.tgz"]);
  });

  it("are none for `_` without a mirror", async () => {
    const found = await fetching(`g https://h/r.git~v1 _ ${right} f.tgz\nf _ ${right} g.tgz\n`);
    expect(found.findings).toEqual([
      "1:90 distfiles/no-source No URL has f.tgz: it needs a mirror or git.".replace(
        "90",
        String(24 + right.length + 1),
      ),
      `2:${6 + right.length} distfiles/no-source No URL has g.tgz: it needs a mirror.`,
    ]);
  });

  it("get names that are no plain URL as they are meant", async () => {
    const server = await serverWith({ "/f%23a%2Bb%3F.tgz": giving(content) });
    const found = await fetching(`f _ ${right} f#a+b?.tgz\n`, { mirrors: mirrors(server.address) });
    expect([found.status, found.names]).toEqual(["good", ["f#a+b?.tgz"]]);
  });
});

it("refuses names that lead elsewhere, with their place", async () => {
  const names = [
    "../../escaped",
    "a/b",
    "..",
    ".hidden",
    "x.part",
    "nul\u0000",
    "back\\slash",
    "n".repeat(300),
  ];
  const sources = names.map((name) => `f http://127.0.0.1:1/x ${right} ${name}\n`).join("");
  const found = await fetching(sources);
  expect(found.findings.map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual(
    names.map((_, at) => `${at + 1}:${25 + right.length} sources/unsafe-name`),
  );
  expect(existsSync(path.join(found.folder, "../../escaped"))).toBe(false);
  expect(found.names).toEqual([]);
});

it("fetches nothing that could not be checked, and nothing with two hashes", async () => {
  const server = await serverWith({ "/f.tgz": giving(content), "/2/f.tgz": giving(other) });
  const found = await fetching(
    `f ${server.address}/f.tgz ${right}\nf ${server.address}/2/f.tgz ${hash(other)}\nf ${server.address}/x abc\nnonsense\n`,
  );
  expect(found.findings.map((text) => text.split(" ")[1])).toEqual([
    "sources/malformed-line",
    "sources/conflicting-hash",
    "sources/malformed-hash",
  ]);
  expectRight(found);
});

it("fetches several at a time, and no more than that; one failure ends nothing", async () => {
  let now = 0;
  let most = 0;
  const waiting: (() => void)[] = [];
  // Nobody gets an answer before as many ask as may, or all that are left.
  let left = 11;
  const slow: Handler = (_, response) => {
    most = Math.max(most, ++now);
    waiting.push(() => {
      now--;
      left--;
      response.end("x");
    });
    if (waiting.length >= Math.min(3, left))
      setImmediate(() => waiting.splice(0).forEach((answer) => answer()));
  };
  const files = Array.from({ length: 12 }, (_, at) => `/${at}`);
  const server = await serverWith(Object.fromEntries(files.slice(1).map((file) => [file, slow])));
  const found = await fetching(files.map((file) => `f ${server.address}${file} ${hash("x")}\n`).join(""), {
    connections: 3,
  });
  expect([most, found.status, found.names.length]).toEqual([3, "failed", 11]);
  expect(found.events.at(-1)).toMatchObject({ fetched: 11, failed: 1, bytes: 11 });
});

it("fetches only what is named", async () => {
  const server = await serverWith({ "/a": giving(content), "/b": giving(content) });
  const found = await fetching(`f ${server.address}/a ${right}\nf ${server.address}/b ${right}\n`, {
    only: ["b"],
  });
  expect(found.names).toEqual(["b"]);
});

it("keeps two from fetching into one folder, and takes over what a dead one left", async () => {
  const server = await serverWith({ "/f.tgz": breakingOff(content, 10, true) });
  const sources = `f ${server.address}/f.tgz ${right}\n`;
  let folder = "";
  const controller = new AbortController();
  const first = fetching(sources, {
    ...{ signal: controller.signal, retries: 0, stall: 600_000 },
    before: (made) => (folder = made),
  });
  await expect.poll(() => namesIn(folder), patiently).toEqual([".fetching", "f.tgz.part"]);
  await expect(fetching(sources, { folder })).rejects.toThrow(
    `process ${process.pid} is fetching into ${folder}`,
  );
  controller.abort();
  expect((await first).names).toEqual(["f.tgz.part"]);
  const stale = await fromOne(giving(content), {
    before: (made) => writeFileSync(path.join(made, ".fetching"), "1 0 of-another-boot\n"),
  });
  expectRight(stale);
});
