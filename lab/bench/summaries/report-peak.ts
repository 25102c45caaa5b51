/** Writes how much memory a work takes: the peak of the resident set over what it was before. Ends the process. */

/** More often than a page takes. */
const LOOK_EVERY_MS = 10;

export async function reportPeak(work: () => Promise<unknown>): Promise<never> {
  globalThis.gc?.();
  const idleBytes = process.memoryUsage.rss();
  let peakBytes = idleBytes;
  const looking = setInterval(() => {
    peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }, LOOK_EVERY_MS);
  await work();
  clearInterval(looking);
  process.stdout.write(String(peakBytes - idleBytes));
  process.exit(0);
}
