/** Subnets of the own tenant's clients that no row of the building file has. */

import { streamsOfDay } from '../calls/streams-of-day.ts';
import { mediaKindOf } from '../classify/media-kind.ts';
import { type Day, daysFrom } from '../language/day.ts';
import type { Store } from '../rows/store.ts';
import { type NetworkEnd, readNetworks } from './network-lookup.ts';
import { networkEnds, STREAM_END_COLUMNS } from './stream-ends.ts';

export interface MissingSubnet {
  /** As Graph sends it: an address without a prefix length. */
  readonly subnet: string;
  readonly audioStreams: number;
  /** The last day of the period on which it was seen. */
  readonly lastDay: Day;
}

export interface SubnetPeriod {
  readonly from: Day;
  readonly to: Day;
  /** This day is being read. */
  readonly advanced: (day: Day) => void;
}

/** Fewer streams may be of a visitor. The dashboard's own measure. */
export const FEWEST_AUDIO_STREAMS = 10;

/** The subnets with the most audio streams first. Rejects with ImportDamaged. */
export async function missingSubnets(
  store: Store,
  period: SubnetPeriod,
): Promise<ReadonlyArray<MissingSubnet>> {
  const { networkAt } = await readNetworks(store, period);
  const missing = new Map<string, MissingSubnet>();
  for await (const { day, end } of audioEnds(store, period)) {
    const { subnet = '' } = end;
    if (!end.isOwn || subnet === '' || networkAt(day, end) !== undefined) continue;
    const audioStreams = (missing.get(subnet)?.audioStreams ?? 0) + 1;
    missing.set(subnet, { subnet, audioStreams, lastDay: day });
  }
  return [...missing.values()]
    .filter(({ audioStreams }) => audioStreams >= FEWEST_AUDIO_STREAMS)
    .sort((a, b) => b.audioStreams - a.audioStreams);
}

interface AudioEnd {
  readonly day: Day;
  readonly end: NetworkEnd;
}

/** Both ends of every audio stream of the period. */
async function* audioEnds(store: Store, { from, to, advanced }: SubnetPeriod): AsyncGenerator<AudioEnd> {
  const columns = ['MediaLabel', ...STREAM_END_COLUMNS] as const;
  for (const day of daysFrom(from, to)) {
    advanced(day);
    for await (const page of streamsOfDay(store, day, columns)) {
      for (const stream of page) {
        if (mediaKindOf(stream.MediaLabel ?? '') !== 'audio') continue;
        for (const end of networkEnds(store.tenantId, stream)) yield { day, end };
      }
    }
  }
}
