import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { withLateEnumerations } from "../scripts/lib/enumerations.mjs";

const require = createRequire(path.join(import.meta.dirname, "../core/package.json"));

/** What a script leaves in `module.exports`. */
function run(script: string, folder: string): Record<string, unknown> {
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const body = new Function("module", "require", "__dirname", script) as (...given: unknown[]) => void;
  body(module, require, folder);
  return module.exports;
}

const bundled = "iced-x86";

describe("the script of iced-x86 in the bundles", () => {
  const file = require.resolve(bundled);
  const folder = path.dirname(file);
  const script = readFileSync(file, "utf8");
  const quicker = withLateEnumerations(script);

  it("has the enumerations that it had", () => {
    const [own, late] = [run(script, folder), run(quicker, folder)];
    expect(Object.keys(late)).toEqual(Object.keys(own));
    const enumerations = Object.entries(own).filter(
      ([name, value]) => name !== "__wasm" && Object.isFrozen(value),
    );
    expect(enumerations.length).toBeGreaterThan(20);
    for (const [name, value] of enumerations) {
      for (let times = 0; times < 2; times++) expect(late[name]).toEqual(value);
      expect(Object.isFrozen(late[name])).toBe(true);
    }
  });

  it("is shorter", () => expect(quicker.length).toBeLessThan(0.8 * script.length));
});
