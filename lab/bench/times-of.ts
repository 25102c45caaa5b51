/** How long a piece of work takes: by the clock, and of the processor, which what others do meanwhile does not lengthen. */

export interface Times {
  readonly ms: number;
  readonly cpuMs: number;
}

export async function timesOf(work: () => Promise<unknown>): Promise<Times> {
  const begun = performance.now();
  const usedBefore = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(usedBefore);
  return { ms: performance.now() - begun, cpuMs: (user + system) / 1_000 };
}
