/** A storage account with the calls of a tenant, and the store over it. */

import { createAzureTables } from '../../src/adapters/storage/tables.ts';
import { systemClock } from '../../src/adapters/system.ts';
import type { TenantId } from '../../src/language/identifiers.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { createStore, type Store } from '../../src/rows/store.ts';

export interface Account {
  readonly connectionString: string;
  readonly tenantId: TenantId;
}

export function storeOf(
  { connectionString, tenantId }: Account,
  tables: Tables = createAzureTables({ connectionString }),
): Store {
  return createStore({ tables, tenantId, clock: systemClock });
}
