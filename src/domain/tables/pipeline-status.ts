import { declareTable, type RowOf } from '../table.ts';

/** What a row of PipelineStatus is about. */
export type StatusAspect = 'throttle' | 'ingest' | 'maintain' | 'subscription';

export const pipelineStatus = declareTable({
  name: 'PipelineStatus',
  rowIs: 'aspect of the running pipeline',
  partitionKey: 'tenantId',
  rowKey: 'aspect: throttle, ingest, maintain or subscription',
  columns: {
    NotBefore: { type: 'DateTime', meaning: 'throttle: no request to Graph before this instant.' },
    LastNotificationAt: {
      type: 'DateTime',
      meaning: 'ingest: when a notification last brought something new. Up to a minute behind.',
    },
    LastStoredAt: {
      type: 'DateTime',
      meaning: 'ingest: when a call record was last stored. Up to a minute behind.',
    },
    LastSuccessAt: { type: 'DateTime', meaning: 'maintain, subscription: when it last ended well.' },
    LastFailureAt: { type: 'DateTime', meaning: 'maintain, subscription: when it last failed.' },
    LastFailureKind: {
      type: 'String',
      meaning:
        'subscription: how Graph refused: unauthorized, forbidden, throttled, unavailable, rejected, …',
    },
    LastFailure: { type: 'String', meaning: 'maintain, subscription: why it last failed, without content.' },
  },
});
export type PipelineStatusValues = RowOf<typeof pipelineStatus>;
