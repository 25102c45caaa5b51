/** Whatever people have typed into PendingCallRecords: maintain runs, releases the good rows, and sends nothing wrong. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { deliver, LAST_DELIVERY } from '../deliveries.ts';
import { type pendingRow, putPending, typedInRow } from '../pending-rows.ts';
import { createPipeline, type FuzzedPipeline } from '../pipeline.ts';
import { readMessage } from '../queue-oracle.ts';
import { fuzz, Seen } from './fuzz.ts';

const seen = new Seen('released', 'refused', 'settled');

/** Calls whose rows the pipeline has written. */
const GOOD = ['0aaaaaaa-0000-4000-8000-000000000001', 'ffffffff-0000-4000-8000-000000000002'];

/** Runs of the timer, each two hours after the one before: longer than any step of a row that is released. */
const RUNS = 3;

fuzz(
  'runs maintain over any rows, releases the good ones, and sends messages that ingest takes',
  {
    file: 'maintain.test.ts',
    share: 0.05,
    show: ([rows]) => JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)),
    seen,
  },
  fc.asyncProperty(fc.array(typedInRow, { maxLength: 5 }), async (rows) => {
    const pipeline = await createPipeline({ mood: 'found' });
    const { tables, queue, clock } = pipeline;
    for (const row of rows) await tables.table('PendingCallRecords').upsert(row);
    for (const callId of GOOD) await putPending(pipeline, callId);

    for (let run = 0; run < RUNS; run += 1) {
      await expectMaintained(pipeline);
      const texts = queue.messages().map(({ text }) => text);
      if (run === 0) {
        const released = texts.map((text) => readMessage(text)?.callId);
        expect(released).toEqual(expect.arrayContaining(GOOD));
        if (released.length > GOOD.length) seen.note('released');
      }
      for (const text of texts) expect(readMessage(text), text).toBeDefined();
      await workOff(pipeline);
      clock.advance({ minutes: 120 });
    }

    // Everything that was due has been stored, or is shown as given up; nothing goes round for ever.
    for (const { cells } of tables.rows('PendingCallRecords')) {
      if (cells.State?.value === 'unavailable') seen.note('refused');
      const isFound =
        cells.State?.type === 'String' && cells.State.value === 'waiting' && isDue(cells, clock.now());
      expect(isFound, 'a row is released again and again').toBe(false);
    }
    expect(tables.rows('CallRecords').map(({ partitionKey }) => partitionKey)).toEqual(
      expect.arrayContaining(GOOD),
    );
    expect(tables.rows('DeadLetters')).toEqual([]);
    seen.note('settled');
  }),
);

async function expectMaintained(pipeline: FuzzedPipeline): Promise<void> {
  const run = await pipeline.run('maintain', { data: { json: '{}' } });
  if (run.outcome === 'failed') throw new Error('maintain failed', { cause: run.error });
}

/** Ingests every message once, and takes it out. */
async function workOff(pipeline: FuzzedPipeline): Promise<void> {
  const { queue } = pipeline;
  for (const message of await queue.receive(32, 600)) {
    const { text } = message;
    await deliver(pipeline, 'ingestCallRecord', { text, dequeueCount: LAST_DELIVERY });
    await queue.delete(message);
  }
}

function isDue({ NextAttemptAt }: ReturnType<typeof pendingRow>['cells'], now: Date): boolean {
  return NextAttemptAt?.type === 'DateTime' && new Date(NextAttemptAt.value) <= now;
}
