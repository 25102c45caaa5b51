/** What is given up on. */

import type { Safeguards } from '../safeguard.ts';

export const deadLetters: Safeguards = {
  'a dead letter is confirmed before its message goes': {
    mechanism: 'The message is in its queue until the row in DeadLetters is written.',
    from: 'await writeDeadLetter(store, log, letter);',
    to: 'void writeDeadLetter(store, log, letter).catch(() => undefined);',
    proofs: { 'DeadLetters fails when a poisoned message is to be kept': 'accounted' },
    test: 'while a poisoned message is kept, the message goes back into the poison queue',
  },
  'poisoned messages become rows': {
    mechanism:
      'A message that ended its process five times is moved to DeadLetters, because the poison queue deletes it after seven days.',
    from: 'deadLetterPoisoned: (queued, delivery) => deadLetterPoisoned({ store, queue, log }, queued, delivery),',
    to: 'deadLetterPoisoned: async () => undefined,',
    proofs: { 'the process ends at every delivery': 'accounted' },
    test: 'while a poisoned message is kept, the message goes back into the poison queue',
  },
  'a poisoned call waits no more': {
    mechanism: 'Its pending row is deleted too. Released again, it would end processes for ever.',
    from: 'if (isOurs) await',
    to: 'if (isOurs && false) await',
    proofs: { 'a call that waits is poisoned': 'drained' },
  },
  'a replayed dead letter is pending before it is marked': {
    mechanism: 'A crash between the two replays the call twice.',
    from: "if (callId !== undefined) await makePending(store, callId, 'replay', options);",
    also: {
      from: 'await store.deadLetters(source).change(row, mark);',
      to: "await store.deadLetters(source).change(row, mark);\n          if (callId !== undefined) await makePending(store, callId, 'replay', options);",
    },
    proofs: { 'the process ends at every delivery': 'accounted' },
    test: 'that stays bad is replayed once by itself and then left to people',
  },
  'dead letters are replayed once': {
    mechanism: 'An hour after a message was given up, it is tried again by itself.',
    from: '() => replayDeadLetters(store, log),',
    proofs: { 'the process ends at every delivery': 'drained' },
    test: 'that stays bad is replayed once by itself and then left to people',
  },
};
