import { declareTable, type RowOf } from '../table.ts';

/** What a row of PipelineStatus is about. */
export type StatusAspect = 'throttle' | 'notifications' | 'ingest' | 'maintain' | 'subscription';

export const pipelineStatus = declareTable({
  name: 'PipelineStatus',
  rowIs: 'aspect of the running pipeline',
  partitionKey: 'tenantId',
  rowKey: 'aspect: throttle, notifications, ingest, maintain or subscription',
  columns: {
    NotBefore: { type: 'DateTime', meaning: 'throttle: no request to Graph before this instant.' },
    LastAt: {
      type: 'DateTime',
      meaning:
        'notifications: the last one accepted; ingest: the last record stored. At most a minute behind.',
    },
    LastStartedAt: { type: 'DateTime', meaning: 'maintain: when it last began.' },
    LastSuccessAt: { type: 'DateTime', meaning: 'maintain, subscription: when it last ended well.' },
    LastFailureAt: { type: 'DateTime', meaning: 'maintain, subscription: when it last failed.' },
    LastFailure: { type: 'String', meaning: 'maintain, subscription: why it last failed.' },
  },
});
export type PipelineStatusValues = RowOf<typeof pipelineStatus>;
