/** Every stream is classified as its row is written, and sessions, call and list count what the streams say. */

import { describe, expect, it } from 'vitest';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import type { JsonObject } from '../../src/language/json.ts';
import { createStore } from '../../src/rows/store.ts';
import type { Row } from '../../src/tables/cell.ts';
import { callQualityColumns, streamCountColumns } from '../../src/tables/columns/quality.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { CALL, GRAPH, record } from '../adapters/graph/scripted-graph.ts';
import { tenantId } from './call-in-parts.ts';
import { PARTICIPANTS, SESSIONS, storeScripted, VERSION } from './scripted-store.ts';
import { createSimulatedStore } from './simulated-store.ts';

const heard = {
  packetUtilization: 9_000,
  averagePacketLossRate: 0.001,
  averageRoundTripTime: 'PT0.05S',
  averageJitter: 'PT0.004S',
};
const muted = { ...heard, packetUtilization: 12, averageJitter: null };
const jittery = { ...heard, averageJitter: 'PT0.0301S' };
const text = { ...heard, averageJitter: '30 ms' };
const frozen = { averageVideoFrameRate: 3 };

const segment = (label: string, ...streams: ReadonlyArray<JsonObject>) => ({
  id: label,
  caller: {},
  media: [{ label, callerNetwork: { connectionType: 'tunnel' }, streams }],
});

const first = [
  {
    id: 's1',
    caller: { feedback: { rating: 'fair' } },
    segments: [segment('main-audio', heard, jittery), segment('applicationsharing-video', frozen)],
  },
];
const others = [
  {
    id: 's2',
    failureInfo: { stage: 'midcall', reason: 'mediaConnectivityFailure' },
    segments: [segment('main-video', frozen, {}), segment('main-audio', muted, text), segment('data', heard)],
  },
  {
    id: 's3',
    failureInfo: { stage: 'callSetup', reason: 'noAnswer' },
    callee: { feedback: { rating: 'poor' } },
    segments: [],
  },
];

/** Two pages of sessions. */
async function stored(): Promise<MemoryTables> {
  const tables = createMemoryTables();
  const page = `${GRAPH}/communications/callRecords/${CALL}/page2`;
  await storeScripted(createStore({ tables, tenantId, clock: systemClock }), {
    [SESSIONS]: record({ sessions: first, 'sessions@odata.nextLink': page }),
    [PARTICIPANTS]: record({ sessions: undefined, participants_v2: [{ id: 'p' }] }),
    '/page2': { value: others },
    [VERSION]: record({}),
  });
  return tables;
}

function qualityOf(tables: MemoryTables, table: TableName, columns: object) {
  return tables.rows(table).map((row) => picked(row, columns));
}

function picked({ cells }: Row, columns: object): Readonly<Record<string, unknown>> {
  const entries = Object.keys(columns).map((column) => [column, cells[column]?.value]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== 0));
}

describe('a stored call', () => {
  it('says of every stream how good it was, why, and what may have disturbed it', async () => {
    const tables = await stored();
    const rows = tables.rows('MediaStreams').map(({ cells }) => {
      const { SessionId, MediaLabel, Quality, QualityBecause, QualityHints } = cells;
      expect(QualityHints?.value).toBe('callerTunnel');
      return [SessionId, MediaLabel, Quality, QualityBecause]
        .map((cell) => cell?.value ?? '')
        .join(' ')
        .trim();
    });
    expect(rows).toEqual([
      's1 main-audio good',
      's1 main-audio poor jitterHigh',
      's1 applicationsharing-video good',
      's2 main-video poor frameRateLow',
      's2 main-video unclassified frameLossMissing,frameRateMissing,postFecPacketLossMissing',
      's2 main-audio unclassified packetsFew,jitterMissing',
      's2 main-audio unclassified jitterUnreadable',
      's2 data unclassified noRule',
    ]);
  });

  it('counts the streams of each session by medium', async () => {
    expect(qualityOf(await stored(), 'Sessions', streamCountColumns)).toEqual([
      {
        AudioGoodStreamCount: 1,
        AudioPoorStreamCount: 1,
        ScreenSharingGoodStreamCount: 1,
        QualityBecause: 'jitterHigh',
      },
      {
        AudioUnclassifiedStreamCount: 2,
        VideoPoorStreamCount: 1,
        VideoUnclassifiedStreamCount: 1,
        QualityBecause: 'frameRateLow',
      },
      {},
    ]);
  });

  it.each(['CallRecords', 'CallsByDay'] as const)('says in %s what all its pages come to', async (table) => {
    expect(qualityOf(await stored(), table, callQualityColumns)).toEqual([
      {
        AudioGoodStreamCount: 1,
        AudioPoorStreamCount: 1,
        AudioUnclassifiedStreamCount: 2,
        VideoPoorStreamCount: 1,
        VideoUnclassifiedStreamCount: 1,
        ScreenSharingGoodStreamCount: 1,
        QualityBecause: 'jitterHigh,frameRateLow',
        SetupFailedSessionCount: 1,
        DroppedSessionCount: 1,
        WorstFeedbackRating: 'poor',
        RuleSet: 'cqd-2024',
      },
    ]);
  });

  it('of any size counts every stream of its sessions once', async () => {
    const store = createSimulatedStore();
    await store.store(store.startCall({ kind: 'large-meeting', sessions: 300, participants: 140 }));
    const [head] = store.tables.rows('CallRecords');
    const sessions = store.tables.rows('Sessions');
    const counts = Object.keys(streamCountColumns).filter((column) => column.endsWith('Count'));
    const sum = (column: string) =>
      sessions.reduce((total, { cells }) => total + Number(cells[column]?.value), 0);
    expect(counts.map((column) => head?.cells[column]?.value)).toEqual(counts.map(sum));
    const media = store.tables.rows('MediaStreams').filter(({ cells }) => cells.MediaLabel?.value !== 'data');
    expect(counts.map(sum).reduce((total, count) => total + count, 0)).toBe(media.length);
  });
});
