/** Lets a plan happen in its world: calls, weather, and the moment at which all clears up. */

import type { WorldPlan } from '../plan/plan.ts';
import type { SimulatedWorld } from './world.ts';

export function schedule(world: SimulatedWorld, { calls, weather, clearsAt }: WorldPlan): void {
  const { time, journal, tenant, conditions } = world;
  const at = (seconds: number, happen: () => void) => time.at(world.instantOf(seconds), happen);
  for (const { endsAt, nextVersionsAfterSeconds, lastsSeconds, startMovesBySeconds, ...rest } of calls) {
    const movesTo =
      lastsSeconds === undefined || startMovesBySeconds === undefined
        ? {}
        : {
            startDateTime: new Date(
              world.instantOf(endsAt - lastsSeconds + startMovesBySeconds),
            ).toISOString(),
          };
    at(Math.max(0, endsAt), () =>
      tenant.startCall({
        ...rest,
        ...(lastsSeconds === undefined ? {} : { durationSeconds: lastsSeconds }),
        endedAt: new Date(world.instantOf(endsAt)),
        versions: [{}, ...nextVersionsAfterSeconds.map((afterSeconds) => ({ afterSeconds, ...movesTo }))],
      }),
    );
  }
  for (const { from, words, begin } of weather) {
    at(from, () => {
      journal.news('weather', () => words);
      begin(world);
    });
  }
  at(clearsAt, () => {
    conditions.clear();
    tenant.faults.clear();
    journal.news('weather', () => 'clears up');
  });
}
