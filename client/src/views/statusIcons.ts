import type { ThemeIcon } from "vscode";
import type { Standing } from "../runs/standing";
import { colouredIcon } from "./nodes";

const icons: Readonly<Record<Standing | "good", readonly [name: string, colour?: string]>> = {
  pending: ["circle-outline", "disabledForeground"],
  kept: ["debug-step-over", "testing.iconSkipped"],
  running: ["loading~spin", "charts.blue"],
  done: ["pass", "testing.iconPassed"],
  good: ["pass", "testing.iconPassed"],
  failed: ["error", "testing.iconFailed"],
  interrupted: ["debug-stop", "testing.iconSkipped"],
  outdated: ["history", "testing.iconQueued"],
  paused: ["debug-pause", "charts.yellow"],
};

/** What shows how a step or a run stands. */
export function statusIcon(status: Standing | "good"): ThemeIcon {
  return colouredIcon(...icons[status]);
}
