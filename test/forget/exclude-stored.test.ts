/** Exclusions of stored calls whose heads say little, and that end while a pass is under way. */

import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/adapters/system.ts';
import { forget } from '../../src/forget/forget.ts';
import { liftExclusion, requestExclusion } from '../../src/forget/request.ts';
import { parseCallRecordBody } from '../../src/record/call-record.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';
import { inStore, numberedCall, once, readingOf, rowsOf, store } from '../store/call-in-store.ts';
import { ForgetTimer, HOUR } from './timer.ts';

describe('an organizer whom Graph names by the id of their entry alone', () => {
  const COUNCIL = 'b0000000-0000-4000-8000-00000000000c';

  it('has the stored call withheld, as each version that comes later', async () => {
    const at = new ForgetTimer();
    const reading = readingOf({ organizer: null });
    const properties = { ...reading.record.properties, organizer_v2: { id: COUNCIL, identity: null } };
    const opening = { request: 'record', text: JSON.stringify(properties) } as const;
    const shown = { ...reading, record: parseCallRecordBody(properties), opening };
    const asked = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
    await storeCallRecord(inStore(at.tables), systemRandom, shown, asked);
    await requestExclusion(at.working().store, systemRandom, { kind: 'organizer', ids: [COUNCIL] });
    await at.untilFinished();
    expect(rowsOf(at.tables, 'CallRecords')).toMatchObject([{ Withheld: 'excluded' }]);
  });
});

it('an exclusion that is lifted while a pass is under way keeps no ids of calls', async () => {
  const at = new ForgetTimer();
  const { store: known } = at.working();
  for (let n = 1; n <= 3; n += 1) await store(at.tables, { callId: numberedCall(n) });
  const row = await requestExclusion(known, systemRandom, { kind: 'user', ids: ['ben'] });
  at.clock.advance(HOUR);
  const ending = once(at.tables, { table: 'CallRecords', operation: 'replace', phase: 'after' }, () => {
    throw new Error('the process ended');
  });
  await expect(forget(at.working(ending))).rejects.toThrow('the process ended');
  expect(JSON.stringify((await at.known()).exclusions[0]?.values)).toContain(numberedCall(1));
  await liftExclusion(known, row);
  at.clock.advance(HOUR);
  await forget(at.working());
  const [exclusion] = (await at.known()).exclusions;
  expect(exclusion?.values).toMatchObject({ FinishedAt: expect.anything() });
  for (const n of [1, 2, 3]) expect(JSON.stringify(exclusion?.values)).not.toContain(numberedCall(n));
});
