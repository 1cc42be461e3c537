import type { Configuration } from "../tree/configuration";
import type { Mirror } from "./origins";
import { isWeb } from "./redirects";

/**
 * A mirror as somebody writes it: an http or https address, `file://` with an absolute path, or a folder. `absolute`
 * makes a path of this machine absolute, with `/`. Undefined for an address of another kind.
 */
export function mirrorOf(given: string, absolute: (path: string) => string): Mirror | undefined {
  if (/^https?:/i.test(given)) return isWeb(given) ? { kind: "http", base: given } : undefined;
  if (given.startsWith("file://")) {
    const path = decoded(given.slice("file://".length));
    return path?.startsWith("/") === true ? { kind: "folder", path } : undefined;
  }
  if (given === "" || /^[a-z][a-z0-9+.-]+:\/\//i.test(given)) return undefined;
  return { kind: "folder", path: absolute(given) };
}

/** The mirrors that a configuration names: MIRRORS as rootfs.py writes it, in quotes, blanks between. */
export function configuredMirrors(configuration: Configuration): readonly string[] {
  const value = (configuration.get("MIRRORS") ?? "").replace(/^"(.*)"$/, "$1");
  return value.split(" ").filter((mirror) => mirror !== "");
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
