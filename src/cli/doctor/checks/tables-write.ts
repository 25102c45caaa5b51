/**
 * The right to write rows, tried on a scratch row: it stands in PipelineStatus under the partition `doctor`, where the
 * pipeline, whose rows stand under tenant ids, neither reads nor writes.
 */

import { type Check, pass } from '../check.ts';
import { rightFinding } from '../storage-fault.ts';
import { SCRATCH_PARTITION, SCRATCH_TABLE } from '../storage-probe.ts';

export const tablesWrite: Check = {
  id: 'tablesWrite',
  about: 'Storage',
  title: 'tables: may write',
  needs: ['tablesThere'],
  async run({ storage: { tables, scratchKey, askedTables } }) {
    const table = tables.table(SCRATCH_TABLE);
    const row = { ...scratchKey, cells: {} };
    try {
      await table.insert(row);
    } catch (error) {
      return rightFinding(error, askedTables, 'tablesWrite');
    }
    try {
      await table.merge(row);
    } catch (error) {
      const left = await table.delete(scratchKey).then(
        () => '',
        () =>
          `; the scratch row ${scratchKey.rowKey} stays in ${SCRATCH_TABLE}, partition ${SCRATCH_PARTITION}`,
      );
      const finding = rightFinding(error, askedTables, 'tablesWrite');
      return { ...finding, evidence: `changing a row: ${finding.evidence}${left}` };
    }
    return pass(`a row of ${SCRATCH_TABLE}, partition ${SCRATCH_PARTITION}`);
  },
};
