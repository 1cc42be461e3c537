/** The middle of some measurements and the one that 19 of 20 stay under. */
function spread(all) {
  const sorted = [...all].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1], p95: sorted[Math.ceil(sorted.length * 0.95) - 1] };
}

/** Prints what was measured beside what is wanted, which is of the medians or of the 95th percentiles. */
export class Report {
  missed = 0;

  /** @param {"median" | "p95"} judged */
  constructor(judged) {
    this.judged = judged;
  }

  say = (what, all, limit, { unit = "ms", cpu, digits = 1 } = {}) => {
    const { median, p95 } = spread(all);
    const good = limit === undefined || (this.judged === "p95" ? p95 : median) <= limit;
    if (!good) this.missed++;
    const wanted =
      limit === undefined ? "" : `   wanted ${this.judged === "p95" ? "p95 " : ""}≤ ${limit} ${unit}`;
    const of = cpu === undefined ? "" : `, processor ${spread(cpu).median.toFixed(1)}`;
    console.log(
      `${good ? "ok  " : "MISS"} ${what.padEnd(46)} ${median.toFixed(digits).padStart(8)} ${unit}, p95 ${p95.toFixed(digits)}${of}${wanted}`,
    );
  };
}

/** Measurements of one thing: how long the editor waits, and how much of that the server was computing. */
export class Times {
  waited = [];
  computed = [];

  constructor(report) {
    this.report = report;
  }

  async take(server, work) {
    const before = server.usage().cpu;
    const start = performance.now();
    await work();
    this.waited.push(performance.now() - start);
    this.computed.push(server.usage().cpu - before);
  }

  forget() {
    this.waited = [];
    this.computed = [];
  }

  say(what, limit) {
    this.report.say(what, this.waited, limit, { cpu: this.computed });
  }
}
