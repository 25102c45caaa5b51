/** Subnets of the own tenant's clients that no row of the building file has. */

import { countsOf } from '../classify/tally.ts';
import { type Day, daysFrom } from '../language/day.ts';
import { parseIpAddress } from '../networks/ip-address.ts';
import { readNetworks } from '../networks/network-lookup.ts';
import type { Store } from '../rows/store.ts';
import { type DaysWithoutSummary, daysWithoutSummary } from './days-without-summary.ts';
import { networkOfValue, readDimension, TOTAL } from './summary-rows.ts';

export interface MissingSubnet {
  /** As Graph sends it, an address without a prefix length; the address of the client where Graph sent no subnet. */
  readonly subnet: string;
  readonly audioStreams: number;
  /** The last day of the period on which it was seen. */
  readonly lastDay: Day;
}

export interface MissingSubnets {
  /** Those with the most audio streams first. */
  readonly subnets: ReadonlyArray<MissingSubnet>;
  /** Whether a building file is imported at all. */
  readonly hasFile: boolean;
  /** Days of the period that are not in it. */
  readonly without: DaysWithoutSummary;
}

/** Fewer streams may be of a visitor. The dashboard's own measure. */
export const FEWEST_AUDIO_STREAMS = 10;

/** Reads the summaries of a period, both days included. Rejects with ImportDamaged. */
export async function missingSubnets(
  store: Store,
  period: { readonly from: Day; readonly to: Day },
): Promise<MissingSubnets> {
  const networks = await readNetworks(store, period);
  const missing = new Map<string, MissingSubnet>();
  const without: Array<Day> = [];
  for (const day of daysFrom(period.from, period.to)) {
    const seen = await subnetsOn(store, day);
    if (seen === undefined) without.push(day);
    for (const { subnet, audioStreams } of seen ?? []) {
      const isListed = networkOfValue(networks, day, subnet) !== undefined;
      if (isListed || parseIpAddress(subnet) === undefined) continue;
      const before = missing.get(subnet)?.audioStreams ?? 0;
      missing.set(subnet, { subnet, audioStreams: before + audioStreams, lastDay: day });
    }
  }
  const subnets = [...missing.values()]
    .filter(({ audioStreams }) => audioStreams >= FEWEST_AUDIO_STREAMS)
    .sort((a, b) => b.audioStreams - a.audioStreams);
  return { subnets, hasFile: networks.hasFile, without: await daysWithoutSummary(store, without) };
}

/** The subnets of a day's clients; undefined if the day is not summed up, or a row of its summary cannot be read. */
async function subnetsOn(
  store: Store,
  day: Day,
): Promise<ReadonlyArray<Omit<MissingSubnet, 'lastDay'>> | undefined> {
  if ((await store.summaries(day).get(TOTAL)) === undefined) return undefined;
  const { rows, unreadable } = await readDimension(store, day, 'network');
  if (unreadable.length > 0) return undefined;
  return rows.flatMap((row) => {
    const { good, poor, unclassified } = countsOf(row, 'audio');
    const audioStreams = good + poor + unclassified;
    return row.Value === undefined || audioStreams === 0 ? [] : [{ subnet: row.Value, audioStreams }];
  });
}
