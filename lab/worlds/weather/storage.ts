/** Storage does not answer, refuses, is slow, or does the work and does not say so; and answers of Graph are lost. */

import type { Conditions, StorageTrouble } from '../world/conditions.ts';
import type { During, Weather } from './weather.ts';

export function storageFault(trouble: StorageTrouble & During): Weather {
  return lasting('storageFault', trouble, ({ storageFault }) => storageFault.push(trouble));
}

/** No request arrives. */
export function storageDown(of: StorageTrouble['of'], during: During): Weather {
  return storageFault({ of, how: 'unreachable', share: 1, ...during });
}

/** Replies are lost on the way, and the adapter asks again as it does: storage answers what it finds then. */
export function repliesLost(loss: During & { readonly share: number }): Weather {
  return lasting('repliesLost', loss, ({ repliesLost }) => repliesLost.push(loss));
}

export function answersLost(loss: During & { readonly share: number }): Weather {
  return lasting('answersLost', loss, ({ answersLost }) => answersLost.push(loss));
}

export function slowStorage(slowness: During & { readonly mostMilliseconds: number }): Weather {
  return lasting('slowStorage', slowness, ({ slowStorage }) => slowStorage.push(slowness));
}

function lasting(
  kind: string,
  { from, until, ...rest }: During,
  begin: (conditions: Conditions) => void,
): Weather {
  return {
    words: `${kind} ${JSON.stringify(rest)} until second ${until}`,
    from,
    until,
    begin: ({ conditions }) => begin(conditions),
  };
}
