/** Queue Storage: whether there is a way to it, and whether it knows who asks. */

import { CALL_RECORD_QUEUE } from '../../../app.ts';
import { type Check, pass } from '../check.ts';
import { isAboutRights, storageFault } from '../storage-fault.ts';

export const queuesAnswer: Check = {
  id: 'queues',
  about: 'Storage',
  title: 'queues answer',
  needs: [],
  async run(examination, findings) {
    const tables = findings.get('tables');
    if (examination.settings.access === undefined) {
      return { status: 'unknown', evidence: 'because of Settings: complete and valid', because: 'settings' };
    }
    // The same connection proves who asks: a second line would be about the same fault.
    if (tables?.status === 'fail' && (tables.kind === 'settings' || tables.kind === 'credentials')) {
      return { status: 'unknown', evidence: 'because of Storage: tables answer', because: 'tables' };
    }
    const { storage } = examination;
    const { askedQueues } = storage;
    try {
      await storage.hasQueue(CALL_RECORD_QUEUE);
    } catch (error) {
      if (!isAboutRights(error)) return storageFault(error, askedQueues);
    }
    return pass(askedQueues.host);
  },
};
