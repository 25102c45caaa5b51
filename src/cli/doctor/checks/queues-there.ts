/** Whether the queue and its poison queue exist. */

import { type Check, fail, pass } from '../check.ts';
import { QUEUE_NAMES, type QueueName } from '../storage-probe.ts';

export const queuesThere: Check = {
  id: 'queuesThere',
  about: 'Storage',
  title: 'queues: both there',
  needs: ['queuesRead'],
  async run({ storage }) {
    const missing: Array<QueueName> = [];
    for (const name of QUEUE_NAMES) if (!(await storage.hasQueue(name))) missing.push(name);
    if (missing.length === 0) return pass(QUEUE_NAMES.join(', '));
    return fail(
      'missing',
      `not in the account: ${missing.join(', ')}`,
      'Check that the settings name the right account. In Azure deploy the template again, which creates the queues; elsewhere the app creates them at its start (npm run host).',
    );
  },
};
