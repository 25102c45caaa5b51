/**
 * What the pipeline had stored before the run, and was then asked not to keep: three calls, and the rows of the table
 * Withheld as they stand when the waits are over. The timers do the rest.
 */

import { createGraphClient } from '../../src/adapters/graph/client.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock, systemRandom } from '../../src/adapters/system.ts';
import { requestErasure, requestExclusion } from '../../src/forget/request.ts';
import type { CallId } from '../../src/language/identifiers.ts';
import { DAY_MS, HOUR_MS } from '../../src/language/milliseconds.ts';
import { silentLog } from '../../src/logs/log.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import { meetingKey } from '../../src/withheld/join-link.ts';
import { confirmKeepDays, updateLimits } from '../../src/withheld/limits.ts';
import { NOTHING_WITHHELD } from '../../src/withheld/withheld.ts';
import type { CallKind } from '../graph/call-kinds.ts';
import { startGraphServer } from '../graph/graph-server.ts';
import { createTenant } from '../graph/tenant.ts';
import { SIMULATED_TOKEN } from '../graph/transport.ts';
import { webhookTransport } from '../graph/webhook-transport.ts';
import type { Ending, NotKept } from '../judge/not-kept.ts';
import { type User, usersIn } from '../judge/users.ts';
import { Random } from '../random.ts';
import type { Parts } from './demonstration.ts';

/** The KEEP_DAYS of the functions in the show. */
export const KEEP_DAYS = 14;

/** Each call is of another day, and of none that the calls of the run are dated over. */
const DAYS_AGO: Readonly<Record<Ending, number>> = { deleted: 20, forgotten: 4, withheld: 3 };

/** Longer than the hour after which the timer forget begins. */
const ASKED_HOURS_AGO = 2;

const SEEDS = 1_000_000;

interface PastCall {
  readonly callId: string;
  readonly joinWebUrl: string | null;
  readonly users: ReadonlyArray<User>;
  readonly record: object;
}

/** The tables exist. No user and no meeting in these calls is in one of the run. The withheld call has the id that is given. */
export async function storeNotKept(
  { azurite, tenant }: Parts,
  { seed, withheldId }: { readonly seed: number; readonly withheldId: string },
): Promise<ReadonlyArray<NotKept>> {
  const tables = createAzureTables({ connectionString: azurite.connectionString });
  const { tenantId } = tenant;
  const storeAgo = (milliseconds: number) => {
    const now = () => new Date(systemClock.now().getTime() - milliseconds);
    return createStore({ tables, tenantId, clock: { ...systemClock, now } });
  };
  const [deleted, forgotten, withheld] = await storeCalls(storeAgo(0), seed, withheldId);
  const [erased] = forgotten.users;
  const meeting = meetingKey(withheld.joinWebUrl ?? '');
  if (erased === undefined || meeting === undefined) throw new Error('a past call lacks users or a link');

  const aDayAgo = storeAgo(DAY_MS);
  await confirmKeepDays(aDayAgo, KEEP_DAYS);
  await updateLimits(aDayAgo, { keepDays: KEEP_DAYS, wouldDelete: true });
  const hoursAgo = storeAgo(ASKED_HOURS_AGO * HOUR_MS);
  await requestErasure(hoursAgo, systemRandom, [erased.id]);
  await requestExclusion(hoursAgo, systemRandom, { kind: 'meeting', ids: [meeting] });
  return [
    { callId: deleted.callId, ending: 'deleted', texts: [] },
    { callId: forgotten.callId, ending: 'forgotten', texts: textsOf([erased]), record: forgotten.record },
    { callId: withheld.callId, ending: 'withheld', texts: [meeting, ...textsOf(withheld.users)] },
  ];
}

/** From a Graph of their own, which is gone afterwards. */
async function storeCalls(
  store: Store,
  seed: number,
  withheldId: string,
): Promise<readonly [deleted: PastCall, forgotten: PastCall, withheld: PastCall]> {
  const { clock } = store;
  const tenant = createTenant({
    seed: Random.seeded(seed).fork('past').integer(0, SEEDS),
    clock,
    transport: webhookTransport,
    behaviour: { throttling: false },
  });
  const graph = await startGraphServer({ tenant });
  const { callRecords } = createGraphClient({
    baseUrl: `${graph.url}/v1.0`,
    authentication: { fixedToken: SIMULATED_TOKEN },
    clock,
    random: systemRandom,
    gate: { notBefore: async () => undefined, hold: async () => {} },
    log: silentLog,
  });
  const stored = async (ending: Ending, kind: CallKind, id?: string): Promise<PastCall> => {
    const endedAt = new Date(clock.now().getTime() - DAYS_AGO[ending] * DAY_MS);
    const { callId } = tenant.startCall({
      ...(id === undefined ? {} : { id }),
      kind,
      endedAt,
      readableAfterSeconds: 0,
      versions: [{}],
    });
    const reading = await callRecords.open(callId as CallId, new AbortController().signal);
    const options = { rewrite: false, attemptedBefore: false, withheld: NOTHING_WITHHELD };
    await storeCallRecord(store, systemRandom, reading, options);
    const record = tenant.recordOf(callId) ?? {};
    const { joinWebUrl } = record as Pick<PastCall, 'joinWebUrl'>;
    return { callId, joinWebUrl, users: usersIn(record), record };
  };
  try {
    return [
      await stored('deleted', 'group-call'),
      await stored('forgotten', 'group-call'),
      await stored('withheld', 'meeting', withheldId),
    ];
  } finally {
    await graph.close();
  }
}

function textsOf(users: ReadonlyArray<User>): ReadonlyArray<string> {
  return users.flatMap(({ id, displayName, userPrincipalName }) => [id, displayName, userPrincipalName]);
}
