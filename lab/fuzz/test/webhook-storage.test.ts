/** While storage fails at random, a 202 still means that everything is kept, and what is forged learns nothing of it. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { anyFates, failingStorage } from '../failing-storage.ts';
import { createPipeline, type FuzzedPipeline } from '../pipeline.ts';
import { readMessage } from '../queue-oracle.ts';
import { type Bytes, notificationBody } from '../webhook-bodies.ts';
import { bodyOf, type Kept, keptBy, rememberSubscription, SECRETS } from '../webhook-kept.ts';
import { expectedEvents, expectedOfBody, type Judged } from '../webhook-oracle.ts';
import { fuzz, Seen } from './fuzz.ts';
import { bodyTexts } from './written-bodies.ts';

const seen = new Seen('202 although storage failed', '503', 'forged alone while storage failed');

fuzz(
  'acknowledges nothing that is not kept while storage fails',
  {
    file: 'webhook-storage.test.ts',
    share: 0.15,
    show: ([body, fates]) => `${JSON.stringify(fates)}\n${Buffer.from(body).toString()}`,
    seen,
  },
  fc.asyncProperty(notificationBody, anyFates, async (body, fates) => {
    const expected = expectedOfBody(body);
    fc.pre(expected.status === 202);
    const storage = failingStorage(fates);
    const pipeline = await createPipeline({ storage });
    await rememberSubscription(pipeline);

    const status = await post(pipeline, body);
    const failures = storage.failures();
    const { elements } = expected;
    const isForgedAlone = elements.every(({ is }) => is === 'forged');
    expectNothingForged(keptBy(pipeline), elements);
    if (isForgedAlone || failures.tables + failures.queue === 0) expect(status).toBe(202);
    expect([202, 503]).toContain(status);
    if (status === 202) expectAllKept(keptBy(pipeline), elements);

    if (status === 503) seen.note('503');
    else if (failures.tables + failures.queue > 0) {
      seen.note('202 although storage failed');
      if (isForgedAlone) seen.note('forged alone while storage failed');
    }

    // Graph sends it again, and storage is well again.
    storage.heal();
    expect(await post(pipeline, body)).toBe(202);
    expectNothingForged(keptBy(pipeline), elements);
    expectAllKept(keptBy(pipeline), elements);
  }),
);

async function post(pipeline: FuzzedPipeline, body: Bytes): Promise<number> {
  return (await pipeline.http('/api/notifications', { method: 'POST', body })).status;
}

/** At least once: what was kept before a 503 is kept again. */
function expectAllKept({ messages, deadLetters, events }: Kept, elements: ReadonlyArray<Judged>): void {
  const queued = messages.map((text) => readMessage(text)?.callId);
  const bodies = deadLetters.map(bodyOf);
  for (const element of elements) {
    if (element.is === 'change') expect(queued).toContain(element.callId);
    if (element.is !== 'unreadable') continue;
    const texts = bodyTexts(element.content);
    expect(
      bodies.some((body) => texts.includes(body)),
      texts[0],
    ).toBe(true);
  }
  for (const [id, columns] of expectedEvents(elements.filter(({ is }) => is === 'lifecycle'))) {
    expect([...(events.get(id) ?? [])]).toEqual(expect.arrayContaining([...columns]));
  }
}

/** Every message and dead letter belongs to an element that is Graph's. */
function expectNothingForged(kept: Kept, elements: ReadonlyArray<Judged>): void {
  const calls = elements.flatMap((element) => (element.is === 'change' ? [element.callId] : []));
  for (const text of kept.messages) expect(calls).toContain(readMessage(text)?.callId);
  const texts = elements.flatMap((element) =>
    element.is === 'unreadable' ? bodyTexts(element.content) : [],
  );
  for (const letter of kept.deadLetters) expect(texts).toContain(bodyOf(letter));
  for (const secret of SECRETS) expect(kept.everything).not.toContain(secret);
  // That notifications come is noted, if storage takes it.
  for (const { rowKey } of kept.others) expect(rowKey).toBe('ingest');
}
