/**
 * Where releases before 0.2.0 wrote the rows of MediaStreams: in one partition a day, `tenantId_yyyy-MM-dd`. Release 0.2
 * reads them there until `./callrecords rebuild`, or a newer version of the call, has written them anew. Release 0.3.0
 * deletes this file, and what no longer compiles without it.
 */

import { dayOf } from '../language/day.ts';
import type { CallRecordValues } from './declarations/call-records.ts';
import type { ChildTableName } from './declarations/index.ts';
import { type CallPlace, childRange, dayPartition, generationRange, type KeyRange } from './keys.ts';

/** The first whose rows stand in sixteen partitions a day. */
const FIRST_LAYOUT_IN_SIXTEEN = 3;

export function isFormer(layout: number): boolean {
  return layout < FIRST_LAYOUT_IN_SIXTEEN;
}

/** Where all generations of a call's streams stood. */
export function formerRange(call: CallPlace): KeyRange {
  return inFormerPartition(childRange('MediaStreams', call), call);
}

/** Where the rows stand that a head names. */
export function currentRange(
  table: ChildTableName,
  call: CallPlace,
  head: Pick<CallRecordValues, 'Generation' | 'Layout'>,
): KeyRange {
  const range = generationRange(table, call, head.Generation);
  return table === 'MediaStreams' && isFormer(head.Layout) ? inFormerPartition(range, call) : range;
}

function inFormerPartition(
  { rowKeyPrefix }: KeyRange,
  { tenantId, firstStartDateTime }: CallPlace,
): KeyRange {
  return { partitionKey: dayPartition(tenantId, dayOf(firstStartDateTime)), rowKeyPrefix };
}
