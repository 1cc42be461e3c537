import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NetworkError } from "@bootstrappable/core/platform/network";
import { nodeNetwork } from "@bootstrappable/core/platform/node/network";
import { giving, serverWith } from "./support/distfileServer";

const url = "http://files.example/f.tgz";

/** What comes for that address, or why nothing does. */
async function received(): Promise<string> {
  const network = nodeNetwork();
  let text = "";
  try {
    const { body } = await network.get(url, {}, new AbortController().signal);
    for await (const piece of body) text += new TextDecoder().decode(piece);
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    text = `${error.message}; ${error.final ? "for ever" : "perhaps not for long"}`;
  } finally {
    await network.close();
  }
  return text;
}

beforeEach(() => {
  for (const name of ["http_proxy", "https_proxy", "all_proxy", "no_proxy"])
    for (const spelled of [name, name.toUpperCase()]) vi.stubEnv(spelled, undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe("a proxy", () => {
  it("is asked for the file itself where TLS does not forbid it, without http:// in its name, too", async () => {
    const proxy = await serverWith({ [url]: giving(Buffer.from("content")) });
    for (const name of ["http_proxy", "HTTP_PROXY", "ALL_PROXY"]) {
      vi.stubEnv(name, proxy.address.replace("http://", ""));
      expect(await received()).toBe("content");
      vi.stubEnv(name, undefined);
    }
    expect(proxy.requests).toEqual([url, url, url]);
  });

  it("that is not there, or none that can be used, is told of as such", async () => {
    vi.stubEnv("http_proxy", "http://127.0.0.1:1");
    expect(await received()).toBe(
      "the proxy cannot be reached: the connection was refused; perhaps not for long",
    );
    for (const useless of ["socks5://me:secret@127.0.0.1:1", "http://:"]) {
      vi.stubEnv("http_proxy", useless);
      expect(await received()).toBe(
        "http_proxy names no http or https proxy, and no other can be used; for ever",
      );
    }
  });
});
