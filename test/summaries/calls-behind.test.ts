import { describe, expect, it } from 'vitest';
import { buildingFile } from '../../lab/graph/building-file.ts';
import { CALL_KINDS, isCallKind } from '../../lab/graph/call-kinds.ts';
import { Random } from '../../lab/random.ts';
import { type Medium, mediums } from '../../src/classify/media-kind.ts';
import type { Day } from '../../src/language/day.ts';
import { createNetworkCompressor } from '../../src/networks/compressed-networks.ts';
import { importNetworks } from '../../src/networks/import-networks.ts';
import { callsBehind } from '../../src/summaries/calls-behind.ts';
import { type Grouping, groupings, readQuality } from '../../src/summaries/read-quality.ts';
import { summarizeDay } from '../../src/summaries/summarize-day.ts';
import { read } from '../networks/building-lines.ts';
import { makeOld } from '../store/earlier-layout.ts';
import { createSimulatedStore, type SimulatedStore } from '../store/simulated-store.ts';

const DAY = '2026-11-23' as Day;
const PERIOD = { from: '2026-11-22' as Day, to: DAY };
const NO_SIGNAL = new AbortController().signal;

async function dayOfCalls(): Promise<SimulatedStore> {
  const store = createSimulatedStore();
  for (const kind of Object.keys(CALL_KINDS).filter(isCallKind)) {
    if (kind === 'large-meeting') continue;
    for (let call = 0; call < 4; call += 1) await store.store(store.startCall({ kind }));
  }
  const { networks } = await read(buildingFile());
  const compressor = createNetworkCompressor();
  compressor.add(networks);
  await importNetworks(store, Random.seeded(1), { ...compressor.end(), start: DAY, fileName: 'b.csv' });
  return store;
}

/** Of each value with a poor stream: how many the summaries count, and how many the calls have. */
async function poorStreams(store: SimulatedStore, by: Grouping, medium: Medium) {
  const { values } = await readQuality(store, { by, medium, ...PERIOD });
  const counted = values.filter(({ poor }) => poor > 0).map(({ value, poor }) => [value, poor] as const);
  const found: Array<readonly [string, number]> = [];
  for (const [value] of counted) {
    const { calls } = await callsBehind(store, { by, value, medium, ...PERIOD });
    found.push([value, calls.reduce((sum, call) => sum + call.poorStreams, 0)]);
  }
  return { counted, found };
}

describe('the calls behind a number', () => {
  it('have just as many poor streams as the summaries count, by every dimension and medium', async () => {
    const store = await dayOfCalls();
    await summarizeDay(store, DAY, NO_SIGNAL);
    let values = 0;
    for (const by of groupings) {
      for (const medium of mediums) {
        const { counted, found } = await poorStreams(store, by, medium);
        expect(found).toEqual(counted);
        values += counted.length;
      }
    }
    expect(values).toBeGreaterThan(20);
  });

  it('are found as well if they were stored before streams were classified', async () => {
    const store = await dayOfCalls();
    await makeOld(store.tables);
    await summarizeDay(store, DAY, NO_SIGNAL);
    for (const by of ['platform', 'hour'] as const) {
      const { counted, found } = await poorStreams(store, by, 'audio');
      expect(counted.length).toBeGreaterThan(0);
      expect(found).toEqual(counted);
    }
  });

  it('come in parts, the latest first, and each part looks into no more calls than it may', async () => {
    const store = await dayOfCalls();
    await summarizeDay(store, DAY, NO_SIGNAL);
    const { values } = await readQuality(store, { by: 'platform', medium: 'audio', ...PERIOD });
    const [worst] = values.toSorted((a, b) => b.poor - a.poor);
    const question = { by: 'platform', value: worst?.value ?? '', medium: 'audio', ...PERIOD } as const;
    const whole = await callsBehind(store, question);
    expect(whole.before).toBeUndefined();
    const starts = whole.calls.map(({ call }) => call.FirstStartDateTime);
    expect(starts).toEqual(starts.toSorted().reverse());
    const parts: Array<string> = [];
    let before: string | undefined;
    do {
      const part = await callsBehind(store, { ...question, before }, 2);
      expect(part.lookedInto).toBeLessThanOrEqual(2);
      parts.push(...part.calls.map(({ call }) => call.CallId));
      before = part.before;
    } while (before !== undefined);
    expect(parts).toEqual(whole.calls.map(({ call }) => call.CallId));
    expect(parts.length).toBeGreaterThan(2);
  });
});
