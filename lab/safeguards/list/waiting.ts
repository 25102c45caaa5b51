/** Records that are not there yet. */

import type { Safeguards } from '../safeguard.ts';

export const waiting: Safeguards = {
  'a 404 is waited out': {
    mechanism:
      'It can take 150 minutes after a notification until its record can be read. The record is asked for until then.',
    from: 'const windowMs = windowMinutes * MINUTE_MS;',
    to: 'const windowMs = windowMinutes * MINUTE_MS; if (windowMs > 0) return undefined;',
    proofs: { 'a record can be read after 145 minutes': 'complete' },
    test: 'that answers 404 for 100 minutes is stored',
  },
  'a late record is asked for hourly': {
    mechanism: 'For a day after the call was first seen, because not all records keep to the 150 minutes.',
    from: 'if (ageMilliseconds >= windowMs) return LATE_WAIT_MS;',
    to: 'if (ageMilliseconds >= windowMs) return undefined;',
    proofs: { 'a record can be read after eight hours': 'complete' },
    test: 'a call is asked for at growing intervals, at the very end of the window, then hourly for a day',
  },
  'the head is looked at before a call is given up': {
    mechanism: 'If a version is stored, nothing is missing, and the call is not unavailable.',
    from: 'if (await isStored(store, callId)) return',
    to: 'if ((await isStored(store, callId)) && false) return',
    proofs: { 'Graph hides a stored record for more than a day': 'drained' },
    test: 'a call whose record is gone before it was settled is settled when its wait ends',
  },
};
