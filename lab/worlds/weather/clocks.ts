/** A clock is wrong by hours or days for a while: that of an instance, or of the computer on which operators type. */

import { HOUR } from '../plan/plan.ts';
import type { During, Weather } from './weather.ts';

export interface WrongClock extends During {
  readonly of: 'an instance' | 'the operator';
  readonly hoursAhead: number;
}

export function wrongClock({ of, hoursAhead, from, until }: WrongClock): Weather {
  return {
    words: `the clock of ${of} is ${Math.abs(hoursAhead)} hours ${hoursAhead > 0 ? 'ahead' : 'behind'} until second ${until}`,
    from,
    until,
    begin(world) {
      const { fleet, time } = world;
      const wrongBy = hoursAhead * HOUR * 1000;
      const instance = fleet.any();
      const set = (milliseconds: number) => {
        if (of === 'an instance') instance?.setClock(milliseconds);
        else world.operatorAheadMilliseconds += milliseconds;
      };
      set(wrongBy);
      time.at(world.instantOf(until), () => set(-wrongBy));
    },
  };
}
