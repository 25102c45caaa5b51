/** The row of table CallRecords: the head. */

import { type CallTally, callQuality, createCallTally } from '../classify/tally.ts';
import type { RowContext } from '../documents/row-context.ts';
import type { DocumentSize } from '../documents/write-document.ts';
import type { DateTime } from '../language/date-time.ts';
import type { Row, StoredRow } from '../tables/cell.ts';
import { callRecords } from '../tables/declarations/call-records.ts';
import { LAYOUT } from '../tables/declarations/layout.ts';
import { graphCellReaders } from '../tables/graph-cells.ts';
import { headKey } from '../tables/keys.ts';
import { toCells, withColumns } from '../tables/table.ts';
import { composeRow } from './compose-row.ts';

/** Why of a call only the head is kept: the column Withheld. */
export const EXCLUDED = 'excluded';

/** How many there are of each child of a call. */
export interface ChildCounts {
  readonly participants: number;
  readonly sessions: number;
  readonly segments: number;
  readonly mediaStreams: number;
}

export interface HeadDetails {
  readonly storedAt: DateTime;
  readonly counts: {
    /** Rows written under the head's generation. */
    readonly stored: ChildCounts;
    /** Elements that Graph sent. */
    readonly received: ChildCounts;
  };
  readonly quality: CallTally;
  readonly document: DocumentSize;
  /** The column: `versionsStored`. */
  readonly versionsStored: string;
  /** Why some of the record may be missing. */
  readonly incompleteBecause?: string | undefined;
  /** Of the notification that brought the version, where one did. */
  readonly traceparent?: string | undefined;
}

const read = graphCellReaders(callRecords.columns);

/** The head that makes the context's generation current. */
export function headRow(context: RowContext, details: HeadDetails): Row {
  const { tenantId, body } = context;
  const cells = read.call({ call: body.properties }, ownCells(context, details));
  return composeRow(headKey(tenantId, body.callId), cells);
}

type OfGeneration = Pick<RowContext, 'generation' | 'firstStartDateTime'>;

function ownCells({ generation, firstStartDateTime }: OfGeneration, details: HeadDetails): Row['cells'] {
  const { storedAt, quality, document, versionsStored, incompleteBecause, traceparent } = details;
  const { stored, received } = details.counts;
  return toCells(callRecords, {
    Generation: generation.name,
    Revision: generation.revision,
    FirstStartDateTime: firstStartDateTime,
    StoredAt: storedAt,
    ...callQuality(quality),
    ParticipantCount: stored.participants,
    SessionCount: stored.sessions,
    SegmentCount: stored.segments,
    MediaStreamCount: stored.mediaStreams,
    ParticipantsReceived: received.participants,
    SessionsReceived: received.sessions,
    SegmentsReceived: received.segments,
    MediaStreamsReceived: received.mediaStreams,
    IncompleteBecause: incompleteBecause,
    DocumentRows: document.rows,
    DocumentBytes: BigInt(document.bytes),
    Layout: LAYOUT,
    VersionsStored: versionsStored,
    Traceparent: traceparent,
  });
}

/** What the head of an excluded call repeats of the record: which version of which call, and when the call was. */
const KEPT_OF_RECORD = [
  'CallStartDateTime',
  'CallEndDateTime',
  'CallDurationSeconds',
  'CallId',
  'Version',
  'LastModifiedDateTime',
] as const;
const keptOfRecord = graphCellReaders(withColumns(callRecords, KEPT_OF_RECORD).columns);

/** How much Graph sent: kept, too. */
const RECEIVED = [
  'ParticipantsReceived',
  'SessionsReceived',
  'SegmentsReceived',
  'MediaStreamsReceived',
] as const;

const NO_CHILDREN: ChildCounts = { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 };

type WithheldDetails = Pick<HeadDetails, 'storedAt' | 'versionsStored' | 'traceparent'>;

/** The head of an excluded call, of which nothing else is kept. */
export function withheldHeadRow(
  context: RowContext,
  details: WithheldDetails & { readonly received: ChildCounts },
): Row {
  const { tenantId, body } = context;
  const cells = keptOfRecord.call({ call: body.properties }, withheldCells(context, details));
  return composeRow(headKey(tenantId, body.callId), cells);
}

/** The same made from the head before, where what Graph sent cannot be read. */
export function withheldHeadAfter(
  { partitionKey, rowKey, cells: before }: StoredRow,
  next: OfGeneration,
  details: WithheldDetails,
): Row {
  const kept = [...KEPT_OF_RECORD, ...RECEIVED].flatMap((column) => {
    const cell = before[column];
    return cell === undefined ? [] : [[column, cell] as const];
  });
  const own = withheldCells(next, { ...details, received: NO_CHILDREN });
  return { partitionKey, rowKey, cells: { ...own, ...Object.fromEntries(kept) } };
}

function withheldCells(
  next: OfGeneration,
  { received, ...details }: WithheldDetails & { readonly received: ChildCounts },
): Row['cells'] {
  const own = ownCells(next, {
    ...details,
    counts: { stored: NO_CHILDREN, received },
    quality: createCallTally(),
    document: { rows: 0, bytes: 0 },
  });
  return { ...own, Withheld: { type: 'String', value: EXCLUDED } };
}
