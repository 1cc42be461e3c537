import { defineConfig } from "vitest/config";
import { watInTests } from "./scripts/lib/wat.mjs";

export default defineConfig({
  plugins: [watInTests],
  test: {
    include: ["{core,server,client,cli}/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/vscode/**"],
    // So long only what hangs takes, however busy the machine is.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
