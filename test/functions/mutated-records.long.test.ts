/**
 * Records of every kind with values changed at random, through the application over storage in memory: each is stored
 * whole or given up visibly, and the record as it was is stored after it. `FUZZ=5000` takes more of them, `SEED` those
 * of a run before.
 */

import { expect, test } from 'vitest';
import { CALM_BEHAVIOUR } from '../../lab/graph/behaviour.ts';
import { graphHttpClient } from '../../lab/graph/http-client.ts';
import { createTenant } from '../../lab/graph/tenant.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { Random } from '../../lab/random.ts';
import { createMemoryQueue } from '../../src/adapters/memory/queue.ts';
import { createMemoryTables } from '../../src/adapters/memory/tables.ts';
import { createApplication } from '../../src/app.ts';
import { callsOfDay } from '../../src/calls/calls-of-day.ts';
import { callsOfUser } from '../../src/calls/calls-of-user.ts';
import { readCall } from '../../src/calls/read-call.ts';
import { readConfig } from '../../src/config.ts';
import { readDocument } from '../../src/documents/read-document.ts';
import type { Outcome } from '../../src/ingest/outcome.ts';
import { type CallId, parseCallId } from '../../src/language/identifiers.ts';
import type { JsonObject } from '../../src/language/json.ts';
import { readQueuedMessage } from '../../src/ports/call-record-message.ts';
import { MAX_DELIVERIES } from '../../src/ports/ingest-limits.ts';
import { childTableNames } from '../../src/tables/declarations/index.ts';
import type { ReadRows } from '../../src/tables/table.ts';
import { asSent, type HeldRecord, recordHolder } from '../fixtures/held-record.ts';
import { mutated } from '../fixtures/mutated-record.ts';
import { unmentionedValues } from '../fixtures/unmentioned-values.ts';

const RECORDS = Number(process.env.FUZZ ?? 60);
const MOST_CHANGES = 3;
const KINDS = ['peer-to-peer', 'meeting', 'pstn-inbound', 'call-queue', 'communication-services'] as const;

/** Whatever a dead letter's reason must name: what a record cannot be stored without, or its links. */
const NAMED =
  /\b(?:id|version|lastModifiedDateTime|startDateTime|sessions|participants_v2|nextLink|next link)\b/;

function createWorld(seed: number) {
  const clock = new ManualClock();
  const tenant = createTenant({
    seed,
    clock,
    transport: { post: async () => ({ status: 404, contentType: '', body: '', elapsedMilliseconds: 5 }) },
    behaviour: { ...CALM_BEHAVIOUR, throttling: false },
  });
  const tables = createMemoryTables();
  const config = readConfig({
    CallRecordStorage: 'UseDevelopmentStorage=true',
    GRAPH_TENANT_ID: tenant.tenantId,
    GRAPH_BASE_URL: 'http://127.0.0.1:4280',
    WEBHOOK_BASE_URL: 'http://127.0.0.1:7071',
    GRAPH_CLIENT_STATE: 'the-secret-of-this-test-alone',
  });
  const application = createApplication(config, {
    clock,
    httpClient: graphHttpClient(tenant, clock),
    tables,
    queue: createMemoryQueue(clock),
  });
  const hold = recordHolder(tenant, clock);

  /** Delivers the notification of a call as often as the host does. */
  async function ingest(callId: CallId): Promise<Outcome> {
    const firstSeenAt = clock.now().toISOString();
    const message = {
      schema: 1,
      tenantId: tenant.tenantId,
      callId,
      reason: 'notification',
      attempt: 0,
      firstSeenAt,
    };
    for (let dequeueCount = 1; ; dequeueCount += 1) {
      try {
        return await application.ingest(readQueuedMessage(message), {
          messageId: callId,
          dequeueCount,
          insertedAt: clock.now(),
        });
      } catch (error) {
        if (dequeueCount === MAX_DELIVERIES) throw error;
      }
    }
  }

  return { tenant, tables, store: application.store, hold, ingest };
}

type World = ReturnType<typeof createWorld>;

/** Rows of a table that belong to a call. */
function rowsOf({ tables }: World, table: (typeof tables)['names'][number], callId: CallId) {
  return tables
    .rows(table)
    .filter(({ partitionKey, rowKey, cells }) =>
      [partitionKey, rowKey, cells.CallId?.value].includes(callId),
    );
}

async function expectStored(world: World, callId: CallId, shown: HeldRecord): Promise<void> {
  const { store } = world;
  expect(await readDocument(store, callId)).toEqual(asSent(shown));
  const call = await readCall(store, callId);
  if (call === undefined) throw new Error('no head');
  expect(unmentionedValues(shown.record, call)).toEqual([]);
  for (const table of childTableNames) {
    const generations = rowsOf(world, table, callId).map(({ cells }) => cells.Generation?.value);
    expect(generations.filter((generation) => generation !== call.head.Generation)).toEqual([]);
  }
  const day = await ids(callsOfDay(store, call.head.FirstStartDateTime.slice(0, 10)));
  expect(day.filter((id) => id === callId)).toHaveLength(1);
  for (const { IdentityId } of call.participants) {
    if (IdentityId) expect(await ids(callsOfUser(store, IdentityId))).toContain(callId);
  }
  expect(rowsOf(world, 'DeadLetters', callId)).toEqual([]);
}

function expectDead(world: World, callId: CallId): void {
  const [letter, ...more] = rowsOf(world, 'DeadLetters', callId);
  expect(letter?.cells.Reason?.value).toMatch(NAMED);
  expect(more).toEqual([]);
  const left = world.tables.names.filter(
    (table) => table !== 'DeadLetters' && rowsOf(world, table, callId).length > 0,
  );
  expect(left).toEqual([]);
}

async function ids(pages: AsyncIterable<ReadRows<{ readonly CallId: string }>>) {
  const found: Array<string> = [];
  for await (const { rows } of pages) found.push(...rows.map(({ CallId }) => CallId));
  return found;
}

test(
  `${RECORDS} records with changed values are stored whole or given up, and records go on flowing`,
  async () => {
    const seed = Number(process.env.SEED ?? Date.now());
    const random = Random.seeded(seed);
    const outcomes = { stored: 0, dead: 0 };
    let world = createWorld(seed);
    for (let number = 0; number < RECORDS; number += 1) {
      // The tables are searched whole for what is left: they are not to grow.
      if (number % 25 === 0) world = createWorld(seed + number);
      const kind = KINDS[number % KINDS.length] ?? 'meeting';
      const callId = parseCallId(random.guid()) as CallId;
      const real = world.tenant.startCall({ kind, readableAfterSeconds: 0 }).callId;
      const original = world.tenant.recordOf(real) as JsonObject;
      const record = mutated({ ...original, id: callId }, random.fork('changes', number), MOST_CHANGES);
      const shown = { callId, record };
      world.hold(shown);
      const about = `SEED=${seed}, record ${number}`;
      const outcome = await world.ingest(callId);
      try {
        if (outcome.kind === 'stored') await expectStored(world, callId, shown);
        else expectDead(world, callId);
      } catch (error) {
        throw new Error(`${about}: ${outcome.kind}`, { cause: error });
      }
      outcomes[outcome.kind === 'stored' ? 'stored' : 'dead'] += 1;
      const untouched = parseCallId(real) as CallId;
      expect(await world.ingest(untouched), about).toMatchObject({ kind: 'stored' });
    }
    // A run in which one of them never happens has tried nothing.
    expect(Math.min(outcomes.stored, outcomes.dead), `SEED=${seed}`).toBeGreaterThan(0);
  },
  30_000 + RECORDS * 500,
);
