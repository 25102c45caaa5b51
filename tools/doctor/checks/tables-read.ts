/** The right to read rows, tried on every table. */

import { type Check, pass } from '../check.ts';
import { storageFault } from '../storage-fault.ts';

export const tablesRead: Check = {
  id: 'tablesRead',
  about: 'Storage',
  title: 'tables: may read',
  needs: ['tables'],
  async run({ storage }) {
    const answers = await storage.tableAnswers();
    for (const [name, answer] of answers) {
      if (typeof answer !== 'object') continue;
      const fault = storageFault(answer.failure, storage.askedTables);
      return { ...fault, evidence: `${name}: ${fault.evidence}` };
    }
    return pass(`${answers.size} tables`);
  },
};
