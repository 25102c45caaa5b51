/** Lets a plan happen in its world: calls, weather, and the moment at which all clears up. */

import { usersIn } from '../../judge/users.ts';
import type { WorldPlan } from '../plan/plan.ts';
import type { SimulatedWorld } from './world.ts';

export function schedule(world: SimulatedWorld, { calls, weather, clearsAt }: WorldPlan): void {
  const { time, journal, tenant, conditions } = world;
  const at = (seconds: number, happen: () => void) => time.at(world.instantOf(seconds), happen);
  for (const {
    endsAt,
    nextVersionsAfterSeconds,
    lastsSeconds,
    startMovesBySeconds,
    links,
    ...rest
  } of calls) {
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
        ...(links === undefined ? {} : linkNaming(world, links)),
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

/** By its number one of the users of the calls before is named, where there is one. */
function linkNaming({ tenant }: SimulatedWorld, number: number): { readonly joinWebUrl?: string } {
  const users = tenant.truth().flatMap(({ callId }) => usersIn(tenant.recordOf(callId)));
  const user = users[number % Math.max(1, users.length)];
  if (user === undefined) return {};
  const context = encodeURIComponent(JSON.stringify({ Tid: tenant.tenantId, Oid: user.id }));
  return {
    joinWebUrl: `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${number}%40thread.v2/0?context=${context}`,
  };
}
