/** The name of who organized a call, or what stands for it. */

import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import { called } from '../wording/called.ts';

export function organizerOf(call: CallsByDayValues): string {
  return called({
    name: call.OrganizerDisplayName,
    kind: call.OrganizerIdentityKind,
    id: call.OrganizerIdentityId,
  });
}
