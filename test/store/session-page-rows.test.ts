import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/language/json.ts';
import { sessionPageRows } from '../../src/store/session-page-rows.ts';
import { rowContext, tenantId } from './call-in-parts.ts';

const context = rowContext();

describe('rows of a page of sessions', () => {
  test('are numbered by position, going on from the pages before', () => {
    const session = {
      id: 's',
      segments: [
        { id: 'g1' },
        { id: 'g2', media: [{}, { streams: [{ streamId: '1' }, { streamId: '1' }] }] },
      ],
    };
    const rows = sessionPageRows(context, [{ id: 's' }, session], 60);
    const prefix = `${tenantId}_v3r1-0123456789ab_`;
    expect(rows.sessions.map(({ rowKey }) => rowKey)).toEqual([`${prefix}00060`, `${prefix}00061`]);
    expect(rows.segments.map(({ rowKey }) => rowKey)).toEqual([
      `${prefix}00061_00000`,
      `${prefix}00061_00001`,
    ]);
    expect(rows.mediaStreams.map(({ rowKey }) => rowKey.slice(-23))).toEqual([
      '00061_00001_00001_00000',
      '00061_00001_00001_00001',
    ]);
    expect(rows.mediaStreams[1]?.cells).toMatchObject({
      SessionOrdinal: { type: 'Int32', value: 61 },
      SegmentOrdinal: { type: 'Int32', value: 1 },
      MediaOrdinal: { type: 'Int32', value: 1 },
      StreamOrdinal: { type: 'Int32', value: 1 },
      SessionId: { type: 'String', value: 's' },
    });
  });

  test('keep two sessions with one id apart', () => {
    const rows = sessionPageRows(context, [{ id: 'same' }, { id: 'same' }], 0);
    expect(new Set(rows.sessions.map(({ rowKey }) => rowKey)).size).toBe(2);
  });

  test('stand under the day and the call of the first version, whatever the start now is', () => {
    const rows = sessionPageRows(context, [{ segments: [{ media: [{ streams: [{}] }] }] }], 0);
    expect(rows.mediaStreams[0]?.partitionKey).toBe(`${tenantId}_2026-02-28_e`);
    expect(rows.mediaStreams[0]?.cells.CallStartDateTime?.value).toBe('2026-03-01T09:00:00.0000000Z');
  });

  test.each<[string, JsonObject]>([
    ['no segments', {}],
    ['null segments', { segments: null }],
    ['an empty list of segments', { segments: [] }],
  ])('a session with %s is a session and nothing more', (_name, session) => {
    const rows = sessionPageRows(context, [session], 0);
    expect(rows.sessions).toHaveLength(1);
    expect(rows).toMatchObject({
      segments: [],
      mediaStreams: [],
      received: { segments: 0, mediaStreams: 0 },
    });
  });

  test('media without streams have no rows, and the segment says how many media there were', () => {
    const media = [{ streams: null }, {}, { streams: [] }];
    const rows = sessionPageRows(context, [{ segments: [{ media }, { media: null }] }], 0);
    expect(rows.mediaStreams).toEqual([]);
    expect(rows.received).toEqual({ segments: 2, mediaStreams: 0 });
    expect(rows.segments.map(({ cells }) => cells.MediaReceived?.value)).toEqual([3, undefined]);
  });

  test('what is no object has no row, but counts as received', () => {
    const streams = [null, 'x', {}];
    const rows = sessionPageRows(
      context,
      [{ segments: [1, { media: [[], { streams }, { streams: 'x' }] }, { media: 'x' }] }, { segments: 'x' }],
      0,
    );
    expect(rows.segments.map(({ rowKey }) => rowKey.slice(-11))).toEqual(['00000_00001', '00000_00002']);
    expect(rows.mediaStreams.map(({ rowKey }) => rowKey.slice(-11))).toEqual(['00001_00002']);
    // Streams: one unreadable medium, three elements, one value for a list, and one value for a list of media.
    expect(rows.received).toEqual({ segments: 4, mediaStreams: 6 });
  });

  test.each([
    ['absent', undefined],
    ['null', null],
  ])('have the machines and programs of the session where the ends of the segment are %s', (_how, none) => {
    const end = (name: string, platform: string) => ({
      name,
      userAgent: { platform, headerValue: `${platform}/1` },
      associatedIdentity: { id: name },
    });
    const session = {
      caller: end('laptop', 'windows'),
      callee: end('handset', 'ipPhone'),
      segments: [{ id: 'g', caller: none, callee: none, media: [{ streams: [{}] }] }],
    };
    const { segments, mediaStreams } = sessionPageRows(context, [session as JsonObject], 0);
    for (const [row] of [segments, mediaStreams]) {
      expect(row?.cells).toMatchObject({
        CallerEndpointName: { value: 'laptop' },
        CallerPlatform: { value: 'windows' },
        CallerUserAgentHeader: { value: 'windows/1' },
        CallerIdentityId: { value: 'laptop' },
        CalleeEndpointName: { value: 'handset' },
        CalleePlatform: { value: 'ipPhone' },
      });
    }
  });

  test('say who was there and how it was rated from the session, where the segment does not', () => {
    const ada = { id: 'a1', displayName: 'Ada', userPrincipalName: 'ada@contoso.example' };
    const grace = { id: 'g1', displayName: null };
    const session = {
      caller: { associatedIdentity: ada, feedback: { rating: 'poor', text: null }, name: 'laptop' },
      callee: { associatedIdentity: { id: 'other', displayName: 'Other' } },
      segments: [
        {
          caller: { name: null, associatedIdentity: { id: null } },
          callee: { associatedIdentity: grace },
          media: [{ streams: [{}] }],
        },
      ],
    };
    const cells = sessionPageRows(context, [session], 0).mediaStreams[0]?.cells ?? {};
    expect(cells).toMatchObject({
      CallerIdentityId: { value: 'a1' },
      CallerIdentityKind: { value: 'user' },
      CallerDisplayName: { value: 'Ada' },
      CallerFeedbackRating: { value: 'poor' },
      CalleeIdentityId: { value: 'g1' },
    });
    expect(cells.CalleeDisplayName).toBeUndefined();
    expect(cells.CallerEndpointName).toBeUndefined();
  });
});
