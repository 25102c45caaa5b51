/** Finds stored calls by the beginning of their id. */

import { type CallId, parseCallId } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import { partitionsBeginning } from '../tables/keys.ts';

/** The ids, in their order, that begin so (as ids are written: lower case, with hyphens); a page at a time. */
export async function* callsBeginning(
  store: Store,
  beginning: string,
): AsyncGenerator<ReadonlyArray<CallId>> {
  const heads = store.table('CallRecords').queryPartitions({
    ...partitionsBeginning(beginning),
    rowKey: store.tenantId,
    select: [],
  });
  for await (const page of heads) {
    yield page.map(({ partitionKey }) => parseCallId(partitionKey)).filter((id) => id !== undefined);
  }
}
