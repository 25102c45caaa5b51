/** Tells how large each published version is. */

import type { SimulatedTenant } from '../graph/tenant.ts';
import type { StoryEvent } from './observed.ts';

/** Announces sizes until the returned function is called. */
export function announceSizes(tenant: SimulatedTenant, tell: (event: StoryEvent) => void): () => void {
  return tenant.on((event) => {
    if (event.type !== 'versionPublished') return;
    const { at, callId, version } = event;
    // Looked at in a turn of its own: asking the tenant lets happen what is due, and it is in the middle of that.
    setImmediate(() => {
      const record = tenant.recordOf(callId, version);
      if (record === undefined) return;
      const { participants_v2: participants, sessions } = record as {
        readonly participants_v2: ReadonlyArray<object>;
        readonly sessions: ReadonlyArray<object>;
      };
      tell({
        type: 'recordSized',
        at,
        callId,
        version,
        participants: participants.length,
        sessions: sessions.length,
      });
    });
  });
}
