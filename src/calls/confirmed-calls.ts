/** From the rows of an index to the calls that are stored. */

import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { parseCallId } from '../language/identifiers.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { readHeadValues } from '../store/head.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';

/** A page of calls: enough for a screen, and little is read in vain for a reader of the latest calls only. */
const CALLS_A_PAGE = 50;

/** Says whether an index row is true of a call: its head, which may have become another meanwhile, or undefined. */
export type Confirm<IndexRow> = (
  head: CallRecordValues,
  indexRow: IndexRow,
) => Promise<CallRecordValues | undefined>;

/**
 * The heads of the calls that index rows name, in their order, without those that are not stored or not confirmed.
 * A page without any is left out.
 */
export async function* confirmedCalls<IndexRow extends { readonly CallId: string }>(
  store: Store,
  indexRows: ReadonlyArray<IndexRow>,
  confirm: Confirm<IndexRow> = async (head) => head,
): AsyncGenerator<ReadonlyArray<CallRecordValues>> {
  for (let from = 0; from < indexRows.length; from += CALLS_A_PAGE) {
    const rows = indexRows.slice(from, from + CALLS_A_PAGE);
    const heads = new Map<IndexRow, CallRecordValues>();
    await forEachConcurrently(rows, REQUESTS_AT_ONCE, async (row) => {
      const callId = parseCallId(row.CallId);
      const head = callId && (await readHeadValues(store, callId));
      const confirmed = head && (await confirm(head, row));
      if (confirmed !== undefined) heads.set(row, confirmed);
    });
    const page = rows.flatMap((row) => heads.get(row) ?? []);
    if (page.length > 0) yield page;
  }
}
