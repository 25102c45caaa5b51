import { describe, expect, it } from 'vitest';
import type { StreamValues } from '../../src/classify/classified-columns.ts';
import { classifyStream } from '../../src/classify/classify-stream.ts';
import {
  addSession,
  addStream,
  addTally,
  type ClassifiedSession,
  callQuality,
  createCallTally,
  createStreamTally,
  sessionQuality,
} from '../../src/classify/tally.ts';
import { AUDIO, SCREEN, VIDEO } from './streams.ts';

const NO_STREAMS = {
  AudioGoodStreamCount: 0,
  AudioPoorStreamCount: 0,
  AudioUnclassifiedStreamCount: 0,
  VideoGoodStreamCount: 0,
  VideoPoorStreamCount: 0,
  VideoUnclassifiedStreamCount: 0,
  ScreenSharingGoodStreamCount: 0,
  ScreenSharingPoorStreamCount: 0,
  ScreenSharingUnclassifiedStreamCount: 0,
};

const LOSSY: StreamValues = { ...AUDIO, AveragePacketLossRate: 0.2 };
const JITTERY: StreamValues = { ...AUDIO, AverageJitterSeconds: 0.05 };
const FROZEN: StreamValues = { ...VIDEO, AverageVideoFrameLossPercentage: 80 };

function tallyOf(...streams: ReadonlyArray<StreamValues>) {
  const tally = createStreamTally();
  for (const stream of streams) addStream(tally, classifyStream(stream));
  return tally;
}

describe('the quality of a session', () => {
  it('counts its streams by medium, and gives each reason for poor ones once', () => {
    const muted = { ...AUDIO, PacketUtilization: 3n };
    const overRdp = { MediaLabel: 'app-sharing' };
    expect(sessionQuality(tallyOf(FROZEN, JITTERY, JITTERY, LOSSY, AUDIO, muted, SCREEN, overRdp))).toEqual({
      AudioGoodStreamCount: 1,
      AudioPoorStreamCount: 3,
      AudioUnclassifiedStreamCount: 1,
      VideoGoodStreamCount: 0,
      VideoPoorStreamCount: 1,
      VideoUnclassifiedStreamCount: 0,
      ScreenSharingGoodStreamCount: 1,
      ScreenSharingPoorStreamCount: 0,
      ScreenSharingUnclassifiedStreamCount: 1,
      QualityBecause: 'packetLossHigh,jitterHigh,frameLossHigh',
    });
  });

  it('leaves data and unknown labels out of its counts', () => {
    expect(sessionQuality(tallyOf({ MediaLabel: 'data' }, { MediaLabel: 'hologram' }, {}))).toEqual(
      NO_STREAMS,
    );
  });

  it('gives no reason when only unclassified streams have some', () => {
    expect(sessionQuality(tallyOf({ MediaLabel: 'main-audio' }))).toEqual({
      ...NO_STREAMS,
      AudioUnclassifiedStreamCount: 1,
    });
  });
});

describe('the quality of a call', () => {
  const callOf = (...sessions: ReadonlyArray<Partial<ClassifiedSession>>) => {
    const tally = createCallTally();
    for (const session of sessions) {
      addSession(tally, { streams: createStreamTally(), session: {}, segments: [], ...session });
    }
    return tally;
  };

  it('sums up its sessions, and names the rules', () => {
    expect(callQuality(callOf({ streams: tallyOf(AUDIO, LOSSY) }, { streams: tallyOf(JITTERY) }))).toEqual({
      ...NO_STREAMS,
      AudioGoodStreamCount: 1,
      AudioPoorStreamCount: 2,
      QualityBecause: 'packetLossHigh,jitterHigh',
      SetupFailedSessionCount: 0,
      DroppedSessionCount: 0,
      RuleSet: 'cqd-2024',
    });
  });

  it('tells sessions that could not be set up from those that were dropped', () => {
    const stages = ['callSetup', 'midcall', 'midcall', 'unknown', 'tomorrow', undefined];
    const tally = callOf(...stages.map((SessionFailureStage) => ({ session: { SessionFailureStage } })));
    expect(callQuality(tally)).toMatchObject({ SetupFailedSessionCount: 1, DroppedSessionCount: 2 });
  });

  it.each([
    [['good', 'bad', 'excellent'], 'bad'],
    [['excellent'], 'excellent'],
    [['fair', 'poor'], 'poor'],
    [['notRated', 'good'], 'good'],
    [['notRated', 'unknownFutureValue', undefined], undefined],
  ])('has of the ratings %o the worst: %s', (ratings, worst) => {
    const asCaller = ratings.map((CallerFeedbackRating) => ({ session: { CallerFeedbackRating } }));
    const asCallee = ratings.map((CalleeFeedbackRating) => ({ session: { CalleeFeedbackRating } }));
    const inSegments = ratings.map((CalleeFeedbackRating) => ({ segments: [{ CalleeFeedbackRating }] }));
    for (const sessions of [asCaller, asCallee, inSegments]) {
      expect(callQuality(callOf(...sessions)).WorstFeedbackRating).toBe(worst);
    }
  });

  it('is the same whether its sessions are added one by one or page by page', () => {
    const sessions: ReadonlyArray<Partial<ClassifiedSession>> = [
      { streams: tallyOf(AUDIO, FROZEN), session: { SessionFailureStage: 'callSetup' } },
      { streams: tallyOf(LOSSY), session: { CallerFeedbackRating: 'good' } },
      { streams: tallyOf(SCREEN), session: { SessionFailureStage: 'midcall', CalleeFeedbackRating: 'poor' } },
    ];
    const paged = createCallTally();
    for (const session of sessions) addTally(paged, callOf(session));
    expect(callQuality(paged)).toEqual(callQuality(callOf(...sessions)));
  });
});
