// What a suite hands back, and how it is told: in one line when it is good, with its output when it is not.

/**
 * @typedef {object} Outcome
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} seconds
 * @property {string} [output] shown when something failed or did not run
 */

/** @returns {Outcome} of a check that passes or fails as a whole */
export function check(name, { status, output, seconds }) {
  const failed = status === 0 ? 0 : 1;
  return { name, passed: 1 - failed, failed, skipped: 0, seconds, output: failed ? output : "" };
}

/** @param {Outcome} outcome */
export function describe({ name, passed, failed, skipped, seconds, output = "" }) {
  const counts = [
    failed > 0 && `${failed} FAILED`,
    passed > 0 && `${passed} passed`,
    skipped > 0 && `${skipped} skipped`,
  ].filter((part) => part);
  const line = `${name.padEnd(16)} ${(counts.join(", ") || "nothing ran").padEnd(36)} ${seconds.toFixed(1).padStart(6)} s`;
  const said = output.trim();
  return said ? `${line}\n${said.replaceAll(/^(?=.)/gm, "    ")}` : line;
}

/** @param {readonly Outcome[]} outcomes */
export function total(outcomes) {
  const sum = (key) => outcomes.reduce((so, outcome) => so + outcome[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}
