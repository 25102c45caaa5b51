/** The right to read rows, tried on every table. */

import { type Check, pass } from '../check.ts';
import { rightFinding } from '../storage-fault.ts';

export const tablesRead: Check = {
  id: 'tablesRead',
  about: 'Storage',
  title: 'tables: may read',
  needs: ['tables'],
  async run({ storage }) {
    const answers = await storage.tableAnswers();
    for (const [name, answer] of answers) {
      if (typeof answer !== 'object') continue;
      const finding = rightFinding(answer.failure, storage.askedTables, 'tablesRead');
      return { ...finding, evidence: `${name}: ${finding.evidence}` };
    }
    return pass(`${answers.size} tables`);
  },
};
