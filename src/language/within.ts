/** Bounds the waiting for work that cannot be told to stop. */

/**
 * Resolves or rejects as the work does, or rejects with the signal's reason once that is aborted. The work itself goes
 * on, and its result is dropped.
 */
export async function within<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
