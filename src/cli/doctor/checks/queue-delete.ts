/** The right to take messages off the queue, tried on the doctor's own. */

import { CALL_RECORD_QUEUE } from '../../../app.ts';
import { type Check, pass } from '../check.ts';
import { rightFinding } from '../storage-fault.ts';

export const queueDelete: Check = {
  id: 'queueDelete',
  about: 'Storage',
  title: 'queue: may delete',
  needs: ['queueSend'],
  async run({ storage }) {
    try {
      await storage.remove();
    } catch (error) {
      const finding = rightFinding(error, storage.askedQueues, 'queueDelete');
      const stays = `the doctor’s message stays in ${CALL_RECORD_QUEUE}, invisible, and ends in seven days`;
      return { ...finding, evidence: `${finding.evidence}; ${stays}` };
    }
    return pass('the same message');
  },
};
