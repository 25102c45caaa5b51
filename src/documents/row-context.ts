/** What every row of a call is made from. */

import type { DateTime } from '../language/date-time.ts';
import type { TenantId } from '../language/identifiers.ts';
import type { CallRecordBody } from '../record/call-record.ts';
import type { Generation } from '../tables/generation.ts';
import type { IdentityKinds } from '../tables/identity.ts';
import type { CallPlace } from '../tables/keys.ts';

/** One ingest of a call: the record's body, the generation it is written under, and the start that keys keep. */
export interface RowContext {
  readonly tenantId: TenantId;
  readonly body: CallRecordBody;
  readonly generation: Generation;
  readonly firstStartDateTime: DateTime;
  /** Kinds of identities by id, for the ends of sessions, which mostly do not tell them. */
  readonly identityKinds?: IdentityKinds;
}

export function placeOf(context: RowContext): CallPlace {
  const { tenantId, body, firstStartDateTime } = context;
  return { tenantId, callId: body.callId, firstStartDateTime };
}
