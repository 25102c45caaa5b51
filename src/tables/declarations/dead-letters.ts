import { declareTable, type RowOf } from '../table.ts';

/** Where a dead letter came from; the partition it stands in. */
export const deadLetterSources = ['call-records', 'call-records-poison', 'notifications'] as const;
export type DeadLetterSource = (typeof deadLetterSources)[number];

/** `waiting`: replayed by itself after an hour. `replayed`: handed to ingest again. `operator`: left to an operator. */
export type DeadLetterState = 'waiting' | 'replayed' | 'operator';

export const deadLetters = declareTable({
  name: 'DeadLetters',
  rowIs: 'message given up on',
  partitionKey: 'where it came from: call-records, call-records-poison or notifications',
  rowKey: 'time_messageId',
  columns: {
    State: {
      type: 'String',
      required: true,
      meaning:
        'waiting: replayed by itself once, an hour after DeadAt. replayed: handed to ingest again. operator: needs a person. What names a call in a queue’s partition is replayed when State is set to waiting; what stands under notifications cannot be.',
    },
    Reason: { type: 'String', required: true, meaning: 'Why the message was given up on.' },
    DeadAt: { type: 'DateTime', required: true, meaning: 'When it was given up on.' },
    CallId: { type: 'Guid', meaning: 'The call it was about, when that could be read.' },
    DequeueCount: { type: 'Int32', meaning: 'How often the queue delivered it.' },
    Body: { type: 'String', required: true, meaning: 'The message as received, without its clientState.' },
    Body2: { type: 'String', meaning: 'The rest of a Body longer than one cell.' },
    Body3: { type: 'String', meaning: 'The rest of a Body longer than two cells.' },
    BodyLength: {
      type: 'Int32',
      required: true,
      meaning: 'Characters of the whole message; more than Body to Body3 hold when it was cut.',
    },
    Traceparent: { type: 'String', meaning: 'W3C trace context of the notification, to find its logs.' },
    ReplayedAt: { type: 'DateTime', meaning: 'When its call was made pending again.' },
  },
});
export type DeadLetterValues = RowOf<typeof deadLetters>;
