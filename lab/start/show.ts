/** Keeps what was observed, and shows it. */

import type { Clock } from '../../src/ports/clock.ts';
import { type LocalEvent, nothingObserved, type Observed, observe } from './observed.ts';
import type { Screen } from './screen.ts';

export interface Show {
  /** What was observed since it began. */
  readonly observed: Observed;
  begin(whereToLook: string): void;
  readonly tell: (event: LocalEvent) => void;
}

export function createShow(screen: Screen, clock: Pick<Clock, 'now'>): Show {
  let observed = nothingObserved(clock.now());
  return {
    get observed() {
      return observed;
    },
    begin(whereToLook) {
      observed = nothingObserved(clock.now());
      screen.begin(whereToLook);
    },
    tell(event) {
      const before = observed;
      observed = observe(before, event);
      screen.happened(event, before, observed);
    },
  };
}
