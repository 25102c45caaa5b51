/** The name of who organized a call, or what stands for it. */

import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import { called } from '../wording/called.ts';
import { isWithheld } from './withheld-call.ts';

export function organizerOf(call: CallsByDayValues): string {
  if (isWithheld(call)) return '(withheld)';
  return called({
    name: call.OrganizerDisplayName,
    kind: call.OrganizerIdentityKind,
    id: call.OrganizerIdentityId,
  });
}
