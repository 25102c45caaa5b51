/** What the webhook keeps before it answers with 2xx. */

import type { Safeguards } from '../safeguard.ts';

export const webhook: Safeguards = {
  'the 202 waits for the queue': {
    mechanism: 'Each message is confirmed by the queue before the webhook answers.',
    from: 'return queue.send(message, signal);',
    to: 'return Promise.resolve(void queue.send(message, signal).catch(() => undefined));',
    // As for the second notification of a minute: its arrival is noted already, and nothing else delays the answer.
    also: { from: 'noteArrival(receiving, notifications, signal),' },
    proofs: {
      'the queue is down when a notification comes': 'accounted',
      'a process ends at any request for a new call': [
        'accounted',
        /is nowhere.*before request 1: receive 1, request 1: send to queue/,
      ],
    },
    test: 'answers 503 when one of many messages is not taken, even though the others are',
  },
  'what is not kept is answered with 503': {
    mechanism: 'Graph sends the collection again, for four hours.',
    from: '    });\n    return { status: 503 };',
    to: '    });\n    return { status: 202 };',
    proofs: { 'the queue is down when a notification comes': 'accounted' },
    test: 'answers 503 when the queue does not take a message, so that Graph sends it again',
  },
  'the 202 waits for the row of a lifecycle event': {
    mechanism: 'The event is written to the row of its subscription before the webhook answers.',
    from: '(event) => () => within(signal, subscriptionEvents.noteLifecycleEvent(event, receivedAt))',
    to: '(event) => async () => void subscriptionEvents.noteLifecycleEvent(event, receivedAt).catch(() => undefined)',
    proofs: { 'the tables are down when a lifecycle event comes': 'accounted' },
  },
  'what cannot be read becomes a dead letter': {
    mechanism:
      'A notification with the right secret that cannot be read is kept for an operator before the 202.',
    from: '        unreadable.push(notification);',
    proofs: { 'Graph sends what cannot be read': 'accounted' },
    test: 'keeps an authentic notification as a dead letter when %s',
  },
};
