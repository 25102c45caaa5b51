/** Whatever the host gives up on: the poison function keeps it, readable, or puts it back until it can be kept. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { asBody, deliver, garbledMetadata } from '../deliveries.ts';
import { anyFates, failingStorage } from '../failing-storage.ts';
import { outcomesIn } from '../outcome.ts';
import { createPipeline } from '../pipeline.ts';
import { anyQueueText, MESSAGE_MARK } from '../queue-bodies.ts';
import { readMessage } from '../queue-oracle.ts';
import { bodyOf } from '../webhook-kept.ts';
import { fuzz, Seen } from './fuzz.ts';
import { bodyTexts } from './written-bodies.ts';

const seen = new Seen('kept', 'put back', 'failed');

fuzz(
  'keeps any poisoned message readable, or puts it back while that is impossible',
  {
    file: 'poison.test.ts',
    share: 0.08,
    show: ([text, garbled, fates]) => `${JSON.stringify(fates)}, ${JSON.stringify(garbled)}\n${text}`,
    seen,
  },
  fc.asyncProperty(
    anyQueueText,
    fc.option(garbledMetadata, { nil: undefined }),
    anyFates,
    async (text, metadata, fates) => {
      const storage = failingStorage(fates);
      const pipeline = await createPipeline({ storage });
      const once = { text, dequeueCount: 1, metadata };
      const { outcome } = await deliver(pipeline, 'deadLetterCallRecord', once);
      const { tables, queue } = storage.failures();
      if (outcome === 'failed') {
        seen.note('failed');
        // The host leaves the message where it is, invisible for a while.
        expect(tables + queue).toBeGreaterThan(0);
        storage.heal();
        expect((await deliver(pipeline, 'deadLetterCallRecord', once)).outcome).toBe('succeeded');
      }
      const [putBack] = pipeline.queue.poisonQueue.messages();
      if (putBack !== undefined) {
        seen.note('put back');
        expect(tables).toBeGreaterThan(0);
        // The queue in memory keeps half a surrogate pair; one that speaks UTF-8 cannot.
        expect(bodyTexts(asBody(text))).toContain(putBack.text.toWellFormed());
        expect(putBack.visibleAt > pipeline.clock.now()).toBe(true);
        storage.heal();
        const again = { text: putBack.text, dequeueCount: 1, metadata };
        expect((await deliver(pipeline, 'deadLetterCallRecord', again)).outcome).toBe('succeeded');
      }
      seen.note('kept');

      expect(outcomesIn(pipeline)).toMatchObject({ stored: 0, pending: 0 });
      const letters = pipeline.tables.rows('DeadLetters');
      expect(letters.length).toBeGreaterThan(0);
      // What is put back is text: when it is JSON in a JSON text, it comes again as what the text says.
      const texts = putBack === undefined ? [text] : [text, putBack.text];
      for (const letter of letters) {
        expect(letter.partitionKey).toBe('call-records-poison');
        expect(texts.map((each) => ({ bodies: bodyTexts(asBody(each)), ...marksOf(each) }))).toContainEqual({
          bodies: expect.arrayContaining([bodyOf(letter)]),
          state: letter.cells.State?.value,
          callId: letter.cells.CallId?.value,
        });
      }
      expect(pipeline.logged()).not.toContain(MESSAGE_MARK);
    },
  ),
);

/** Replayed by itself is only what names a call. */
function marksOf(text: string): { readonly state: string; readonly callId: string | undefined } {
  const message = readMessage(text);
  return { state: message === undefined ? 'operator' : 'waiting', callId: message?.callId };
}
