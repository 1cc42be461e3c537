import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{core,server,client,cli}/src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/vscode/**"],
    testTimeout: 30_000,
  },
});
