import { expect, test } from 'vitest';
import { createCallTally } from '../../src/classify/tally.ts';
import { headRow } from '../../src/store/head-row.ts';
import { callRecords } from '../../src/tables/declarations/call-records.ts';
import { LAYOUT } from '../../src/tables/declarations/layout.ts';
import { fromRow } from '../../src/tables/table.ts';
import { callId, dateTime, rowContext, tenantId } from './call-in-parts.ts';

const details = {
  storedAt: dateTime('2026-03-01T11:00:00Z'),
  counts: {
    stored: { participants: 1, sessions: 2, segments: 3, mediaStreams: 4 },
    received: { participants: 5, sessions: 6, segments: 7, mediaStreams: 8 },
  },
  quality: { ...createCallTally(), setupFailed: 10, dropped: 11, worst: 'poor' as const },
  document: { rows: 9, bytes: 5_900_000 },
  versionsStored: '[]',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

test('the head says which generation is current, and how many rows it has', () => {
  const call = {
    type: 'groupCall',
    modalities: ['audio', 'video'],
    endDateTime: '2026-03-01T10:00:00.5Z',
    organizer_v2: {
      id: 'o1',
      identity: { acsUser: null, user: { id: 'o1', displayName: 'Olga', tenantId: 't1' } },
      administrativeUnitInfos: [{ id: 'u1' }, { id: 'u2' }],
    },
  };
  const row = headRow(rowContext(call), details);
  expect(row).toMatchObject({ partitionKey: callId, rowKey: tenantId });
  expect(fromRow(callRecords, row)).toEqual({
    CallId: callId,
    Version: 3n,
    LastModifiedDateTime: '2026-03-01T10:30:00.1234567Z',
    Generation: 'v3r1-0123456789ab',
    Revision: 1,
    CallStartDateTime: '2026-03-01T09:00:00.0000000Z',
    FirstStartDateTime: '2026-02-28T09:00:00.0000000Z',
    StoredAt: '2026-03-01T11:00:00.0000000Z',
    CallType: 'groupCall',
    CallEndDateTime: '2026-03-01T10:00:00.5000000Z',
    CallDurationSeconds: 3_600.5,
    CallModalities: 'audio,video',
    OrganizerIdentityKind: 'user',
    OrganizerIdentityId: 'o1',
    OrganizerDisplayName: 'Olga',
    OrganizerIdentityTenantId: 't1',
    OrganizerParticipantId: 'o1',
    OrganizerAdministrativeUnitIds: 'u1,u2',
    AudioGoodStreamCount: 0,
    AudioPoorStreamCount: 0,
    AudioUnclassifiedStreamCount: 0,
    VideoGoodStreamCount: 0,
    VideoPoorStreamCount: 0,
    VideoUnclassifiedStreamCount: 0,
    ScreenSharingGoodStreamCount: 0,
    ScreenSharingPoorStreamCount: 0,
    ScreenSharingUnclassifiedStreamCount: 0,
    SetupFailedSessionCount: 10,
    DroppedSessionCount: 11,
    WorstFeedbackRating: 'poor',
    RuleSet: 'cqd-2024',
    ParticipantCount: 1,
    SessionCount: 2,
    SegmentCount: 3,
    MediaStreamCount: 4,
    ParticipantsReceived: 5,
    SessionsReceived: 6,
    SegmentsReceived: 7,
    MediaStreamsReceived: 8,
    DocumentRows: 9,
    DocumentBytes: 5_900_000n,
    Layout: LAYOUT,
    VersionsStored: '[]',
    Traceparent: details.traceparent,
  });
});

test('the deprecated organizer is read when there is no other', () => {
  const organizer = { user: { id: 'o2', displayName: 'Omar' } };
  for (const organizer_v2 of [undefined, null, { id: 'x', identity: null }]) {
    const { cells } = headRow(rowContext({ organizer, organizer_v2 }), details);
    expect(cells).toMatchObject({
      OrganizerIdentityId: { value: 'o2' },
      OrganizerDisplayName: { value: 'Omar' },
    });
  }
});
