/** Whether every declared table exists. */

import { type Check, fail, pass } from '../check.ts';

export const tablesThere: Check = {
  id: 'tablesThere',
  about: 'Storage',
  title: 'tables: all there',
  needs: ['tablesRead'],
  async run({ storage }) {
    const answers = [...(await storage.tableAnswers())];
    const missing = answers.filter(([, answer]) => answer === 'missing').map(([name]) => name);
    if (missing.length === 0) return pass(`${answers.length} tables`);
    return fail(
      'missing',
      `not in the account: ${missing.join(', ')}`,
      'Check that the settings name the right account. In Azure deploy the template again, which creates tables that a new version needs; elsewhere the app creates them at its start (npm run host).',
    );
  },
};
