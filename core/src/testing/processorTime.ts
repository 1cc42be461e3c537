/** How long a piece of work keeps the processor busy, in milliseconds: what runs beside it on the machine counts for nothing. */
export function processorTime(work: () => unknown): number {
  const begin = process.cpuUsage();
  work();
  return since(begin);
}

/** The same of work that others have their turns in. */
export async function processorTimeOf(work: () => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage();
  await work();
  return since(begin);
}

function since(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}
