/** Whose calls the tables hold: rows stand under tenant ids, so another tenant's id in the settings finds none of them. */

import type { StatusAspect } from '../../../tables/declarations/pipeline-status.ts';
import type { Check } from '../check.ts';
import { fail, pass } from '../finding.ts';

/** Tenant ids are hexadecimal, and every tenant has the row. */
const EVERY_TENANT = {
  partitionKeyFrom: '0',
  partitionKeyBefore: 'g',
  rowKey: 'maintain' satisfies StatusAspect,
  select: [],
};

export const tenant: Check = {
  id: 'tenant',
  about: 'Storage',
  title: 'tables hold this tenant',
  needs: ['tablesThere'],
  async run({ storage, store: { tenantId } }) {
    const tenants = new Set<string>();
    for await (const page of storage.rows.table('PipelineStatus').queryPartitions(EVERY_TENANT)) {
      for (const { partitionKey } of page) tenants.add(partitionKey);
    }
    if (tenants.has(tenantId)) return pass(`tenant ${tenantId}`);
    if (tenants.size === 0) return pass('nothing has run here yet');
    const held = [...tenants].join(', ');
    return fail(
      'settings',
      `the tables hold tenant ${held}, and GRAPH_TENANT_ID is ${tenantId}`,
      'Correct GRAPH_TENANT_ID, or give the other tenant a storage account of its own.',
    );
  },
};
