import { describe, expect, test } from 'vitest';
import { tellCall } from '../../src/told/tell-call.ts';
import { callId } from '../store/call-in-store.ts';
import { makeOld } from '../store/earlier-layout.ts';
import { type Party, type Stream, storeOver, storeTold, type Told } from './call-record.ts';
import { importOffice } from './office-networks.ts';

async function sentenceOf(told: Told): Promise<string | undefined> {
  const store = storeOver();
  await importOffice(store);
  await storeTold(store, told);
  const { sentence } = (await tellCall(store, callId)) ?? {};
  // The same rows are the same sentence, also when an earlier release has stored them.
  await makeOld(store.tables);
  expect((await tellCall(store, callId))?.sentence).toBe(sentence);
  return sentence;
}

const IN_LARKSPUR = { subnet: '10.20.1.0' };
const ON_ITS_WIFI = { subnet: '10.20.8.0' };
const ADA: Party = { name: 'Ada' };
const BEN: Party = { name: 'Ben' };
const CEM: Party = { name: 'Cem' };
const LOSSY: Stream = { loss: 0.112 };
const SETUP = (reason: string | null) => ({ stage: 'callSetup', reason });

describe('the sentence about a call', () => {
  test.each<[string, Told, string]>([
    [
      'says that all was good',
      { sessions: [{ caller: ADA, streams: [{}, {}, {}] }] },
      'All 3 streams were good.',
    ],
    [
      'says how many streams could not be judged',
      { sessions: [{ caller: ADA, streams: [{}, {}, { packets: 12 }] }] },
      'Both streams that could be judged were good; 1 could not be judged.',
    ],
    [
      'says that nothing could be judged',
      { sessions: [{ caller: ADA, streams: [{ packets: 12 }, { label: 'data' }] }] },
      'None of 2 streams could be judged: too short, without measurements, or of a kind that has no rule.',
    ],
    [
      'says that there is nothing to judge',
      { sessions: [{ caller: ADA }] },
      'The record has no media streams.',
    ],
    [
      'names who had one poor stream, where and with what',
      {
        sessions: [
          {
            caller: { ...ADA, ...IN_LARKSPUR, headset: 'Muster Buds', platform: 'macOS' },
            streams: [LOSSY, {}],
          },
        ],
      },
      '1 of 2 streams was poor: received audio of Ada in Larkspur House, loss 11.2 %; with Muster Buds, on macOS.',
    ],
    [
      'names the building that all have in common, on several of its networks',
      {
        sessions: [
          { caller: { ...ADA, ...IN_LARKSPUR }, streams: [LOSSY, {}] },
          { caller: { ...BEN, ...ON_ITS_WIFI }, streams: [{ loss: 0.4 }, {}] },
          { caller: { ...CEM, ...ON_ITS_WIFI }, streams: [{ loss: 0.2 }, {}] },
        ],
      },
      '3 of 6 streams were poor: received audio of three people in Larkspur House, loss up to 40 %.',
    ],
    [
      'names a network that is in no building file',
      {
        sessions: [
          { caller: { ...ADA, subnet: '10.99.0.0' }, streams: [LOSSY] },
          { caller: { ...BEN, subnet: '10.99.0.0' }, streams: [LOSSY] },
        ],
      },
      '2 of 2 streams were poor: received audio of Ada and Ben on one network (10.99.0.0), loss up to 11.2 %.',
    ],
    [
      'names a VPN, and says of how many streams where not all share it',
      {
        sessions: [
          { caller: { ...ADA, subnet: '10.80.0.0' }, streams: [{ roundTrip: 'PT1.2S', way: 'sent' }] },
          { caller: { ...BEN, subnet: '10.80.0.0' }, streams: [{ roundTrip: 'PT0.6S' }] },
          { caller: { ...CEM, subnet: '10.99.0.0' }, streams: [{ jitter: 'PT0.04S' }] },
        ],
      },
      '3 of 3 streams were poor: sent and received audio of three people, round trip up to 1,200 ms, jitter 40 ms; 2 of the 3 over Larkspur VPN.',
    ],
    [
      'names a headset and a platform that people at different places share',
      {
        sessions: [
          { caller: { ...ADA, headset: 'Speak 510', platform: 'iOS' }, streams: [{ jitter: 'PT0.08S' }] },
          { caller: { ...BEN, headset: 'Speak 510', platform: 'iOS' }, streams: [{ jitter: 'PT0.05S' }] },
        ],
      },
      '2 of 2 streams were poor: received audio of Ada and Ben, jitter up to 80 ms; all with Speak 510, all on iOS.',
    ],
    [
      'names nothing that most do not share',
      {
        sessions: [
          { caller: { ...ADA, ...IN_LARKSPUR, platform: 'iOS' }, streams: [LOSSY] },
          { caller: { ...BEN, subnet: '10.99.0.0', platform: 'web' }, streams: [LOSSY] },
        ],
      },
      '2 of 2 streams were poor: received audio of Ada and Ben, loss up to 11.2 %.',
    ],
    [
      'does not look up the network of another tenant',
      {
        sessions: [
          {
            caller: {
              ...ADA,
              ...IN_LARKSPUR,
              identity: { user: { id: 'eve', displayName: 'Eve', tenantId: callId } },
            },
            streams: [LOSSY],
          },
        ],
      },
      '1 of 1 stream was poor: received audio of Eve, loss 11.2 %.',
    ],
    [
      'tells media and directions apart',
      {
        sessions: [
          {
            caller: ADA,
            streams: [
              LOSSY,
              { label: 'main-video', frameRate: 3, way: 'sent' },
              { label: 'main-video', frameRate: 25 },
            ],
          },
        ],
      },
      '2 of 3 streams were poor: received audio and sent video of Ada, loss 11.2 %, frame rate 3 a second.',
    ],
    [
      'of a call between two says from whom to whom, and describes both',
      {
        type: 'peerToPeer',
        sessions: [
          {
            caller: { ...ADA, ...IN_LARKSPUR, platform: 'macOS' },
            callee: { ...BEN, connection: 'wifi' },
            streams: [{ ...LOSSY, way: 'sent' }, {}],
          },
        ],
      },
      '1 of 2 streams was poor: audio from Ada to Ben, loss 11.2 %; Ada in Larkspur House on macOS, Ben over Wi-Fi.',
    ],
    [
      'of a call between two that was poor both ways says so',
      {
        type: 'peerToPeer',
        sessions: [{ caller: ADA, callee: BEN, streams: [{ ...LOSSY, way: 'sent' }, LOSSY] }],
      },
      '2 of 2 streams were poor: audio between Ada and Ben, loss up to 11.2 %.',
    ],
    [
      'says first that the whole call was not set up, and why',
      { type: 'peerToPeer', sessions: [{ caller: ADA, callee: BEN, failure: SETUP('No answer.') }] },
      'The call was not set up: No answer.',
    ],
    [
      'counts the sessions that failed, with their reasons, the most frequent first',
      {
        sessions: [
          { caller: ADA, streams: [{}, {}, {}], failure: { stage: 'midcall', reason: 'Network lost' } },
          { caller: BEN, failure: SETUP('Busy') },
          { caller: CEM, failure: SETUP('No answer') },
          { caller: ADA, failure: SETUP('No answer') },
          { caller: ADA, failure: { stage: 'unknown', reason: null } },
        ],
      },
      '3 of 5 sessions were not set up: No answer (2), Busy (1). 1 of 5 sessions failed. 1 of 5 sessions was dropped: Network lost. All 3 streams were good.',
    ],
    [
      'counts beside the reasons the sessions that failed without one',
      {
        sessions: [
          { caller: ADA, streams: [{}], failure: { stage: 'midcall', reason: 'Network lost' } },
          { caller: BEN, failure: { stage: 'midcall', reason: null } },
          { caller: CEM, failure: { stage: 'midcall', reason: null } },
          { caller: ADA },
        ],
      },
      'The one stream was good. 3 of 4 sessions were dropped: Network lost (1), no reason given (2).',
    ],
    [
      'says that parts of the record may be missing',
      { sessions: [{ caller: ADA, streams: [{}] }], incompleteBecause: 'the pages of sessions lead back' },
      'The one stream was good. Parts of the record may be missing (the pages of sessions lead back); it is read again at growing intervals while Graph keeps it.',
    ],
    [
      'cuts names that are long, and shows what a terminal would obey',
      {
        sessions: [
          {
            caller: {
              name: 'x',
              identity: { guest: { id: 'g', displayName: `=1+1\u001b[2J\n${'👩‍👩‍👧‍👦'.repeat(100)}` } },
            },
            streams: [LOSSY],
          },
        ],
      },
      `1 of 1 stream was poor: received audio of =1+1\ufffd[2J\ufffd${'👩‍👩‍👧‍👦'.repeat(71)}…, loss 11.2 %.`,
    ],
  ])('%s', async (_title, told, sentence) => {
    expect(await sentenceOf(told)).toBe(sentence);
  });
});
