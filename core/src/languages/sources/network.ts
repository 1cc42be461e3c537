import { parseConfiguration } from "../../tree/configuration";
import { configurationPath } from "../../tree/discover";
import { manifestOf } from "../manifest/context";
import type { Place } from "./place";

/**
 * Whether a package's distfiles are downloaded within the bootstrap, by a curl that cannot do TLS yet: its first build
 * stands behind the first `improve:` whose name holds `network` (lib/generator.py fetches everything above it
 * beforehand) and before the first build of curl behind one of openssl. Where the manifest has no such lines, no.
 */
export async function isWithoutTls({ tree, workspace, name }: Place): Promise<boolean> {
  const directives = (await manifestOf(workspace, tree))?.evaluation.directives ?? [];
  let network = false;
  let openssl = false;
  let within = false;
  for (const { directive, active } of directives) {
    if (directive.kind === "improve" && directive.argument?.text.includes("network") === true) network = true;
    if (directive.kind !== "build" || directive.argument === undefined || !active) continue;
    const { text } = directive.argument;
    if (text === name && !within) {
      if (!network) return false;
      within = true;
    }
    if (text.startsWith("openssl-")) openssl = true;
    // What is built with TLS there needs nothing else; without TLS ever, there is nothing to compare with.
    if (network && openssl && text.startsWith("curl-")) return within;
  }
  return false;
}

/**
 * Whether the tree is set up for a run without any mirror: a steps/bootstrap.cfg with an architecture and without
 * MIRRORS. rootfs.py wants at least one, and leaves both variables out where everything is there beforehand
 * (`--external-sources`); what nobody has set up says nothing.
 */
export async function isWithoutMirrors({ tree, workspace }: Place): Promise<boolean> {
  const text = await workspace.text(configurationPath(tree));
  if (text === undefined) return false;
  const { configuration } = parseConfiguration(text);
  const mirrors = configuration.get("MIRRORS") ?? "";
  return configuration.has("ARCH") && configuration.has("MIRRORS_LEN") && /^["'\s]*$/.test(mirrors);
}
