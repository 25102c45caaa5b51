/** A record that was exported from somewhere and is served as it is, in every version. */

import type { CallRecordContent, Entities } from '../call-record-content.ts';

/** A merged record as Graph returns it: sessions and participants in one document. */
export interface MergedRecord {
  readonly id: string;
  readonly version: number;
  readonly startDateTime: string;
  readonly endDateTime: string;
  readonly lastModifiedDateTime: string;
  readonly sessions: ReadonlyArray<object>;
  readonly participants_v2: ReadonlyArray<object>;
}

/** Links and contexts of the exporting request, which the simulator writes anew. */
const ANNOTATIONS = /^(@odata\.context|@odata\.nextLink|(sessions|participants_v2|organizer_v2)@odata\.\w+)$/;

export function fileRecord(document: MergedRecord): CallRecordContent {
  const { sessions, participants_v2: participants, ...rest } = document;
  const record = Object.fromEntries(Object.entries(rest).filter(([name]) => !ANNOTATIONS.test(name)));
  return {
    startDateTime: document.startDateTime,
    endDateTime: document.endDateTime,
    lastModifiedDateTime: document.lastModifiedDateTime,
    // A version published later only says that it is newer.
    record: ({ version, lastModifiedDateTime }) => ({
      ...record,
      id: document.id.toLowerCase(),
      version,
      lastModifiedDateTime,
    }),
    sessions: ({ sessions: count }) => entities(sessions, count),
    participants: ({ participants: count }) => entities(participants, count),
  };
}

function entities(items: ReadonlyArray<object>, count = items.length): Entities {
  return { count: Math.min(count, items.length), at: (index) => items[index] ?? {} };
}
