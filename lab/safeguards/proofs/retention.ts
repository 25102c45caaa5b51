/** What retention says of itself, and that what it deletes stays gone. */

import { createMemoryTables, type MemoryTables } from '../../../src/adapters/memory/tables.ts';
import { toDateTime } from '../../../src/language/date-time.ts';
import { DAY_MS } from '../../../src/language/milliseconds.ts';
import { silentLog } from '../../../src/logs/log.ts';
import { retain } from '../../../src/retention/retain.ts';
import { createStore } from '../../../src/rows/store.ts';
import { storeCallRecord } from '../../../src/store/store-call-record.ts';
import { createDoor } from '../../../src/withheld/door.ts';
import { confirmKeepDays, updateLimits } from '../../../src/withheld/limits.ts';
import { isRefused, readWithheld } from '../../../src/withheld/withheld.ts';
import { firstVersion, readingOf, TENANT_ID } from '../../exploration/call-versions.ts';
import { deletions } from '../../exploration/deletion.ts';
import type { Limits } from '../../exploration/explore.ts';
import { ManualClock } from '../../manual-clock.ts';
import { applicationInMemory, missing, saidBy, stillSaid } from './ask-health.ts';
import { broken, explored, type Proof } from './proof.ts';

const AHEAD_MS = 10 * DAY_MS;

const OLD_DAY = '2026-01-05';

const CRASH: Limits = { switches: 1, crashes: 1, lostReplies: 0 };

export const retentionProofs = {
  'a first KEEP_DAYS would delete calls': async () => {
    const { application, clock } = applicationInMemory({ KEEP_DAYS: '90' });
    const { store } = application;
    const rowKey = `${OLD_DAY}T09:00:00.0000000Z_c0000000-0000-4000-8000-000000000001`;
    await store
      .table('CallsByDay')
      .upsert({ partitionKey: `${store.tenantId}_${OLD_DAY}`, rowKey, cells: {} });
    await application.retain();
    const isSaid = missing(await saidBy(application), 'retentionUnconfirmed');
    await confirmKeepDays(store, KEEP_DAYS);
    await application.retain();
    clock.advance({ minutes: 1 });
    return [...isSaid, ...stillSaid(await saidBy(application), 'retentionUnconfirmed')];
  },

  'a clock that was ahead has moved the limits of retention': async () => {
    const { application, clock } = applicationInMemory({ KEEP_DAYS: '90' });
    const { store } = application;
    const ahead = new ManualClock(new Date(clock.now().getTime() + AHEAD_MS));
    await updateLimits({ ...store, clock: ahead }, { keepDays: 90, wouldDelete: false });
    const isSaid = missing(await saidBy(application), 'limitsNotBelieved');
    await application.retain();
    clock.advance({ minutes: 1 });
    return [...isSaid, ...stillSaid(await saidBy(application), 'limitsNotBelieved')];
  },

  'a run of retain has a clock that is days ahead': async () => {
    const clock = new ManualClock('2027-02-22T00:05:00Z');
    const ahead = new ManualClock(new Date(clock.now().getTime() + AHEAD_MS));
    const tables = createMemoryTables({ now: () => clock.now() });
    const store = createStore({ tables, tenantId: TENANT_ID, clock: ahead });
    await retain({ store, log: silentLog, keepDays: 90 }).catch(() => undefined);
    const { limits } = await readWithheld({ ...store, clock: ahead });
    if (limits.refusedBefore === undefined) return [];
    return [broken('forgotten', `calls before ${limits.refusedBefore} are refused`)];
  },

  'calls are stored after a clock that was ahead has moved the limits': async () => {
    const { application, clock } = applicationInMemory({ KEEP_DAYS: '90' });
    const { store } = application;
    const ahead = new ManualClock(new Date(clock.now().getTime() + 100 * DAY_MS));
    await updateLimits({ ...store, clock: ahead }, { keepDays: 90, wouldDelete: false });
    const isKept = !isRefused(await createDoor(store).read(), toDateTime(clock.now()));
    return isKept ? [] : [broken('forgotten', 'a call of today is refused')];
  },

  'the limits of retention cannot be read for a day': async () => {
    const { application, clock } = applicationInMemory({ KEEP_DAYS: '90' });
    const { withheld, status } = application.store;
    await status.merge('maintain', { RunningSince: toDateTime(clock.now()) });
    await withheld.upsert('limits', { RefusedBefore: 'the first of May' });
    await application.retain().catch(() => undefined);
    clock.advance({ minutes: 25 * 60 });
    const isSaid = missing(await saidBy(application), 'retentionNotSucceeding');
    await withheld.upsert('limits', {});
    await application.retain();
    clock.advance({ minutes: 1 });
    return [...isSaid, ...stillSaid(await saidBy(application), 'retentionNotSucceeding')];
  },

  'an erasure cannot be read for a day': async () => {
    const { application, clock } = applicationInMemory();
    const { withheld, status } = application.store;
    await status.merge('maintain', { RunningSince: toDateTime(clock.now()) });
    await withheld.upsert('erasure_1', { Ids: 'nobody' });
    await application.forget().catch(() => undefined);
    clock.advance({ minutes: 25 * 60 });
    const isSaid = missing(await saidBy(application), 'forgetNotSucceeding');
    const now = toDateTime(clock.now());
    await withheld.upsert('erasure_1', { Ids: '["ada"]', Pseudonym: 'erased-1', RequestedAt: now });
    await application.forget();
    clock.advance({ minutes: 1 });
    return [...isSaid, ...stillSaid(await saidBy(application), 'forgetNotSucceeding')];
  },

  'an erasure is not finished for days': async () => {
    const { application, clock } = applicationInMemory();
    const { withheld, status } = application.store;
    await status.merge('maintain', { RunningSince: toDateTime(clock.now()) });
    const RequestedAt = toDateTime(new Date(clock.now().getTime() - 3 * DAY_MS));
    const asked = { Ids: '["ada"]', Pseudonym: 'erased-1', RequestedAt };
    await withheld.upsert('erasure_1', {
      ...asked,
      NextPassAt: toDateTime(new Date(clock.now().getTime() + 60_000)),
    });
    await application.forget();
    const isSaid = missing(await saidBy(application), 'forgetUnfinished');
    clock.advance({ minutes: 2 });
    await application.forget();
    clock.advance({ minutes: 1 });
    return [...isSaid, ...stillSaid(await saidBy(application), 'forgetUnfinished')];
  },

  'no day can be summed up for days': async () => {
    const { application, clock } = applicationInMemory();
    const { status } = application.store;
    await status.merge('maintain', { RunningSince: toDateTime(clock.now()) });
    await status.merge('ingest', { LastStoredAt: toDateTime(clock.now()) });
    clock.advance({ minutes: 49 * 60 });
    const isSaid = missing(await saidBy(application), 'summarizeNotSucceeding');
    await application.summarize();
    clock.advance({ minutes: 1 });
    return [...isSaid, ...stillSaid(await saidBy(application), 'summarizeNotSucceeding')];
  },

  'a stored call is deleted, and a process ends': explored(deletions['a stored call'], CRASH),

  'a call is refused of which an attempt has left rows': explored(
    deletions['rows of an attempt that never committed'],
    CRASH,
  ),

  'a call is refused whose commit was not settled': explored(
    deletions['a commit that was never settled'],
    CRASH,
  ),

  'a call is being written again when it is first refused': async () => {
    const requests = await rewrittenWhileRefused(Number.POSITIVE_INFINITY);
    for (let request = 1; request <= requests.made; request += 1) {
      const { cameBack } = await rewrittenWhileRefused(request);
      if (cameBack) return [broken('forgotten', `a call that was deleted at request ${request} came back`)];
    }
    return [];
  },
} as const satisfies Readonly<Record<string, Proof>>;

/** Runs of the timer are ten minutes apart; the call is older than what is kept by a day. */
const RUNS = 3;
const KEEP_DAYS = 90;

/** An ingest stands still before one of its requests, for as long as some runs of retention take. */
async function rewrittenWhileRefused(standsAt: number): Promise<{ made: number; cameBack: boolean }> {
  const storage = createMemoryTables();
  const clock = new ManualClock('2027-02-22T00:05:00Z');
  const storeOver = (tables: MemoryTables) => createStore({ tables, tenantId: TENANT_ID, clock });
  const store = storeOver(storage);
  const write = async (tables: MemoryTables, attempt: string) => {
    const through = storeOver(tables);
    const withheld = await createDoor(store).read();
    const random = { fraction: () => 0.5, hex: () => attempt.padStart(12, '0') };
    const options = { rewrite: true, attemptedBefore: true, withheld };
    return await storeCallRecord(through, random, readingOf(firstVersion), options);
  };
  await write(storage, '1');
  await confirmKeepDays(store, KEEP_DAYS);
  let made = 0;
  let wasDeleted = false;
  const standing = storage.seenThrough(async ({ phase }) => {
    if (phase !== 'before') return;
    made += 1;
    if (made !== standsAt) return;
    for (let run = 0; run < RUNS; run += 1) {
      await retain({ store, log: silentLog, keepDays: KEEP_DAYS });
      clock.advance({ minutes: 11 });
    }
    wasDeleted = storage.rows('CallRecords').length === 0;
  });
  await write(standing, '2').catch(() => undefined);
  return { made, cameBack: wasDeleted && storage.rows('CallRecords').length > 0 };
}
