/** What a command of an operator works with. */

import type { TenantId } from '../../language/identifiers.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Tables } from '../../ports/storage.ts';

export interface Operator {
  readonly tenantId: TenantId;
  readonly tables: Tables;
  readonly clock: Clock;
  /** Whether a program reads: one JSON object a line and nothing else on standard output. */
  readonly json: boolean;
  /** Writes to standard output. */
  print(text: string): Promise<void>;
  /** Writes to standard error. */
  say(text: string): void;
  /** Asks whoever sits at the terminal; `nobody` when there is none. */
  confirm(question: string): Promise<'yes' | 'no' | 'nobody'>;
}

/** Done or answered; not, or not all of it; the command is wrong. */
export const EXIT = { done: 0, failed: 1, wrong: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Sentences about the answer, which must not stand between the lines that a program reads. */
export async function remark(operator: Operator, text: string): Promise<void> {
  if (operator.json) operator.say(text);
  else await operator.print(text);
}

/** Undefined when it may go on; otherwise the exit code, after saying that nothing was changed. */
export async function refusedBy(
  operator: Operator,
  question: string,
  isAgreed: boolean,
): Promise<ExitCode | undefined> {
  if (isAgreed) return undefined;
  switch (await operator.confirm(`${question} Go on? [y/N] `)) {
    case 'yes':
      return undefined;
    case 'no':
      operator.say('Nothing was changed.\n');
      return EXIT.failed;
    case 'nobody':
      operator.say(`${question} Nothing was changed: nobody is here to be asked, and --yes is not given.\n`);
      return EXIT.wrong;
  }
}
