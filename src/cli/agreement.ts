/** Asks for the name of the storage account before much is changed: a terminal may look at another one than one thinks. */

import type { StoreContext } from './command.ts';
import { AskedWrongly } from './exit.ts';
import { anyText } from './formats.ts';

export const yesOption = {
  takes: 'account',
  description: 'does not ask, if this is the name of the storage account',
  format: anyText,
} as const;

/** Whether the user agrees to what is about to happen. Rejects with AskedWrongly where no user can be asked. */
export async function isAgreed(
  { terminal, account }: StoreContext,
  question: string,
  { yes, isMuch }: { readonly yes: string | undefined; readonly isMuch: boolean },
): Promise<boolean> {
  if (yes !== undefined && yes !== account) {
    throw new AskedWrongly(`--yes is ${yes}, but the account is ${account}. Nothing was changed`);
  }
  if (!isMuch || yes !== undefined) return true;
  const answer = await terminal.ask(`${question} To go on, type the name of the account (${account}): `);
  if (answer === undefined) {
    throw new AskedWrongly(`${question} Nothing was changed: to go on, add --yes ${account}`);
  }
  if (answer.trim() === account) return true;
  terminal.say('Nothing was changed.\n');
  return false;
}
