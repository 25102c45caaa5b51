// Waiting for what other programs (Azurite, a child process) bring about; the limit is the test's own timeout.

/** Resolves as soon as `condition` holds. */
export async function eventually(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
