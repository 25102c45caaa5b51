/** The explorer over the tables that this run fills: calls show in it as they are stored. */

import { createAzureQueue } from '../../src/adapters/storage/queue.ts';
import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock, systemRandom } from '../../src/adapters/system.ts';
import { CALL_RECORD_QUEUE } from '../../src/app.ts';
import { reportFromTables } from '../../src/health/report-from-tables.ts';
import type { Day } from '../../src/language/day.ts';
import { parseTenantId, type TenantId } from '../../src/language/identifiers.ts';
import { machineZone } from '../../src/language/period.ts';
import { type ServedPage, servePage } from '../../src/page/serve.ts';
import { createStore } from '../../src/rows/store.ts';
import type { Parts } from './demonstration.ts';
import { SHORT_LATENCY_MINUTES } from './host-environment.ts';

/** `opensWith`: the day over which the calls are dated; today, unless one is given. */
export async function serveExplorer(
  { azurite, tenant }: Parts,
  opensWith: Day | undefined,
): Promise<ServedPage> {
  const { connectionString } = azurite;
  const tables = createAzureTables({ connectionString });
  const queue = createAzureQueue({ connectionString }, CALL_RECORD_QUEUE);
  const tenantId = parseTenantId(tenant.tenantId) as TenantId;
  const store = createStore({ tables, tenantId, clock: systemClock });
  const expected = { latencyWindowMinutes: SHORT_LATENCY_MINUTES, hasHostStorage: true };
  return await servePage({
    store,
    account: 'devstoreaccount1',
    zone: machineZone(),
    withoutPersons: false,
    opensWith,
    port: 0,
    random: systemRandom,
    command: (typed) => typed,
    readStatus: () => reportFromTables({ store, queue, ...expected }),
    report: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
}
