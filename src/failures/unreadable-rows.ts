/** What to tell of rows that could not be read, beside what was read of the others. */

import { counted } from '../wording/values.ts';
import type { Remedy } from './explain-stored-failure.ts';

/** More of them are no help: the others are named once these are corrected. */
const MOST_NAMED = 20;

export interface ToldRows {
  readonly text: string;
  /** Each row by its keys, with what is wrong with it. */
  readonly named: ReadonlyArray<string>;
  readonly remedy: Required<Remedy>;
}

/** `rows` say what is wrong, with their keys, as ForeignRow does; one may come more than once. Undefined where there are none. */
export function explainUnreadable(rows: ReadonlyArray<{ readonly message: string }>): ToldRows | undefined {
  const messages = [...new Set(rows.map(({ message }) => message))];
  if (messages.length === 0) return undefined;
  const named = messages.slice(0, MOST_NAMED);
  const others = messages.length - named.length;
  return {
    text: `${counted(messages.length, 'row')} could not be read, so this answer is not complete:`,
    named: others === 0 ? named : [...named, `and ${counted(others, 'other')}`],
    remedy: {
      text: 'Another program or an operator wrote or changed such a row. Correct it as docs/tables.md says, or delete it. To restore the calls of a day then:',
      command: './callrecords verify --from DAY --to DAY',
    },
  };
}
