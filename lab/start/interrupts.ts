/** Ctrl-C: the first asks for the verdict, the second does without. */

export interface Interrupts {
  readonly first: AbortSignal;
  readonly second: AbortSignal;
}

/** A shell's code for a program that Ctrl-C ended. */
export const EXIT_INTERRUPTED = 130;

/** One Ctrl-C can arrive twice: the terminal signals the whole group, and some shells and npm pass it on besides. */
const SAME_KEYPRESS_MS = 500;

/** Listens until the process ends. SIGTERM wants an end at once, and counts as both. */
export function listenForInterrupts(): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  let interruptedAt: number | undefined;
  process.on('SIGINT', () => {
    if (interruptedAt === undefined) first.abort();
    else if (performance.now() - interruptedAt > SAME_KEYPRESS_MS) second.abort();
    interruptedAt ??= performance.now();
  });
  process.on('SIGTERM', () => {
    first.abort();
    second.abort();
  });
  return { first: first.signal, second: second.signal };
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
