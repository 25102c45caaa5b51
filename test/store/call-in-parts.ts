/** Rows of one call with one of each part, for tests about cells. */

import { documentRow } from '../../src/documents/document-row.ts';
import type { RowContext } from '../../src/documents/row-context.ts';
import { type DateTime, parseDateTime } from '../../src/language/date-time.ts';
import { parseTenantId } from '../../src/language/identifiers.ts';
import type { JsonObject } from '../../src/language/json.ts';
import { parseCallRecordBody } from '../../src/record/call-record.ts';
import { headRow } from '../../src/store/head-row.ts';
import { participantRows } from '../../src/store/participant-rows.ts';
import { sessionPageRows } from '../../src/store/session-page-rows.ts';
import type { Row } from '../../src/tables/cell.ts';
import type { ChildTableName } from '../../src/tables/declarations/index.ts';
import { createGeneration } from '../../src/tables/generation.ts';
import type { GraphParts } from '../fixtures/graph-record.ts';

export const callId = 'e523d2ed-2966-4b6b-925b-754a88034cc5';
export const tenantId = parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90') ?? fail('tenant id');

/** What keys and versions are made of, and must be right. */
export const requiredProperties = {
  id: callId,
  version: 3,
  startDateTime: '2026-03-01T09:00:00Z',
  lastModifiedDateTime: '2026-03-01T10:30:00.1234567Z',
};

/** The context of an ingest whose call has these properties, beside the required ones. */
export function rowContext(call: JsonObject = {}): RowContext {
  const body = parseCallRecordBody({ ...call, ...requiredProperties });
  return {
    tenantId,
    body,
    generation: createGeneration(body, 1, '0123456789ab'),
    firstStartDateTime: dateTime('2026-02-28T09:00:00Z'),
  };
}

/** The head and the first row of each child table. */
export function rowsOf(parts: GraphParts): Readonly<Record<'CallRecords' | ChildTableName, Row>> {
  const context = rowContext(parts.call);
  const page = sessionPageRows(context, [parts.session], 0);
  const none = { participants: 0, sessions: 0, segments: 0, mediaStreams: 0 };
  return {
    CallRecords: headRow(context, {
      quality: page.quality,
      storedAt: dateTime('2026-03-01T11:00:00Z'),
      counts: { stored: none, received: none },
      document: { rows: 1, bytes: 1 },
      versionsStored: '[]',
    }),
    Participants: participantRows(context, [parts.participant], 0)[0] ?? fail('participant'),
    Sessions: page.sessions[0] ?? fail('session'),
    Segments: page.segments[0] ?? fail('segment'),
    MediaStreams: page.mediaStreams[0] ?? fail('media stream'),
    CallRecordDocuments: documentRow(context, Buffer.from('gzip'), 0),
  };
}

export function dateTime(text: string): DateTime {
  return parseDateTime(text) ?? fail(text);
}

function fail(what: string): never {
  throw new Error(`fixture: ${what}`);
}
