/** The verdict on a run: reads the tables, and compares them with the simulated tenant. */

import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { parseTenantId } from '../../src/language/identifiers.ts';
import type { SimulatedTenant } from '../graph/model/simulated-tenant.ts';
import { compareDocuments } from './compare-documents.ts';
import { readTables } from './read-tables.ts';
import { judge, type Verdict } from './verdict.ts';

/**
 * `forged` are the ids that forged notifications named.
 * Rejects with StorageFailure when the tables cannot be read.
 */
export async function verdictOn(
  tenant: SimulatedTenant,
  connectionString: string,
  forged: ReadonlyArray<string>,
): Promise<Verdict> {
  const truth = tenant.truth();
  const tenantId = parseTenantId(tenant.tenantId);
  if (tenantId === undefined) throw new Error(`${tenant.tenantId} is no tenant id`);
  const tables = createAzureTables({ connectionString });
  // Under which day the rows of a forged call would stand nobody knows: that of the first call is as good as any.
  const startDateTime = truth[0]?.startDateTime ?? new Date(0).toISOString();
  const forgedCalls = forged.map((callId) => ({ callId, startDateTime }));
  const tablesFound = await readTables(tables, tenantId, [...truth, ...forgedCalls]);
  const callIds = truth.map(({ callId }) => callId);
  const documents = await compareDocuments(tables, tenantId, callIds, (callId) => tenant.recordOf(callId));
  return judge(truth, tablesFound, documents, forged);
}
