/** `npm run simulate -- --crashes …`: kills processes at every request, and says whether all ended well. */

import { crashOptions } from './command-line.ts';
import { runCrashes } from './crashes.ts';

/** `args`: what follows `--crashes`. Resolves with the exit code. */
export async function crashes(args: ReadonlyArray<string>): Promise<number> {
  const options = crashOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  return (await runCrashes({ ...options, print: console.log })) ? 0 : 1;
}
