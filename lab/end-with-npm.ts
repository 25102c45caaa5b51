/**
 * Ends a program that npm runs when npm is told to end. npm hands SIGTERM to the shell between the two, and a shell
 * such as dash ends without a word to its child, which then runs on unseen with its port taken.
 */

/** How soon a lost parent is noticed. */
const LOOK_EVERY_MS = 250;

/** From now on the end of the shell that npm started counts as a SIGTERM to this process. */
export function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(look);
    if (!process.emit('SIGTERM')) process.exit(143);
  }, LOOK_EVERY_MS);
  look.unref();
}
