/** Imports point one way: client -> server and cli (as processes), server and cli -> core. */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "core-stands-alone",
      severity: "error",
      from: { path: "^core/" },
      to: { path: "^(server|client|cli|test)/" },
    },
    {
      name: "server-uses-core-only",
      severity: "error",
      from: { path: "^server/" },
      to: { path: "^(client|cli|test)/" },
    },
    {
      name: "cli-uses-core-only",
      severity: "error",
      from: { path: "^cli/src/(?!commands/lsp)" },
      to: { path: "^(server|client|test)/" },
    },
    {
      name: "client-takes-types-only",
      comment: "And how amounts are written, which is to be the same in the editor and in a terminal.",
      severity: "error",
      from: { path: "^client/" },
      to: {
        path: "^(core|server|cli|test)/",
        pathNot: "^core/src/text/amounts\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "no-vscode-outside-client",
      severity: "error",
      from: { pathNot: "^(client|test/vscode)/" },
      to: { path: "^vscode$|node_modules/vscode-languageclient" },
    },
    {
      name: "no-lsp-in-core",
      severity: "error",
      from: { path: "^core/" },
      to: { path: "node_modules/vscode-languageserver" },
    },
    {
      name: "machine-only-in-platform",
      severity: "error",
      from: { path: "^core/src/(?!platform/)", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "dist/|\\.cache/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".js", ".json"],
    },
  },
};
