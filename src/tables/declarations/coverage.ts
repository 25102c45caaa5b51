import { declareTable, type RowOf } from '../table.ts';

export const coverage = declareTable({
  name: 'Coverage',
  rowIs: 'hour of start times: what Graph lists for it, and how much of that is stored',
  partitionKey: 'tenantId',
  rowKey: 'yyyy-MM-ddTHH, the hour in UTC',
  columns: {
    Listed: {
      type: 'Int32',
      meaning:
        'Calls that Graph listed at the last check: Stored + Fresh + Missing. Stored ÷ (Listed + Unlisted) is the coverage.',
    },
    Stored: {
      type: 'Int32',
      meaning: 'Those of them that were stored, in the version listed or a newer one.',
    },
    Fresh: {
      type: 'Int32',
      meaning:
        'Those that were not stored yet and that Graph changed within the latency window: their notification may be on its way.',
    },
    Missing: {
      type: 'Int32',
      meaning:
        'Those that should have been stored. Each was made pending (see PendingCallRecords), but for those given up on, and entries without a readable id.',
    },
    GivenUp: {
      type: 'Int32',
      meaning: 'Those of the missing that have an unresolved row in DeadLetters, which is left to operators.',
    },
    Unlisted: {
      type: 'Int32',
      meaning:
        'Calls that are stored, start in this hour and are not listed, although Graph still shows them by id. The list hides calls, and how many more is unknown.',
    },
    IncompleteSince: {
      type: 'DateTime',
      meaning:
        'The first of the checks in a row that found calls missing, besides those given up on; empty when the last one found none.',
    },
    CheckedAt: { type: 'DateTime', meaning: 'When the hour was last listed to its end.' },
    NextCheckAt: {
      type: 'DateTime',
      meaning:
        'When it is listed again; empty when nothing more is planned. Set it to a past time to have the hour listed, and what is missing fetched, within minutes.',
    },
    Cursor: {
      type: 'String',
      meaning:
        'How far a check has come that goes on in the next run, and what it has counted. Delete it to begin the hour again.',
    },
    AgedOutAt: {
      type: 'DateTime',
      meaning:
        'When it was noted that Graph no longer lists the hour although a check of it was due. Its calls may be missing, or later versions of them where CheckedAt is set.',
    },
    ExpiredAt: {
      type: 'DateTime',
      meaning:
        'When it was noted that the calls of the hour are not kept any more. What was counted stays, and the hour is not listed again.',
    },
    FailingSince: {
      type: 'DateTime',
      meaning: 'When the first of the checks in a row failed; empty when the last one did not.',
    },
    LastError: { type: 'String', meaning: 'Why the last check of this hour failed, without content.' },
  },
});
export type CoverageValues = RowOf<typeof coverage>;
