/** The calls of a day as a summary needs them, and a digest of what it is made from. */

import { createHash, type Hash } from 'node:crypto';
import { RULE_SET } from '../classify/rules.ts';
import type { DateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { valuesIn, withColumns } from '../tables/table.ts';

/** Raised with every change that would make other summaries of the same calls. */
const SUMMARY_VERSION = 2;

const CALL = withColumns(callsByDay, [
  'CallId',
  'Generation',
  'FirstStartDateTime',
  'CallType',
  'SessionCount',
  'MediaStreamCount',
  'SetupFailedSessionCount',
  'DroppedSessionCount',
  'RuleSet',
  'Withheld',
]);

export const summedCallColumns: ReadonlyArray<string> = Object.keys(CALL.columns);

export interface SummedCall {
  readonly generation: string;
  /** In its first stored version. */
  readonly startedAt: DateTime;
  /** Of its start: 00 to 23, UTC. */
  readonly hour: string;
  readonly isPeerToPeer: boolean;
  readonly isWithheld: boolean;
  /** Whether its streams were classified by the rules of today as they were stored. */
  readonly isClassified: boolean;
  readonly sessions: number;
  /** Both 0 where it was never classified: only its sessions tell. */
  readonly setupFailed: number;
  readonly dropped: number;
  readonly mediaStreams: number;
}

export interface SummedCalls {
  readonly byId: ReadonlyMap<string, SummedCall>;
  /** The same for the same calls in the same generations under the same rules. */
  readonly digest: string;
  /** By hour: the same for the same calls in the same generations. */
  readonly digestOfHour: ReadonlyMap<string, string>;
}

/** Reads the day's rows of CallsByDay, a thousand a request. A row that an operator has broken is passed over. */
export async function readSummedCalls(store: Store, day: Day): Promise<SummedCalls> {
  const byId = new Map<string, SummedCall>();
  const digest = createHash('sha256').update(`${SUMMARY_VERSION} ${RULE_SET}\n`);
  const hours = new Map<string, Hash>();
  const query = { ...callsByDayRange(store.tenantId, day), select: summedCallColumns };
  for await (const page of store.table('CallsByDay').query(query)) {
    for (const row of page) {
      const values = valuesIn(CALL, row);
      if (values === undefined) continue;
      const startedAt = values.FirstStartDateTime;
      const hour = startedAt.slice(11, 13);
      digest.update(`${row.rowKey} ${values.Generation}\n`);
      hours.set(hour, (hours.get(hour) ?? createHash('sha256')).update(row.rowKey + values.Generation));
      byId.set(values.CallId, {
        generation: values.Generation,
        startedAt,
        hour,
        isPeerToPeer: values.CallType === 'peerToPeer',
        isWithheld: Boolean(values.Withheld),
        isClassified: values.RuleSet === RULE_SET,
        sessions: values.SessionCount,
        setupFailed: values.SetupFailedSessionCount ?? 0,
        dropped: values.DroppedSessionCount ?? 0,
        mediaStreams: values.MediaStreamCount,
      });
    }
  }
  const digestOfHour = new Map([...hours].map(([hour, hash]) => [hour, hash.digest('hex')]));
  return { byId, digest: digest.digest('hex'), digestOfHour };
}
