/** Messages on their way through the queue, and what is given up on. */

import type { Safeguards } from '../safeguard.ts';

export const messages: Safeguards = {
  'a message that no table takes goes back into its queue': {
    mechanism: 'At its last delivery it is put back as a new one that never expires.',
    from: 'await queue.putBack(bodyText(body), into, PUT_BACK_AFTER_SECONDS);',
    proofs: { 'the tables are down at every delivery': 'accounted' },
    test: 'at every delivery, nothing is lost: the message goes back into its queue until tables answer again',
  },
  'messages never expire': {
    mechanism: 'They have no time-to-live. By default the queue deletes messages after seven days.',
    from: 'const NEVER_EXPIRES = -1;',
    to: 'const NEVER_EXPIRES = 604_800;',
    proofs: { 'messages go to Azure': 'accounted' },
  },
  'only storage confirms a message': {
    mechanism: 'All its answers have an id. What stands in its place may take everything.',
    from: 'if (answer.requestId === undefined) throw notOfStorage(200);',
    proofs: { 'something else answers a message': 'accounted' },
    test: 'is not taken for empty, nor a message for sent, when %s answers',
  },
  'messages of other builds are read': {
    mechanism: 'A field that an earlier build did not write may be missing.',
    from: 'traceparent: z.optional(z.pipe(z.unknown(), z.transform(parseTraceparent))),',
    to: 'traceparent: z.string(),',
    proofs: { 'a message of another build comes': 'deserved' },
  },
  'messages of later builds are read': {
    mechanism: 'A field that a later build added is ignored.',
    from: 'export const CallRecordMessage = z.object({',
    to: 'export const CallRecordMessage = z.strictObject({',
    proofs: { 'a message of another build comes': 'deserved' },
  },
  'an ingest ends itself after eight minutes': {
    mechanism: 'After ten minutes the host would end the process and everything that runs in it.',
    from: 'clock.withDeadline(INGEST_WITHIN_MS,',
    to: 'clock.withDeadline(100 * INGEST_WITHIN_MS,',
    proofs: { 'Graph makes an ingest wait for half an hour': 'drained' },
    test: 'host.json and the code agree on the last delivery and on the time an ingest may take',
  },
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
    from: 'onTime(() => deadLetterPoisoned({ store, queue, log }, queued, delivery)),',
    to: 'onTime(async () => void [deadLetterPoisoned, queued, delivery]),',
    proofs: { 'the process ends at every delivery': 'accounted' },
    test: 'while a poisoned message is kept, the message goes back into the poison queue',
  },
  'a poisoned call waits no more': {
    mechanism: 'Its pending row is deleted too. Released again, it would end one process after another.',
    from: 'if (isOurs) await',
    to: 'if (isOurs && false) await',
    proofs: { 'a call that waits is poisoned': 'drained' },
  },
  'a replayed dead letter is pending before it is marked': {
    mechanism: 'A crash between the two replays the call twice.',
    from: "await makePending(store, letter.callId, 'replay', options);",
    also: {
      from: 'await letters.change(row, mark);',
      to: "await letters.change(row, mark);\n          await makePending(store, letter.callId, 'replay', options);",
    },
    proofs: { 'the process ends at every delivery': 'accounted' },
    test: 'that stays bad is tried again after 1 h, 6 h, 1, 3, 7, 14 and 29 days, in one row, and then left to operators',
  },
  'a letter that is closed takes the rows of its attempts along': {
    mechanism:
      'A notification that stored the call since knows nothing of them: its first delivery looks for no rows of others.',
    from: 'await settleStored(rebuilding, callId);\n  } catch',
    to: 'void settleStored;\n  } catch',
    proofs: {
      'the process ends at every delivery, and another version is stored before the message is tried again': [
        'complete',
        /rows of other generations are left/,
      ],
    },
    test: 'and a message is given up on, the rows of its attempts go once a later version is stored',
  },
  'dead letters are replayed': {
    mechanism: 'An hour after a message was given up, and then at growing ages, it is tried again by itself.',
    from: 'await attempted(() => replayDeadLetters(maintaining));',
    proofs: { 'the process ends at every delivery': 'drained' },
    test: 'that stays bad is tried again after 1 h, 6 h, 1, 3, 7, 14 and 29 days, in one row, and then left to operators',
  },
};
