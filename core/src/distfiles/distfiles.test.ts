import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceText } from "../text/sourceText";
import { networkLine } from "../tree/verify/distfiles";
import { configuredMirrors, mirrorOf } from "./mirrors";
import { nameFault, quarantineName } from "./name";
import { shuffled } from "./origins";
import { isLocalHost, requestedRange, servedPath } from "./serving";

describe("a mirror is", () => {
  const absolute = (path: string) => `/cwd/${path}`;
  it.each([
    ["http://h/x/", { kind: "http", base: "http://h/x/" }],
    ["https://h", { kind: "http", base: "https://h" }],
    ["file:///m/a%20b", { kind: "folder", path: "/m/a b" }],
    ["m", { kind: "folder", path: "/cwd/m" }],
    ["../m", { kind: "folder", path: "/cwd/../m" }],
    ["file://m", undefined],
    ["file:///%zz", undefined],
    ["ftp://h/", undefined],
    ["http://", undefined],
    ["http:/h", undefined],
    ["", undefined],
  ])("%j: %j", (given, mirror) => expect(mirrorOf(given, absolute)).toEqual(mirror));

  it("one of a configuration's, too", () => {
    const configured = (value: string) => configuredMirrors(new Map([["MIRRORS", value]]));
    expect(configured('"http://a  http://b"')).toEqual(["http://a", "http://b"]);
    expect(configured("http://a")).toEqual(["http://a"]);
    expect([...configured('""'), ...configuredMirrors(new Map())]).toEqual([]);
  });
});

it("a shuffled list has the same members", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer()),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (items, randoms) => {
        const random = () => randoms.next().value as number;
        expect(shuffled(items, random).sort()).toEqual([...items].sort());
      },
    ),
  );
});

it("a name without fault is one of a file in the folder, and so is its quarantine's", () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom("a/..", "..", "...", "a.part", "é".repeat(130))),
      (name) => {
        if (nameFault(name) !== undefined) return;
        for (const each of [name, quarantineName(name, "0".repeat(64)), `${name}.part`]) {
          expect(each).toMatch(/^[^./\u0000][^/\u0000]*$/);
          expect(new TextEncoder().encode(each).length).toBeLessThan(256);
        }
      },
    ),
  );
});

it("what is served lies below the folder, whatever is asked for", () => {
  const piece = fc.constantFrom("/", "..", ".", "%2e", "%2F", "a", "\\", "%00", "?", "#", "%", ".part");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      const path = servedPath(`/${pieces.join("")}`);
      for (const part of path?.split("/") ?? []) expect(part).toMatch(/^[^./\\\u0000][^/\\\u0000]*$/);
    }),
  );
});

it("a range that is served lies in the file", () => {
  const bytes = fc.oneof(fc.constant(""), fc.nat(20).map(String), fc.constant("9".repeat(30)));
  fc.assert(
    fc.property(bytes, bytes, fc.nat(10), (from, to, size) => {
      const range = requestedRange(`bytes=${from}-${to}`, size);
      if (range === undefined || range === "unsatisfiable") return;
      expect(range.first).toBeGreaterThanOrEqual(0);
      expect(range.first).toBeLessThanOrEqual(range.last);
      expect(range.last).toBeLessThan(size);
    }),
  );
  expect([requestedRange("bytes=0-1,3-4", 9), requestedRange("lines=1-", 9)]).toEqual([undefined, undefined]);
});

it("a name that is not this machine's asks for nothing", () => {
  expect(["localhost:80", "127.0.0.1", "[::1]:1", "10.0.2.2:8080"].every(isLocalHost)).toBe(true);
  expect(["localhost.evil.example", "127.0.0.1.evil", "evil", undefined].some(isLocalHost)).toBe(false);
});

describe("steps download for themselves from", () => {
  it.each([
    ["build: a\nimprove: get_network ( CHROOT == False )\n", 9],
    ["  improve: x # no network\nbuild: a\n", 0],
    ["improve:network\n#improve: network\nbuild: network\n", Infinity],
    ["", Infinity],
  ])("%j: %i", (manifest, at) => expect(networkLine(SourceText.fromString(manifest))).toBe(at));
});
