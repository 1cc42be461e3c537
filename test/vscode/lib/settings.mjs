// Settings of a VS Code that tests and pictures use: nothing of its own accord, and no network.
export const quietSettings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** The same where a folder is not trusted before the person says so, and nobody asks them. */
export const distrustingSettings = {
  ...quietSettings,
  "security.workspace.trust.enabled": true,
  "security.workspace.trust.startupPrompt": "never",
};

/** Extensions of VS Code itself that cost time at the start and have no part in what is tested. */
export const skippedBuiltins = [
  "GitHub.copilot-chat",
  "vscode.git",
  "vscode.git-base",
  "vscode.github",
  "vscode.github-authentication",
  "vscode.microsoft-authentication",
  "vscode.emmet",
  "vscode.grunt",
  "vscode.gulp",
  "vscode.jake",
  "vscode.npm",
  "vscode.terminal-suggest",
  "vscode.typescript-language-features",
];
