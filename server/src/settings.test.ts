import { expect, it } from "vitest";
import { settingsOf } from "./settings";

it.each<[given: unknown, expected: unknown]>([
  [undefined, { assembly: { defines: [] }, inlayHints: {} }],
  [{ bootstrappable: null }, { assembly: { defines: [] }, inlayHints: {} }],
  [
    {
      bootstrappable: { assembly: { architecture: "", defines: ["a.M1", "/b.M1", 3], baseAddress: "0x10" } },
    },
    { assembly: { defines: ["/t/a.M1", "/b.M1"], baseAddress: "0x10" }, inlayHints: {} },
  ],
  [
    {
      bootstrappable: {
        assembly: { architecture: "amd64" },
        inlayHints: { addresses: true, expansions: "yes" },
      },
    },
    { assembly: { architecture: "amd64", defines: [] }, inlayHints: { addresses: true } },
  ],
])("%j", (given, expected) => expect(settingsOf(given, "/t/")).toEqual(expected));
