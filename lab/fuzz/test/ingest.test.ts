/** Whatever lies in the queue: ingest ends in one durable outcome, and only a real message reaches Graph. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { asBody, deliver, garbledMetadata, ingestAtMost } from '../deliveries.ts';
import { graphMoods, MOODS } from '../moody-graph.ts';
import { outcomesIn, statesIn } from '../outcome.ts';
import { createPipeline, type FuzzedPipeline } from '../pipeline.ts';
import { anyQueueText, MESSAGE_MARK } from '../queue-bodies.ts';
import { readMessage } from '../queue-oracle.ts';
import { bodyOf, keptBy, SECRETS } from '../webhook-kept.ts';
import { fuzz, Seen } from './fuzz.ts';
import { bodyTexts } from './written-bodies.ts';

const seen = new Seen('stored', 'pending', 'dead', 'no message', 'garbled');

fuzz(
  'ends any message of the queue in one durable outcome',
  {
    file: 'ingest.test.ts',
    share: 0.18,
    show: ([text, dequeueCount, mood, garbled]) =>
      `${mood}, from delivery ${dequeueCount}, ${JSON.stringify(garbled)}\n${text}`,
    seen,
  },
  fc.asyncProperty(
    anyQueueText,
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom(...graphMoods),
    fc.option(garbledMetadata, { freq: 6, nil: undefined }),
    async (text, dequeueCount, mood, garbled) => {
      const pipeline = await createPipeline({ mood });
      const { outcome } = await ingestAtMost(pipeline, { text, dequeueCount, metadata: garbled });
      const message = readMessage(text);

      if (message === undefined) {
        seen.note('no message');
        expect(outcome).toBe('succeeded');
        expect(pipeline.asked).toEqual([]);
        expect(outcomesIn(pipeline)).toEqual({ stored: 0, pending: 0, dead: 1, putBack: 0 });
        expectBody(pipeline, text);
      } else {
        // The host's own count is hidden by a message that brings one along.
        const isMiscounted = garbled !== undefined || /dequeuecount/i.test(text);
        if (isMiscounted) seen.note('garbled');
        if (!isMiscounted) expect(outcome).toBe('succeeded');
        if (outcome === 'failed') {
          expect(statesIn(pipeline)).toEqual([]);
          const poisoned = await deliver(pipeline, 'deadLetterCallRecord', { text, dequeueCount: 1 });
          expect(poisoned.outcome).toBe('succeeded');
        }
        const [state, ...more] = statesIn(pipeline);
        expect(more).toEqual([]);
        expect([MOODS[mood].end, 'dead']).toContain(state);
        if (state !== undefined) seen.note(state);
        if (isOrdinary(text)) expect(state).toBe(MOODS[mood].end);
      }
      expectNothingTold(pipeline);
    },
  ),
);

/** A message of the pipeline's own making, seen within the last day: it must end as Graph's mood says. */
function isOrdinary(text: string): boolean {
  const { firstSeenAt, attempt } = JSON.parse(text) as { firstSeenAt: string; attempt: number };
  return firstSeenAt === '2026-11-23T08:59:00.0000000Z' && attempt < 100;
}

function expectBody({ tables }: FuzzedPipeline, text: string): void {
  const [letter] = tables.rows('DeadLetters');
  if (letter === undefined) expect.fail('no dead letter');
  expect(bodyTexts(asBody(text))).toContain(bodyOf(letter));
  expect(letter.partitionKey).toBe('call-records');
}

/** Logs carry ids and numbers, and tables no secret. */
function expectNothingTold(pipeline: FuzzedPipeline): void {
  expect(pipeline.logged()).not.toContain(MESSAGE_MARK);
  for (const secret of SECRETS) expect(keptBy(pipeline).everything).not.toContain(secret);
}
