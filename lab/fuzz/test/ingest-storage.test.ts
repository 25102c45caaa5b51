/** While storage fails at random, a message that ingest is done with has left its call somewhere, at every delivery. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { deliver, LAST_DELIVERY } from '../deliveries.ts';
import { anyFates, failingStorage } from '../failing-storage.ts';
import { graphMoods } from '../moody-graph.ts';
import { statesIn } from '../outcome.ts';
import { putPending } from '../pending-rows.ts';
import { createPipeline } from '../pipeline.ts';
import { messageText } from '../queue-bodies.ts';
import { readMessage } from '../queue-oracle.ts';
import { fuzz, Seen } from './fuzz.ts';

const seen = new Seen('stored', 'pending', 'dead', 'putBack', 'poisoned');

fuzz(
  'loses no call while storage fails',
  {
    file: 'ingest-storage.test.ts',
    share: 0.09,
    show: ([text, mood, first, fates]) =>
      `${mood}, from delivery ${first}, ${JSON.stringify(fates)}\n${text}`,
    seen,
  },
  fc.asyncProperty(
    messageText,
    fc.constantFrom(...graphMoods),
    fc.integer({ min: 1, max: LAST_DELIVERY }),
    fc.boolean(),
    anyFates,
    async (text, mood, first, isPending, fates) => {
      const storage = failingStorage(fates);
      const pipeline = await createPipeline({ mood, storage });
      const message = readMessage(text);
      if (message !== undefined && isPending) await putPending(pipeline, message.callId);
      for (let dequeueCount = first; dequeueCount <= LAST_DELIVERY; dequeueCount += 1) {
        const before = storage.failures();
        const { outcome } = await deliver(pipeline, 'ingestCallRecord', { text, dequeueCount });
        if (outcome === 'succeeded') {
          const states = statesIn(pipeline);
          expect(states).not.toEqual([]);
          for (const state of states) seen.note(state);
          return;
        }
        const after = storage.failures();
        // At the last delivery ingest gives up by itself: it writes a dead letter, or else puts the message back.
        if (
          dequeueCount === LAST_DELIVERY &&
          !/dequeuecount/i.test(text) &&
          !statesIn(pipeline).includes('dead')
        ) {
          expect(after.queue).toBeGreaterThan(before.queue);
          expect(after.tables).toBeGreaterThan(before.tables);
        }
      }
      seen.note('poisoned');
      storage.heal();
      const { outcome } = await deliver(pipeline, 'deadLetterCallRecord', { text, dequeueCount: 1 });
      expect(outcome).toBe('succeeded');
      expect(statesIn(pipeline)).toContain('dead');
    },
  ),
);
