/** Whatever is sent to the webhook: the answer is one of few, and what was acknowledged is kept, and nothing else. */

import fc from 'fast-check';
import { expect } from 'vitest';
import { createPipeline } from '../pipeline.ts';
import { readMessage } from '../queue-oracle.ts';
import { markOf } from '../webhook-bodies.ts';
import { bodyOf, type Kept, keptBy, rememberSubscription, SECRETS } from '../webhook-kept.ts';
import { type Expected, expectedEvents, expectedOf, type Judged } from '../webhook-oracle.ts';
import { anyRequest, show, toRequestInit } from '../webhook-requests.ts';
import { fuzz, Seen } from './fuzz.ts';
import { expectBodies } from './written-bodies.ts';

/** Graph waits three seconds for an answer. Of the processor's time, because other tests may be running. */
const ANSWERED_WITHIN_MICROSECONDS = 3_000_000;

/** What the library adds to an empty body. */
const BARE_HEADERS = [['content-type', 'text/plain;charset=UTF-8']];

const seen = new Seen('200', '202', '400', '404', '413', 'change', 'lifecycle', 'unreadable', 'forged');

fuzz(
  'answers any request with what it asks for, and keeps exactly what it acknowledged',
  { file: 'webhook.test.ts', share: 0.45, show: ([request]) => show(request), seen },
  fc.asyncProperty(anyRequest, async (request) => {
    const pipeline = await createPipeline();
    await rememberSubscription(pipeline);
    const begun = process.cpuUsage();
    const { path, query } = request;
    const response = await pipeline.http(
      `${path}${query.text === '' ? '' : `?${query.text}`}`,
      toRequestInit(request),
    );
    const body = Buffer.from(await response.arrayBuffer()).toString();
    const { user, system } = process.cpuUsage(begun);
    expect(user + system).toBeLessThan(ANSWERED_WITHIN_MICROSECONDS);

    const allowed = expectedOf(request);
    const expected = allowed.find(({ status }) => status === response.status);
    if (expected === undefined) {
      expect.fail(`answered ${response.status}, not ${allowed.map(({ status }) => status).join(' or ')}`);
    }
    if (expected.status === 200) {
      // Of a token that is written wrongly, only the form of the answer is certain.
      if (query.asks === 'handshake') expect(body).toBe(expected.token);
      expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    } else {
      // The same for right and forged: a prober learns nothing. The 404 is the host's own.
      expect([[...response.headers], body]).toEqual([expected.status === 404 ? [] : BARE_HEADERS, '']);
    }
    expectKept(keptBy(pipeline), expected);
    seen.note(String(response.status));
    if (expected.status === 202) for (const { is } of expected.elements) seen.note(is);
  }),
);

function expectKept(kept: Kept, expected: Expected): void {
  const elements = expected.status === 202 ? expected.elements : [];
  const calls = new Set(elements.flatMap((element) => (element.is === 'change' ? [element.callId] : [])));
  const messages = kept.messages.map((text) => readMessage(text));
  expect(messages.map((message) => message?.callId).sort()).toEqual([...calls].sort());
  for (const message of messages) expect(message).toMatchObject({ reason: 'notification', attempt: 0 });
  expectLetters(kept, elements);
  expect(kept.events).toEqual(expectedEvents(elements));
  expect(kept.isArrivalNoted).toBe(calls.size > 0);
  expect(kept.others).toEqual([]);
  for (const secret of SECRETS) expect(kept.everything).not.toContain(secret);
}

/** One dead letter for each unreadable element, with all of it but its secret; of any other element, no trace. */
function expectLetters({ deadLetters, besidesDeadLetters }: Kept, elements: ReadonlyArray<Judged>): void {
  const unreadable = elements.flatMap((element) => (element.is === 'unreadable' ? [element.content] : []));
  expectBodies(deadLetters.map(bodyOf), unreadable);
  for (const { partitionKey } of deadLetters) expect(partitionKey).toBe('notifications');
  elements.forEach((element, position) => {
    expect(besidesDeadLetters).not.toContain(markOf(position));
    if (element.is === 'unreadable') return;
    for (const letter of deadLetters) expect(bodyOf(letter)).not.toContain(markOf(position));
  });
}
