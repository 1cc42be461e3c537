// What this machine lacks, as something that can be told to a person: the reason and the command that helps.
import { getuid } from "node:process";

export const isRoot = getuid?.() === 0;

/** In continuous integration as root everything can be installed, so whatever is missing there is a failure. */
export const strict = process.env.CI === "true" && isRoot;

/** Thrown when something cannot run here through no fault of the project. */
export class Missing extends Error {
  /**
   * @param {string} reason what is missing and what therefore does not run
   * @param {string} [remedy] the exact command to type
   */
  constructor(reason, remedy) {
    super(remedy ? `${reason} To get it: ${remedy}` : reason);
    this.name = "Missing";
  }
}
