/** Logs the networks whose audio was poor on a day by more than chance: alerts and the workbook query this event. */

import { countsOf } from '../classify/tally.ts';
import { toDateTime } from '../language/date-time.ts';
import type { Day } from '../language/day.ts';
import type { Log } from '../logs/log.ts';
import { readNetworks } from '../networks/network-lookup.ts';
import type { Store } from '../rows/store.ts';
import type { QualitySummaryValues } from '../tables/declarations/quality-summaries.ts';
import { isAboveTarget, POOR_AUDIO_TARGET, type PoorCount, poorShareLowerBound } from './poor-share.ts';
import { networkOfValue, readDimension, TOTAL } from './summary-rows.ts';

/**
 * Once for each summary of the day. A summary that is made anew is reported anew, and a process that ends on the way
 * reports twice: of several events of one day and network the latest counts.
 */
export async function reportNetworks(store: Store, log: Log, day: Day): Promise<void> {
  const summaries = store.summaries(day);
  const total = await summaries.get(TOTAL);
  if (total === undefined || summaries.valuesIn(total)?.ReportedAt !== undefined) return;
  for (const { network, count, target } of await networksAboveTarget(store, day)) {
    const { good, poor, people } = count;
    const lowerBound = Math.round(poorShareLowerBound(count) * 10_000) / 10_000;
    log.info('networkQuality', { day, network, streams: good + poor, poor, people, target, lowerBound });
  }
  await summaries.merge(TOTAL, { ReportedAt: toDateTime(store.clock.now()) });
}

interface NetworkCount {
  readonly network: string;
  readonly count: PoorCount;
}

async function networksAboveTarget(
  store: Store,
  day: Day,
): Promise<ReadonlyArray<NetworkCount & { readonly target: number }>> {
  const { inside, overall } = POOR_AUDIO_TARGET;
  const suspects = (await countsOfNetworks(store, day)).filter(({ count }) => isAboveTarget(count, inside));
  if (suspects.length === 0) return [];
  const networks = await readNetworks(store, { from: day, to: day });
  return suspects
    .map((suspect) => {
      const isInside = networkOfValue(networks, day, suspect.network)?.isInsideCorp ?? false;
      return { ...suspect, target: isInside ? inside : overall };
    })
    .filter(({ count, target }) => isAboveTarget(count, target));
}

async function countsOfNetworks(store: Store, day: Day): Promise<ReadonlyArray<NetworkCount>> {
  const { rows } = await readDimension(store, day, 'network');
  return rows.flatMap((row) =>
    row.Value === undefined ? [] : [{ network: row.Value, count: audioCount(row) }],
  );
}

function audioCount(row: QualitySummaryValues): PoorCount {
  return { ...countsOf(row, 'audio'), people: row.PersonCount };
}
