/** The right to delete rows, tried on the scratch row, and on those that an earlier run was ended before deleting. */

import { type Check, pass } from '../check.ts';
import { rightFinding } from '../storage-fault.ts';
import { SCRATCH_PARTITION, SCRATCH_TABLE } from '../storage-probe.ts';

export const tablesDelete: Check = {
  id: 'tablesDelete',
  about: 'Storage',
  title: 'tables: may delete',
  needs: ['tablesWrite'],
  async run({ storage: { tables, scratchKey, askedTables } }) {
    const table = tables.table(SCRATCH_TABLE);
    try {
      await table.delete(scratchKey);
      for await (const page of table.query({ partitionKey: SCRATCH_PARTITION, select: [] })) {
        for (const row of page) await table.delete(row);
      }
    } catch (error) {
      const finding = rightFinding(error, askedTables, 'tablesDelete');
      const stays = `the scratch row ${scratchKey.rowKey} stays in ${SCRATCH_TABLE}, partition ${SCRATCH_PARTITION}`;
      return { ...finding, evidence: `${finding.evidence}; ${stays}` };
    }
    return pass('the same row');
  },
};
