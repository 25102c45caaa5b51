/** Makes everything derived from a call's head agree with it. */

import type { DateTime } from '../domain/date-time.ts';
import type { CallId, TenantId } from '../domain/identifiers.ts';
import type { Tables } from '../ports.ts';
import { readHead } from './head.ts';
import { sweepSuperseded } from './sweep.ts';

/** Each round needs another commit of the same call meanwhile; Graph publishes a handful of versions in hours. */
const ROUNDS = 10;

/**
 * Deletes superseded generations, until the head has stayed the same for a whole round: whoever commits meanwhile
 * may already have settled before our rows were written.
 * `readingStart` is the start in the version just read: an attempt that never committed may have left rows there.
 */
export async function settle(
  tables: Tables,
  call: { readonly tenantId: TenantId; readonly callId: CallId; readonly readingStart: DateTime },
): Promise<void> {
  let head = await readHead(tables, call.tenantId, call.callId);
  for (let round = 0; round < ROUNDS && head !== undefined; round += 1) {
    const swept = { ...call, firstStartDateTimes: [head.firstStartDateTime, call.readingStart] };
    await sweepSuperseded(tables, swept, head.generation);
    const settledFor = head.etag;
    head = await readHead(tables, call.tenantId, call.callId);
    if (head?.etag === settledFor) return;
  }
  throw new Error(`the head of ${call.callId} did not stay the same for a whole round of settling`);
}
