/** The calls of a day as a summary needs them, and a digest of what it is made from. */

import { createHash } from 'node:crypto';
import { RULE_SET } from '../classify/rules.ts';
import type { Day } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { callsByDay } from '../tables/declarations/calls-by-day.ts';
import { callsByDayRange } from '../tables/keys.ts';
import { valuesIn, withColumns } from '../tables/table.ts';

/** Raised with every change that would make other summaries of the same calls. */
const SUMMARY_VERSION = 1;

const CALL = withColumns(callsByDay, [
  'CallId',
  'Generation',
  'FirstStartDateTime',
  'CallType',
  'SessionCount',
  'MediaStreamCount',
  'SetupFailedSessionCount',
  'RuleSet',
]);

export const summedCallColumns: ReadonlyArray<string> = Object.keys(CALL.columns);

export interface SummedCall {
  readonly generation: string;
  /** Of its start: 00 to 23, UTC. */
  readonly hour: string;
  readonly isPeerToPeer: boolean;
  /** Whether its streams were classified by the rules of today as they were stored. */
  readonly isClassified: boolean;
  readonly sessions: number;
  /** 0 where it was not classified: only its sessions tell. */
  readonly setupFailed: number;
  readonly mediaStreams: number;
}

export interface SummedCalls {
  readonly byId: ReadonlyMap<string, SummedCall>;
  /** The same for the same calls in the same generations under the same rules. */
  readonly digest: string;
}

/** Reads the day's rows of CallsByDay, a thousand a request. A row that an operator has broken is passed over. */
export async function readSummedCalls(store: Store, day: Day): Promise<SummedCalls> {
  const byId = new Map<string, SummedCall>();
  const digest = createHash('sha256').update(`${SUMMARY_VERSION} ${RULE_SET}\n`);
  const query = { ...callsByDayRange(store.tenantId, day), select: summedCallColumns };
  for await (const page of store.table('CallsByDay').query(query)) {
    for (const row of page) {
      const values = valuesIn(CALL, row);
      if (values === undefined) continue;
      digest.update(`${row.rowKey} ${values.Generation}\n`);
      byId.set(values.CallId, {
        generation: values.Generation,
        hour: values.FirstStartDateTime.slice(11, 13),
        isPeerToPeer: values.CallType === 'peerToPeer',
        isClassified: values.RuleSet === RULE_SET,
        sessions: values.SessionCount,
        setupFailed: values.SetupFailedSessionCount ?? 0,
        mediaStreams: values.MediaStreamCount,
      });
    }
  }
  return { byId, digest: digest.digest('hex') };
}
