/** Exit statuses of every command: a contract that scripts and CI rely on. */
export const exitStatus = {
  good: 0,
  /** Findings, or a failure of the thing asked for. */
  findings: 1,
  /** Wrong usage: unknown option, missing argument. */
  usage: 2,
  interrupted: 130,
} as const;
