/** What every row of a call is made from. */

import type { CallRecordBody } from '../call-record.ts';
import type { DateTime } from '../date-time.ts';
import type { Generation } from '../generation.ts';
import type { TenantId } from '../identifiers.ts';
import type { IdentityKinds } from '../identity.ts';
import type { CallPlace } from '../keys.ts';

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
