import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { formatConfiguration, type Architecture } from "./configuration";
import { mebibytes, rootfsConfiguration, rootfsModes } from "./rootfsConfiguration";

const flags = [
  ...(["forceTimestamps", "updateChecksums", "externalSources", "buildKernels"] as const),
  ...(["interactive", "configurator", "repo", "kernel", "more"] as const),
];
const architectures: readonly Architecture[] = ["x86", "amd64", "riscv64"];

/** Every combination, in an order in which a script beside rootfs.py has gone through them, too. */
function* matrix(): Generator<string> {
  for (const architecture of architectures) {
    for (const mode of rootfsModes) {
      for (let bits = 0; bits < 1 << flags.length; bits++) {
        const on = Object.fromEntries(flags.map((name, at) => [name, ((bits >> at) & 1) === 1]));
        const { more, ...options } = on;
        yield formatConfiguration(
          rootfsConfiguration(architecture, {
            mode,
            ...options,
            ...(more === true && { cores: "7", swap: 3072, mirrors: ["http://a/x", "http://b"] }),
          }),
        );
      }
    }
  }
}

// The SHA-256 over all that create_configuration_file of live-bootstrap's rootfs.py has written for the same 6144.
const written = "74e22ff9912cb340d04031efc3ece1aa6e5fa87b056149ed6647706286328a49";

it("writes what rootfs.py writes, for every combination of its options", () => {
  const hash = createHash("sha256");
  let count = 0;
  for (const text of matrix()) {
    hash.update(text);
    count++;
  }
  expect(count).toBe(6144);
  expect(hash.digest("hex")).toBe(written);
});

it.each([
  ["16G", 16_384],
  ["512", 512],
  ["512M", 512],
  ["1g", 1024],
  ["G", undefined],
  ["-1", undefined],
  ["1T", undefined],
])("reads the size %s", (text, size) => {
  expect(mebibytes(text)).toBe(size);
});
