/** Subnets of the own tenant's clients that no row of the building file has. */

import { type Day, daysFrom } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { summaryRowKey } from '../tables/keys.ts';
import { parseIpAddress } from './ip-address.ts';
import { readNetworks } from './network-lookup.ts';

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
  /** Days of the period that are not summed up yet, and so not in it. */
  readonly daysWithoutSummary: ReadonlyArray<Day>;
}

/** Fewer streams may be of a visitor. The dashboard's own measure. */
export const FEWEST_AUDIO_STREAMS = 10;

/** Reads the summaries of a period, both days included. Rejects with ImportDamaged. */
export async function missingSubnets(
  store: Store,
  period: { readonly from: Day; readonly to: Day },
): Promise<MissingSubnets> {
  const { hasFile, networkAt } = await readNetworks(store, period);
  const missing = new Map<string, MissingSubnet>();
  const daysWithoutSummary: Array<Day> = [];
  for (const day of daysFrom(period.from, period.to)) {
    const seen = await subnetsOn(store, day);
    if (seen === undefined) daysWithoutSummary.push(day);
    for (const { subnet, audioStreams } of seen ?? []) {
      const isListed = networkAt(day, { isOwn: true, subnet, ipAddress: subnet }) !== undefined;
      if (isListed || parseIpAddress(subnet) === undefined) continue;
      const before = missing.get(subnet)?.audioStreams ?? 0;
      missing.set(subnet, { subnet, audioStreams: before + audioStreams, lastDay: day });
    }
  }
  const subnets = [...missing.values()]
    .filter(({ audioStreams }) => audioStreams >= FEWEST_AUDIO_STREAMS)
    .sort((a, b) => b.audioStreams - a.audioStreams);
  return { subnets, hasFile, daysWithoutSummary };
}

/** The subnets of a day's clients; undefined if the day is not summed up. */
async function subnetsOn(
  store: Store,
  day: Day,
): Promise<ReadonlyArray<Omit<MissingSubnet, 'lastDay'>> | undefined> {
  const summaries = store.summaries(day);
  if ((await summaries.get(summaryRowKey('total', undefined))) === undefined) return undefined;
  const subnets: Array<Omit<MissingSubnet, 'lastDay'>> = [];
  for await (const page of summaries.query({ rowKeyPrefix: summaryRowKey('network', '') })) {
    for (const row of page) {
      const values = summaries.valuesIn(row);
      if (values?.Value === undefined) continue;
      const { AudioGoodStreamCount, AudioPoorStreamCount, AudioUnclassifiedStreamCount } = values;
      const audioStreams = AudioGoodStreamCount + AudioPoorStreamCount + AudioUnclassifiedStreamCount;
      if (audioStreams > 0) subnets.push({ subnet: values.Value, audioStreams });
    }
  }
  return subnets;
}
