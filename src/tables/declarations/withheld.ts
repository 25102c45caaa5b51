import { declareTable, type RowOf } from '../table.ts';

/** Few rows: each instance reads all of them once a minute. */
export const withheld = declareTable({
  name: 'Withheld',
  rowIs: 'rule about what may be kept: the limits of retention, or somebody who is left out',
  partitionKey: 'tenantId',
  rowKey: 'limits; exclusion_…; erasure_…',
  columns: {
    RefusedBefore: {
      type: 'String',
      meaning:
        'limits: calls that started (in their first stored version) before this day (UTC) are not stored any more. It never becomes earlier.',
    },
    DeletedBefore: {
      type: 'String',
      meaning:
        'limits: calls that started before this day (UTC) are deleted. It is what RefusedBefore was at least a day ago.',
    },
    MovedAt: {
      type: 'DateTime',
      meaning: 'limits: when both days last moved: at most once in 24 hours.',
    },
    KeepDays: {
      type: 'Int32',
      meaning: 'limits: the KEEP_DAYS that applies; empty while everything is kept.',
    },
    ConfirmedDays: {
      type: 'Int32',
      meaning:
        'limits: a first or smaller KEEP_DAYS that an operator has agreed to (`./callrecords retention --confirm`) and that does not apply yet.',
    },
    ConfirmedAt: { type: 'DateTime', meaning: 'limits: when an operator last agreed to one.' },
  },
});
export type WithheldValues = RowOf<typeof withheld>;
