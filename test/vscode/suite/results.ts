import { writeFileSync } from "node:fs";

/** What the harness outside VS Code reads, when the run has ended and when it got stuck. */
export interface Results {
  passed: number;
  failed: { title: string; error: string }[];
  skipped: string[];
  /** The test that runs, or undefined before the first and after the last. */
  current: string | undefined;
  finished: boolean;
}

/** Keeps the results in a file that is up to date after every step, so that even a crash leaves them behind. */
export class ResultsFile {
  readonly results: Results = { passed: 0, failed: [], skipped: [], current: undefined, finished: false };

  constructor(private readonly file: string) {
    this.update({});
  }

  update(change: Partial<Results>): void {
    Object.assign(this.results, change);
    writeFileSync(this.file, JSON.stringify(this.results));
  }
}
