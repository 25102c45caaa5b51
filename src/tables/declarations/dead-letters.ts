import { declareTable } from '../table.ts';

/** Where a dead letter came from; the partition it stands in. */
export const deadLetterSources = ['call-records', 'call-records-poison', 'notifications'] as const;
export type DeadLetterSource = (typeof deadLetterSources)[number];

/**
 * `waiting`: replayed at its NextReplayAt. `replayed`: handed to ingest again. `operator`: left to an operator. `stored`:
 * its call was stored since. `expired`: its call is not kept any more. `dismissed`: an operator has closed it.
 */
export type DeadLetterState = 'waiting' | 'replayed' | 'operator' | 'stored' | 'expired' | 'dismissed';

export const deadLetters = declareTable({
  name: 'DeadLetters',
  rowIs: 'message that the pipeline gave up on',
  partitionKey: 'where it came from: call-records, call-records-poison or notifications',
  rowKey: 'time_messageId',
  columns: {
    State: {
      type: 'String',
      required: true,
      meaning:
        'waiting: replayed at NextReplayAt. replayed: handed to ingest again, and replayed at NextReplayAt if that fails. stored: its call was stored since. expired: its call started before the days that are kept. operator: needs an operator. dismissed: closed by an operator. `./callrecords dead-letters` replays and dismisses; what stands under notifications names no call and cannot be replayed.',
    },
    Reason: { type: 'String', required: true, meaning: 'Why the message was given up on.' },
    DeadAt: { type: 'DateTime', required: true, meaning: 'When it was given up on, the last time.' },
    FirstDeadAt: { type: 'DateTime', meaning: 'When it was given up on for the first time.' },
    NextReplayAt: {
      type: 'DateTime',
      meaning:
        'When its call is tried again by itself: 1 hour, 6 hours, 1, 3, 7, 14 and 29 days after FirstDeadAt.',
    },
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
    ReplayedAt: { type: 'DateTime', meaning: 'When its call was made pending again, the last time.' },
    DismissedAt: { type: 'DateTime', meaning: 'When an operator dismissed it.' },
    DismissedBecause: { type: 'String', meaning: 'Why, in the operator’s words.' },
  },
});
