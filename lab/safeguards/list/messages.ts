/** Messages on their way through the queue. */

import type { Safeguard } from '../safeguard.ts';

const INGEST = 'src/ingest/ingest.ts';
const STORAGE_FAULTS = 'test/functions/storage-faults.test.ts';

export const messages: ReadonlyArray<Safeguard> = [
  {
    name: 'a message that no table takes goes back into its queue',
    guarantee: 1,
    mechanism: 'At its last delivery it is put back as a new one that never expires.',
    change: {
      file: 'src/dead-letters/dead-letter.ts',
      from: 'await queue.putBack(bodyText(body), into, PUT_BACK_AFTER_SECONDS);',
      to: '',
    },
    proof: 'the tables are down at every delivery',
    breaks: 'accounted',
    provenBy: {
      file: STORAGE_FAULTS,
      test: 'at every delivery, nothing is lost: the message goes back into its queue until tables answer again',
    },
  },
  {
    name: 'a message that was put back settles what was committed',
    guarantee: 2,
    mechanism: 'It comes back as a pending one, which looks for what earlier deliveries left undone.',
    change: {
      file: 'src/dead-letters/dead-letter.ts',
      from: "return data?.reason === 'notification' ? {",
      to: "return data?.reason === 'notification' && false ? {",
    },
    proof: 'the tables fail between a commit and its index, and a message is put back',
    breaks: 'complete',
    provenBy: {
      file: 'test/dead-letters/put-back.test.ts',
      test: 'a message that was put back finishes what its deliveries before it had committed',
    },
  },
  {
    name: 'messages never expire',
    guarantee: 1,
    mechanism: 'Their time-to-live is never; by default the queue forgets them after seven days.',
    change: {
      file: 'src/adapters/storage/queue.ts',
      from: 'const NEVER_EXPIRES = -1;',
      to: 'const NEVER_EXPIRES = 604_800;',
    },
    proof: 'messages go to Azure',
    breaks: 'accounted',
  },
  {
    name: 'messages of other builds are read',
    guarantee: 1,
    mechanism: 'What an earlier build left out may be missing.',
    change: {
      file: 'src/ports/call-record-message.ts',
      from: 'traceparent: z.unknown().transform(parseTraceparent).optional(),',
      to: 'traceparent: z.string(),',
    },
    proof: 'a message of another build comes',
    breaks: 'deserved',
  },
  {
    name: 'messages of later builds are read',
    guarantee: 1,
    mechanism: 'What a later build added is left aside.',
    change: {
      file: 'src/ports/call-record-message.ts',
      from: 'export const CallRecordMessage = z.object({',
      to: 'export const CallRecordMessage = z.strictObject({',
    },
    proof: 'a message of another build comes',
    breaks: 'deserved',
  },
  {
    name: 'an ingest ends itself after eight minutes',
    guarantee: 1,
    mechanism: 'The host would end the process after ten, and all that runs in it.',
    change: {
      file: INGEST,
      from: 'const signal = clock.deadline(INGEST_WITHIN_MS);',
      to: 'const { signal } = new AbortController(); void INGEST_WITHIN_MS;',
    },
    proof: 'Graph makes an ingest wait for half an hour',
    breaks: 'drained',
    provenBy: {
      file: 'test/host-json.test.ts',
      test: 'host.json and the code agree on the last delivery and on the time an ingest may take',
    },
  },
];
