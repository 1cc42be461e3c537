import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Position, TextDocumentContentChangeEvent } from "vscode-languageserver-protocol/node";
import { built } from "../support/build";
import { Client } from "./client";

beforeAll(built, 120_000);

type Encoding = "utf-8" | "utf-16" | "utf-32";

/** A replacement of the characters between two places, given as fractions of the text. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Text whose every word is told back in a finding: what the server has misread, it misreports. */
const content = fc
  .array(fc.constantFrom("z", "-", "é", "漢", "😀", "\n", "\n", " ", "4", "\r\n", "\r", "# é\n"), {
    maxLength: 12,
  })
  .map((characters) => characters.join(""));
const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const edit: fc.Arbitrary<Edit> = fc.record({ from: fraction, to: fraction, text: content });

function unitsOf(text: string, encoding: Encoding): number {
  if (encoding === "utf-8") return new TextEncoder().encode(text).length;
  return encoding === "utf-16" ? text.length : Array.from(text).length;
}

/** The position behind a text, counted from its own characters. */
function positionBehind(before: string, encoding: Encoding): Position {
  const lines = before.split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: unitsOf(lines.at(-1)!, encoding) };
}

/** An edit of a text: what is sent to the server, and the text behind it. */
function applied(text: string, { from, to, text: inserted }: Edit, encoding: Encoding) {
  // Never between a CR and its LF, where no editor has a place.
  const characters = text.match(/\r\n|./gsu) ?? [];
  const [start, end] = [from, to].map((part) => Math.round(part * characters.length)).sort((a, b) => a - b);
  const before = characters.slice(0, start).join("");
  const removed = characters.slice(start, end).join("");
  const change: TextDocumentContentChangeEvent = {
    range: {
      start: positionBehind(before, encoding),
      end: positionBehind(before + removed, encoding),
    },
    text: inserted,
  };
  return { change, text: before + inserted + text.slice(before.length + removed.length) };
}

describe.each<Encoding>(["utf-8", "utf-16", "utf-32"])("edits in %s", (encoding) => {
  it("leave the server with the text that the editor has", async () => {
    const client = await Client.start({ general: { positionEncodings: [encoding] } });
    let count = 0;
    const findingsOf = async (uri: string, version: number) => {
      const { diagnostics } = await client.published(uri, version);
      // Related places name the document, which has two names here.
      return diagnostics.map(({ relatedInformation, ...rest }) => ({
        ...rest,
        related: relatedInformation?.map(({ location }) => location.range),
      }));
    };
    const property = fc.asyncProperty(
      content,
      fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
      async (first, notifications) => {
        const [edited, opened] = [`file:///edited${++count}.hex0`, `file:///opened${count}.hex0`];
        let text = first;
        let version = 1;
        await client.open(edited, "hex0", text, version);
        for (const edits of notifications) {
          const changes: TextDocumentContentChangeEvent[] = [];
          for (const one of edits) {
            const done = applied(text, one, encoding);
            changes.push(done.change);
            text = done.text;
          }
          await client.change(edited, ++version, changes);
        }
        await client.open(opened, "hex0", text, version);
        expect(await findingsOf(edited, version)).toEqual(await findingsOf(opened, version));
        await client.close(edited);
        await client.close(opened);
      },
    );
    await fc.assert(property, { numRuns: 150 });
  });
});

describe("changes", () => {
  const uri = "file:///changes.hex0";

  it("of the whole text replace it", async () => {
    const client = await Client.start();
    await client.open(uri, "hex0", "4");
    await client.change(uri, 2, [{ text: "4z" }, { text: "41" }]);
    expect((await client.published(uri, 2)).diagnostics).toEqual([]);
  });

  it("reach a document under another spelling of its URI", async () => {
    const client = await Client.start();
    await client.open("file:///a%2Bb.hex0", "hex0", "4");
    expect((await client.published("file:///a%2Bb.hex0", 1)).diagnostics).toHaveLength(1);
    await client.change("file:///a+b.hex0", 2, [{ text: "41" }]);
    expect((await client.published("file:///a+b.hex0", 2)).diagnostics).toEqual([]);
  });

  it("in quick succession end with the last", async () => {
    const client = await Client.start();
    await client.open(uri, "hex0", "");
    for (let version = 2; version <= 200; version++) {
      const end = { line: 0, character: version - 2 };
      await client.change(uri, version, [{ range: { start: end, end }, text: "4" }]);
    }
    const { diagnostics } = await client.published(uri, 200);
    expect(diagnostics.map(({ range }) => range.start.character)).toEqual([198]);
  });
});
