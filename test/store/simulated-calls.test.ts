import { describe, expect, test } from 'vitest';
import { CALL_KINDS, isCallKind } from '../../lab/graph/call-kinds.ts';
import { createTenant } from '../../lab/graph/tenant.ts';
import { ManualClock } from '../../lab/manual-clock.ts';
import { isJsonObject, objectsIn } from '../../src/language/json.ts';
import { parseCallRecordBody } from '../../src/record/call-record.ts';
import { participantRows } from '../../src/store/participant-rows.ts';
import { sessionPageRows } from '../../src/store/session-page-rows.ts';
import type { Row } from '../../src/tables/cell.ts';
import { createGeneration } from '../../src/tables/generation.ts';
import { checkRow } from '../../src/tables/row-limits.ts';
import { tenantId } from './call-in-parts.ts';

describe.each(Object.keys(CALL_KINDS).filter(isCallKind))('a %s call of the simulated tenant', (kind) => {
  test('becomes rows, as many as it has parts, and no value is left out', () => {
    const tenant = createTenant({
      seed: 7,
      clock: new ManualClock(),
      transport: { post: async () => ({ error: 'unreachable' }) },
    });
    const { callId } = tenant.startCall({ kind, readableAfterSeconds: 0, versions: [{}] });
    const record = tenant.recordOf(callId);
    if (!isJsonObject(record)) throw new Error('the record should be readable at once');
    const body = parseCallRecordBody(record);
    const context = {
      tenantId,
      body,
      generation: createGeneration(body, 0, '0123456789ab'),
      firstStartDateTime: body.startDateTime,
    };
    const participants = participantRows(context, objectsIn(record.participants_v2), 0);
    const { sessions, segments, mediaStreams } = sessionPageRows(context, objectsIn(record.sessions), 0);
    expect({
      participants: participants.length,
      sessions: sessions.length,
      segments: segments.length,
      mediaStreams: mediaStreams.length,
    }).toEqual({ ...tenant.truth().find((call) => call.callId === callId)?.counts });
    for (const row of [...participants, ...sessions, ...segments, ...mediaStreams]) expectWhole(row);
  });
});

function expectWhole(row: Row): void {
  expect(row.cells.OmittedColumns).toBeUndefined();
  expect(() => checkRow(row)).not.toThrow();
}
