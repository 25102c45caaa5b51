/** What the ends of poor streams have in common: a building, a device, a platform, a kind of connection. */

import type { Place, StreamEnd } from './poor-streams.ts';
import { connectionPhrase } from './words.ts';

/** What most of the ends share. */
export interface Shared {
  readonly phrase: string;
  /** Ends that share it. */
  readonly count: number;
}

export interface Common {
  readonly place: Shared | undefined;
  readonly device: Shared | undefined;
  readonly platform: Shared | undefined;
  readonly connection: Shared | undefined;
}

/** What more than half of the ends share, so at most one value of each. */
export function commonOf(ends: ReadonlyArray<StreamEnd>, people: number): Common {
  return {
    place: shared(ends, ({ place }) => place && placePhrase(place, people)),
    device: shared(ends, ({ device }) => device && `with ${device}`),
    platform: shared(ends, ({ platform }) => platform && `on ${platform}`),
    connection: shared(ends, ({ connection }) => connectionPhrase(connection)),
  };
}

function shared(
  ends: ReadonlyArray<StreamEnd>,
  phraseOf: (end: StreamEnd) => string | undefined,
): Shared | undefined {
  const byPhrase = Map.groupBy(ends, phraseOf);
  for (const [phrase, { length: count }] of byPhrase) {
    // Only one can have more than half.
    if (phrase !== undefined && count * 2 > ends.length) return { phrase, count };
  }
  return undefined;
}

function placePhrase({ kind, name }: Place, people: number): string {
  switch (kind) {
    case 'building':
      return `in ${name}`;
    case 'vpn':
      return `over ${name}`;
    case 'subnet':
      return people > 1 ? `on one network (${name})` : `on network ${name}`;
  }
}
