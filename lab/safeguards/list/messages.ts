/** Messages on their way through the queue. */

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
};
