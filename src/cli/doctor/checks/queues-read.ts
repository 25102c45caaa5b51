/** The right to look at messages, tried by peeking: no message is received, hidden or counted. */

import { type Check, pass } from '../check.ts';
import { isAboutMissing, rightFinding } from '../storage-fault.ts';
import { QUEUE_NAMES } from '../storage-probe.ts';

export const queuesRead: Check = {
  id: 'queuesRead',
  about: 'Storage',
  title: 'queues: may read',
  needs: ['queues'],
  async run({ storage }) {
    for (const name of QUEUE_NAMES) {
      try {
        await storage.hasQueue(name);
        await storage.peek(name);
      } catch (error) {
        // Whether it is there is another check.
        if (isAboutMissing(error)) continue;
        const finding = rightFinding(error, storage.askedQueues, 'queuesRead');
        return { ...finding, evidence: `${name}: ${finding.evidence}` };
      }
    }
    return pass(QUEUE_NAMES.join(', '));
  },
};
