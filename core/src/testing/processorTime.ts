/** How long a piece of work keeps the processor busy, in milliseconds: what runs beside it on the machine counts for nothing. */
export function processorTime(work: () => unknown): number {
  const begin = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}
