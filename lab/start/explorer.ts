/** The explorer over the tables that this run fills: calls show in it as they are stored. */

import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock, systemRandom } from '../../src/adapters/system.ts';
import { parseTenantId, type TenantId } from '../../src/language/identifiers.ts';
import { machineZone } from '../../src/language/period.ts';
import { type ServedPage, servePage } from '../../src/page/serve.ts';
import { createStore } from '../../src/rows/store.ts';
import type { Parts } from './demonstration.ts';

export async function serveExplorer({ azurite, tenant }: Parts): Promise<ServedPage> {
  const tables = createAzureTables({ connectionString: azurite.connectionString });
  const tenantId = parseTenantId(tenant.tenantId) as TenantId;
  return await servePage({
    store: createStore({ tables, tenantId, clock: systemClock }),
    account: 'devstoreaccount1',
    zone: machineZone(),
    withoutPersons: false,
    port: 0,
    random: systemRandom,
    command: (typed) => typed,
    report: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
  });
}
