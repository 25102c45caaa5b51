/** Users are to be forgotten, or left out: an operator types it while Graph goes on. */

import { requestErasure, requestExclusion } from '../../../src/forget/request.ts';
import { parseTenantId } from '../../../src/language/identifiers.ts';
import { createStore } from '../../../src/rows/store.ts';
import { usersIn } from '../../judge/users.ts';
import { ManualClock } from '../../manual-clock.ts';
import { Random } from '../../random.ts';
import type { SimulatedWorld } from '../world/world.ts';
import type { Weather } from './weather.ts';

/** A user who took part in a call before is erased; `draw` decides which one. */
export function erasure(draw: number, at: number): Weather {
  return { words: 'an erasure', from: at, begin: (world) => void withhold(world, 'erasure', draw) };
}

/** A user who took part in a call before is excluded; `draw` decides which one. */
export function exclusion(draw: number, at: number): Weather {
  return { words: 'an exclusion', from: at, begin: (world) => void withhold(world, 'exclusion', draw) };
}

async function withhold(world: SimulatedWorld, what: 'erasure' | 'exclusion', draw: number): Promise<void> {
  const { tables, tenant, time, journal } = world;
  const random = Random.seeded(draw);
  const users = tenant.truth().flatMap(({ callId }) => usersIn(tenant.recordOf(callId)));
  const user = users[random.integer(0, users.length - 1)];
  const tenantId = parseTenantId(tenant.tenantId);
  if (user === undefined || tenantId === undefined) return;
  journal.news('operator', () => `asks for an ${what} of ${user.id}`);
  const store = createStore({ tables, tenantId, clock: new ManualClock(time.now()) });
  if (what === 'erasure') await requestErasure(store, random, [user.id]);
  else await requestExclusion(store, random, { kind: 'user', ids: [user.id] });
}
