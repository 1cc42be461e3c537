import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { breakingOff, giving, serverWith, type Handler } from "../support/distfileServer";
import { until } from "./endless";
import { buildCli, canRun, Place } from "./runSupport";

const supported = await canRun("downloads before a run");

const name = "greet-1.0_AMD64.hex0";
let place: Place;
let right: Buffer;
beforeAll(buildCli, 120_000);
beforeEach(() => {
  place = new Place();
  right = readFileSync(distfile());
  rmSync(distfile());
});
afterEach(() => place.remove());

const distfile = () => `${place.tree}/distfiles/${name}`;
const distfiles = () => readdirSync(`${place.tree}/distfiles`).sort();
const own = ["greet-1.0_x86.hex0"];

/** Has the tree ask a server on this machine for what it lacks, and nobody else. */
async function servedBy(handler: Handler) {
  const server = await serverWith({ [`/${name}`]: handler });
  place.edit("steps/greet-1.0/sources", (text) =>
    text
      .replace(/https:.*\/(?=greet-1.0_x86)/, `${server.address}/`)
      .replace(/https:\S+/, `${server.address}/${name}`),
  );
  return server;
}

/** Nothing of a run is there, nor of a download but what is said. */
function nothingBegan(...left: readonly string[]) {
  expect(existsSync(`${place.folder}/target`)).toBe(false);
  expect(existsSync(place.state)).toBe(false);
  expect(distfiles()).toEqual([...own, ...left].sort());
}

describe.skipIf(!supported)("run --fetch", () => {
  it("is named where it would help, and the log of the run that lacks it is understood anywhere", async () => {
    const { status, out } = await place.run([], "--until", "4");
    expect(status).toBe(1);
    const notice = `The distfile ${name} is not there, which step 4, greet-1.0 pass 1, needs: “distfiles fetch --arch amd64” downloads what is missing`;
    expect(out.split("\n")[1]).toContain(notice);
    const annotated = await place.command("annotate", `${place.folder}/target/log`);
    expect(annotated.errors).toContain(`${place.tree}/steps/greet-1.0/sources:2:1: error: the distfile `);
  }, 300_000);

  it("downloads what is missing and no more, and then runs", async () => {
    const server = await servedBy(giving(right));
    const { status, out } = await place.run([], "--until", "4", "--fetch");
    expect([status, server.requests]).toEqual([0, [`/${name}`]]);
    expect(readFileSync(distfile())).toEqual(right);
    expect(out).toMatch(/4\/4 /);
    expect(distfiles()).toEqual([...own, name].sort());
    expect((await place.run([], "--until", "4", "--fetch")).status).toBe(0);
    expect(server.requests).toHaveLength(1);
  }, 300_000);

  it.each<readonly [string, (content: Buffer) => Handler, RegExp, readonly RegExp[]]>([
    [
      "gives a page in its place",
      () => giving(Buffer.from("<html>Please log in</html>"), { "content-type": "text/html" }),
      /web page|SHA-256/,
      [/^greet-1\.0_AMD64\.hex0\.[0-9a-f]+\.bad$/],
    ],
    [
      "gives half of it for all",
      (content) => giving(content.subarray(0, content.length / 2)),
      /SHA-256/,
      [/\.bad$/],
    ],
    [
      "has none",
      () => (_, response) => {
        response.writeHead(404).end("<html>no such file</html>");
      },
      /404/,
      [],
    ],
  ])(
    "does not begin where the server %s, and says so at the line of sources",
    async (_, handler, why, left) => {
      const [wrong, good] = [handler(right), giving(right)];
      let mended = false;
      const server = await servedBy((...request) => (mended ? good : wrong)(...request));
      const { status, out, errors } = await place.run([], "--until", "4", "--fetch");
      expect(status).toBe(1);
      expect(errors).toMatch(/steps\/greet-1\.0\/sources:2:\d+: error: .*greet-1\.0_AMD64\.hex0/);
      expect(errors).toMatch(why);
      expect(out).not.toMatch(/[✓▶]/);
      const found = distfiles().filter((each) => !own.includes(each));
      expect(found).toEqual(left.map((pattern) => expect.stringMatching(pattern) as string));
      nothingBegan(...found);
      mended = true;
      expect((await place.run([], "--until", "4", "--fetch")).status).toBe(0);
      expect(server.requests.length).toBeGreaterThan(1);
    },
    300_000,
  );

  it("goes on where the server broke off, within the same run and after its end at a silent one", async () => {
    const [silent, rest, broken] = [breakingOff(right, 20, true), giving(right), breakingOff(right, 30)];
    let handler: Handler = silent;
    const server = await servedBy((...request) => handler(...request));
    for (const [signal, status] of [
      ["SIGINT", 130],
      ["SIGKILL", null],
    ] as const) {
      const asked = server.requests.length;
      const child = place.start([], "--until", "4", "--fetch");
      child.stdout!.resume();
      const partial = `${distfile()}.part`;
      await until(
        () => server.requests.length > asked && existsSync(partial) && sizeOf(partial) > 0,
        "20 bytes",
      );
      child.kill(signal);
      expect((await once(child, "close"))[0]).toBe(status);
      const left = distfiles().filter((each) => !own.includes(each));
      nothingBegan(...left);
      expect(left).toContain(`${name}.part`);
      expect(left).not.toContain(name);
    }
    rmSync(`${distfile()}.part`);
    handler = (request, response, count) =>
      (request.headers.range === undefined ? broken : rest)(request, response, count);
    expect((await place.run([], "--until", "4", "--fetch")).status).toBe(0);
    expect(server.requests.slice(-2)).toEqual([`/${name}`, `/${name} bytes=30-`]);
    expect(readFileSync(distfile())).toEqual(right);
    expect(distfiles()).toEqual([...own, name].sort());
  }, 300_000);

  it("does not begin with a file that is wrong and cannot be put right, and leaves that where it is", async () => {
    const server = await servedBy(giving(right));
    const other = "greet-1.0_x86.hex0";
    place.edit(`distfiles/${other}`, (text) => `${text}# somebody's own\n`);
    const { status, errors } = await place.run([], "--until", "4", "--fetch");
    expect([status, server.requests.toSorted()]).toEqual([1, [`/${name}`, `/${other}`]]);
    expect(errors).toMatch(/steps\/greet-1\.0\/sources:1:\d+: error: .*greet-1\.0_x86\.hex0.*404/);
    expect(readFileSync(`${place.tree}/distfiles/${other}`, "utf8")).toContain("# somebody's own");
    nothingBegan(name);
  }, 300_000);
});

const sizeOf = (path: string) => statSync(path).size;
