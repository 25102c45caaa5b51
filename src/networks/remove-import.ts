/** Takes an import back: its head first, in one write, so that it stops to count at once; then its chunks. */

import type { Day } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { ImportOvertaken } from './import-networks.ts';
import { headOf, isHead } from './import-rows.ts';

/**
 * Removes the import with this start, whole or damaged; resolves with whether there was one. Rejects with ImportOvertaken.
 * A removal that ends halfway leaves chunks that nothing reads; the next import deletes them.
 */
export async function removeImport(store: Store, start: Day): Promise<boolean> {
  const table = store.table('Networks');
  const key = headOf(store.tenantId, start);
  const head = await table.get(key);
  if (head === undefined) return false;
  const removal = await table.delete(head, head.etag);
  if (!removal.written && removal.because === 'changed') {
    throw new ImportOvertaken(
      `another file was imported from ${start} at the same time; nothing was removed`,
    );
  }
  const query = { partitionKey: key.partitionKey, select: ['Generation'] };
  for await (const page of table.query(query)) {
    const chunks = page.filter(
      (row) => !isHead(row) && row.cells.Generation?.value === head.cells.Generation?.value,
    );
    await forEachConcurrently(chunks, REQUESTS_AT_ONCE, async (chunk) => {
      await table.delete(chunk);
    });
  }
  return true;
}
