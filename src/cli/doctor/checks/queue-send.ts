/** The right to send, tried with a message that stays invisible to its end. */

import { CALL_RECORD_QUEUE } from '../../../app.ts';
import { type Check, pass } from '../check.ts';
import { rightFinding } from '../storage-fault.ts';

export const queueSend: Check = {
  id: 'queueSend',
  about: 'Storage',
  title: 'queue: may send',
  needs: ['queuesThere'],
  async run({ storage }) {
    try {
      await storage.send();
    } catch (error) {
      return rightFinding(error, storage.askedQueues, 'queueSend');
    }
    return pass(`${CALL_RECORD_QUEUE}, a message nobody receives`);
  },
};
