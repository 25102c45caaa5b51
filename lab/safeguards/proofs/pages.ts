/** Records of many pages, and what a document holds. */

import type { SimulatedWorld } from '../../worlds/world/world.ts';
import { onGraph } from './moments.ts';
import { aCall, inWorld, type Proof } from './proof.ts';

const MEETING = aCall({ kind: 'large-meeting' });

export const pageProofs = {
  'a large meeting is stored': inWorld({ calls: [MEETING] }),

  'a new version appears between two requests': inWorld({ calls: [aCall()] }, (world) =>
    publishesBefore(world, 'participants_v2', 1, { participants: 9 }),
  ),

  'a new version appears before the last page': inWorld({ calls: [MEETING] }, (world) =>
    publishesBefore(world, 'sessions?', 2, { sessions: 200 }),
  ),

  'a link leads to the page it stands on': inWorld({ calls: [MEETING] }, ({ tenant }) => {
    tenant.faults.add('looping-next-link', { target: 'callRecords', count: 1 });
  }),

  'a link leads away from Graph': inWorld({ calls: [MEETING] }, (world) => {
    world.tenant.faults.add('foreign-next-link', { target: 'callRecords', count: 1 });
    watchTokens(world);
  }),
} as const satisfies Readonly<Record<string, Proof>>;

/** Graph has a new version, with more in it, just before it answers the nth request whose URL holds this. */
function publishesBefore(
  world: SimulatedWorld,
  part: string,
  nth: number,
  version: { readonly sessions?: number; readonly participants?: number },
): void {
  let count = 0;
  onGraph(world, (request, respond) => {
    if (request.url.includes(part)) count += 1;
    if (count === nth) {
      count += 1;
      for (const callId of world.calls.keys()) world.tenant.publishVersion(callId, version);
    }
    return respond(request);
  });
}

/** Requests carry the token: none may go anywhere but to Graph. */
function watchTokens(world: SimulatedWorld): void {
  let graph: string | undefined;
  onGraph(world, (request, respond) => {
    const { origin } = new URL(request.url);
    graph ??= origin;
    if (origin !== graph) world.checker.report('closed', `a request with the token went to ${origin}`);
    return respond(request);
  });
}
