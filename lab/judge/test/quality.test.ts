import { describe, expect, test } from 'vitest';
import { createSimulatedStore } from '../../../test/store/simulated-store.ts';
import { CALL_KINDS, type CallKind } from '../../graph/call-kinds.ts';
import { wrongQuality } from '../faults.ts';
import { qualityIn } from '../quality.ts';
import { CALL_TABLES, StoredCalls } from '../stored-calls.ts';
import { countsIn } from '../truth.ts';

const heard = {
  packetUtilization: 501,
  averagePacketLossRate: 0.1,
  averageRoundTripTime: 'PT0.5S',
  averageJitter: 'PT0.03S',
};

function qualityOf(label: string, stream: object) {
  const media = [{ label, streams: [stream] }];
  const found = Object.entries(qualityIn({ sessions: [{ segments: [{ media }] }] }));
  return Object.fromEntries(found.filter(([column, value]) => value !== 0 && column !== 'RuleSet'));
}

describe('the judge finds a stream', () => {
  test.each([
    ['main-audio', heard, { AudioGoodStreamCount: 1 }],
    [
      'main-audio',
      { ...heard, averageJitter: 'PT0.031S' },
      { AudioPoorStreamCount: 1, QualityBecause: 'jitterHigh' },
    ],
    [
      'main-audio',
      { ...heard, averageRoundTripTime: 'PT0.6S', averagePacketLossRate: 0.2 },
      { AudioPoorStreamCount: 1, QualityBecause: 'packetLossHigh,roundTripTimeHigh' },
    ],
    ['main-audio', { ...heard, packetUtilization: 500 }, { AudioUnclassifiedStreamCount: 1 }],
    ['main-audio', { ...heard, averageJitter: null }, { AudioUnclassifiedStreamCount: 1 }],
    ['main-audio', { ...heard, averageJitter: '-PT1S' }, { AudioUnclassifiedStreamCount: 1 }],
    ['main-audio', { ...heard, averagePacketLossRate: 12 }, { AudioUnclassifiedStreamCount: 1 }],
    ['main-audio', {}, { AudioUnclassifiedStreamCount: 1 }],
    ['main-video', { averageVideoFrameRate: 6 }, { VideoPoorStreamCount: 1, QualityBecause: 'frameRateLow' }],
    [
      'main-video',
      { averageVideoFrameLossPercentage: 50, averageVideoFrameRate: 6 },
      { VideoGoodStreamCount: 1 },
    ],
    ['applicationsharing-video', { averageVideoFrameRate: 6 }, { ScreenSharingGoodStreamCount: 1 }],
    ['app-sharing', { averageVideoFrameRate: 6 }, { ScreenSharingUnclassifiedStreamCount: 1 }],
    ['data', heard, {}],
  ])('%s %o: %o', (label, stream, expected) => {
    expect(qualityOf(label, stream)).toEqual(expected);
  });
});

test('the judge counts how sessions ended and takes the worst rating', () => {
  const sessions = [
    { failureInfo: { stage: 'callSetup' }, caller: { feedback: { rating: 'notRated' } }, segments: [] },
    { failureInfo: { stage: 'midcall' }, callee: { feedback: { rating: 'fair' } } },
    { failureInfo: null, segments: [{ caller: { feedback: { rating: 'poor' } }, media: null }] },
  ];
  expect(qualityIn({ sessions })).toMatchObject({
    SetupFailedSessionCount: 1,
    DroppedSessionCount: 1,
    WorstFeedbackRating: 'poor',
    RuleSet: 'cqd-2024',
  });
});

test.each(Object.keys(CALL_KINDS) as ReadonlyArray<CallKind>)(
  'the judge and the product agree about each call of kind %s',
  async (kind) => {
    const store = createSimulatedStore();
    const stored = new StoredCalls();
    const callIds = Array.from({ length: 5 }, () => store.startCall({ kind }));
    for (const callId of callIds) await store.store(callId);
    for (const table of CALL_TABLES) for (const row of store.tables.rows(table)) stored.put(table, row, row);
    for (const callId of callIds) {
      const truth = countsIn(store.tenant.recordOf(callId) ?? {});
      expect(wrongQuality(stored.of(callId), truth)).toEqual([]);
    }
  },
);
