/** Records of many pages, and what a document holds. */

import { MINUTE } from '../../worlds/plan/plan.ts';
import { onGraph } from './moments.ts';
import { aCall, at, inWorld, type Prepare, type Proof } from './proof.ts';

const MEETING = aCall({ kind: 'large-meeting' });

export const pageProofs = {
  'a large meeting is stored': inWorld({ calls: [MEETING] }),

  'a new version appears between two requests': inWorld(
    { calls: [aCall()] },
    publishesBefore('participants_v2', 1, { participants: 9 }),
  ),

  'a new version appears before the last page': inWorld(
    { calls: [MEETING] },
    publishesBefore('sessions?', 2, { sessions: 200 }),
  ),

  'a link leads to the page it stands on': inWorld({ calls: [MEETING] }, ({ tenant }) =>
    tenant.faults.add('looping-next-link', { target: 'callRecords', count: 1 }),
  ),

  'the pages of a newer version lead round': inWorld(
    { calls: [MEETING] },
    at(20 * MINUTE, ({ tenant, calls }) => {
      tenant.faults.add('looping-next-link', { target: 'callRecords', count: 1 });
      for (const callId of calls.keys()) tenant.publishVersion(callId, { sessions: 200 });
    }),
  ),

  'a link leads away from Graph': inWorld(
    { calls: [MEETING] },
    ({ tenant }) => tenant.faults.add('foreign-next-link', { target: 'callRecords', count: 1 }),
    watchTokens(),
  ),
} as const satisfies Readonly<Record<string, Proof>>;

/** Graph has a new version, with more in it, just before it answers the nth request whose URL holds this. */
function publishesBefore(
  part: string,
  nth: number,
  version: { readonly sessions?: number; readonly participants?: number },
): Prepare {
  let count = 0;
  return onGraph((request, respond, world) => {
    if (request.url.includes(part)) count += 1;
    if (count === nth) {
      count += 1;
      for (const callId of world.calls.keys()) world.tenant.publishVersion(callId, version);
    }
    return respond(request);
  });
}

/** Requests carry the token: none may go anywhere but to Graph. */
function watchTokens(): Prepare {
  let graph: string | undefined;
  return onGraph((request, respond, world) => {
    const { origin } = new URL(request.url);
    graph ??= origin;
    if (origin !== graph) world.checker.report('closed', `a request with the token went to ${origin}`);
    return respond(request);
  });
}
