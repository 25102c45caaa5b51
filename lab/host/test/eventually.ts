// Waiting for what other programs (Azurite, a child process) bring about; the limit is the test's own timeout.
import { setTimeout as pause } from 'node:timers/promises';

/** Leaves the processor to those who are waited for. */
const POLL_MS = 5;

/** Resolves as soon as `condition` holds. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(POLL_MS);
}
