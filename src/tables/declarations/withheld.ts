import { declareTable, type RowOf } from '../table.ts';

/** Few rows: each instance reads all of them once a minute. */
export const withheld = declareTable({
  name: 'Withheld',
  rowIs: 'rule about what may be kept: the limits of retention, or a person who is left out',
  partitionKey: 'tenantId',
  rowKey: 'limits; exclusion_…; erasure_…',
  columns: {
    RefusedBefore: {
      type: 'String',
      meaning:
        'limits: calls that started (in their first stored version) before this day (UTC) are not stored any more. It becomes earlier where KEEP_DAYS grows, as far as DeletedBefore at most, and where a clock that was ahead has noted it.',
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
    ConfirmedAt: {
      type: 'DateTime',
      meaning:
        'limits: when an operator last agreed to one. Without its KEEP_DAYS an agreement ends after a day.',
    },
    RequestedAt: {
      type: 'DateTime',
      meaning:
        'erasure, exclusion: when it was asked for. An erasure concerns calls that started before, an exclusion all calls.',
    },
    Excludes: {
      type: 'String',
      meaning:
        'exclusion: which calls: user (a person is named in them), organizer (a person organized them), meeting.',
    },
    LiftedAt: { type: 'DateTime', meaning: 'exclusion: when it was lifted. The ids went from the row then.' },
    Ids: {
      type: 'String',
      meaning:
        'erasure, exclusion: the ids and addresses to look for, as a JSON array; of a meeting the path of its link. Empty once an erasure is over for good, or an exclusion lifted.',
    },
    Pseudonym: {
      type: 'String',
      meaning: 'erasure: what takes their place, drawn at random. It goes with the ids.',
    },
    Cursor: {
      type: 'String',
      meaning:
        'erasure, exclusion: where the pass under way goes on. At first `hint_`, the number of the id, and a row key of CallsByUser; then the id of the call whose head comes next; at last the next waiting call or dead letter.',
    },
    NextPassAt: {
      type: 'DateTime',
      meaning:
        'erasure, exclusion: when the next pass begins: an hour after the one that found something, when nothing lives that read the calls before.',
    },
    FailedInPass: {
      type: 'Int32',
      meaning:
        'exclusion, erasure: how often the last pass could not store a call again, or change a dead letter or the row of a waiting call.',
    },
    FoundInPass: {
      type: 'Int32',
      meaning:
        'erasure, exclusion: calls that the pass under way has stored again, or tried to, and other rows that it has changed, or tried to.',
    },
    Calls: {
      type: 'Int32',
      meaning: 'erasure, exclusion: calls that were stored again, of all passes.',
    },
    UnderWay: {
      type: 'String',
      meaning:
        'erasure, exclusion: calls that are being stored again, as a JSON array: noted before they are begun, and for as long as one fails that may be half done.',
    },
    LeftAbove: {
      type: 'String',
      meaning:
        'erasure, exclusion: generations above the head of their call, as a JSON object with the time when each was first seen. An hour later they are deleted.',
    },
    FinishedAt: {
      type: 'DateTime',
      meaning:
        'erasure, exclusion: when a pass found nothing any more; or when the log noted that an exclusion was lifted.',
    },
    IdsClearedAt: {
      type: 'DateTime',
      meaning: 'erasure: when the ids and the pseudonym were taken out of the row, 31 days after FinishedAt.',
    },
  },
});
export type WithheldValues = RowOf<typeof withheld>;
