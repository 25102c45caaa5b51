import { describe, expect, test } from 'vitest';
import { parseCallRecordBody } from '../../../src/domain/call-record.ts';
import type { Row } from '../../../src/domain/cell.ts';
import { createGeneration } from '../../../src/domain/generation.ts';
import { isJsonObject, objectsIn } from '../../../src/domain/json.ts';
import { checkRow } from '../../../src/domain/row-limits.ts';
import { participantRows } from '../../../src/domain/rows/participant-rows.ts';
import { sessionPageRows } from '../../../src/domain/rows/session-page-rows.ts';
import { CALL_KINDS, isCallKind } from '../../../tools/graph-simulator/model/records/kinds.ts';
import { createTenant } from '../../../tools/graph-simulator/model/tenant.ts';
import { ManualClock } from '../../manual-clock.ts';
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
