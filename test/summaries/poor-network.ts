/** A day that is summed up, on which one network was poor by more than chance. */

import { createStreamTally } from '../../src/classify/tally.ts';
import { toDateTime } from '../../src/language/date-time.ts';
import type { Day } from '../../src/language/day.ts';
import type { Store } from '../../src/rows/store.ts';

const NOTHING = {
  ...createStreamTally().counts,
  CallCount: 0,
  PersonCount: 0,
  SessionCount: 0,
  DroppedSessionCount: 0,
  RuleSet: 'cqd-2024',
  Digest: 'of the calls',
  SummedAt: toDateTime(new Date('2026-11-24T03:00:00Z')),
};

export async function writePoorNetwork(store: Store, day: Day): Promise<void> {
  const summaries = store.summaries(day);
  const counts = { AudioGoodStreamCount: 170, AudioPoorStreamCount: 30, PersonCount: 12 };
  const network = { Dimension: 'network', Value: '192.0.2.0', ...counts };
  await summaries.merge('network!192.0.2.0', { ...NOTHING, ...network });
  await summaries.merge('total', { ...NOTHING, Dimension: 'total', ...counts });
}
