/** Health fails when records stop flowing, and nothing is swallowed. */

import type { Safeguards } from '../safeguard.ts';

export const honest: Safeguards = {
  'a probe is answered whatever storage does': {
    mechanism: 'What storage has not said within four seconds is a reason.',
    from: '(signal) => observe(observing, signal)',
    to: '() => observe(observing)',
    proofs: { 'storage accepts requests and never answers': 'healthy' },
    test: 'gets 503 within five seconds while storage accepts connections and never answers',
  },
  'notifications are noted when they arrive': {
    mechanism: 'Health tells notifications that do not come from records that are not fetched.',
    from: "await within(signal, note('LastNotificationAt'));",
    proofs: { 'the function of the queue is disabled for a day': 'healthy' },
    test: 'is noted when it arrives, whatever becomes of it, and at most once a minute',
  },
  'what nothing fetches is not healthy': {
    mechanism: 'If nothing was stored since a check found calls missing, each of them must be waiting.',
    from: 'reconcile.missingSinceStored > pendingWaiting + pendingSecondLooks',
    to: 'false',
    proofs: { 'the row of a call that listing found is deleted by hand': 'healthy' },
  },
  'each duty of maintain is done though another fails': {
    mechanism: 'Calls are released even if the subscription cannot be kept.',
    from: 'failures.push(error);\n      return undefined;',
    to: 'failures.push(error);\n      throw error;',
    proofs: { 'a call waits while subscriptions are refused': 'complete' },
  },
  'a run with a failure is not a success': {
    mechanism:
      'A run of maintain succeeds only if all its duties do. Otherwise health says so after ten minutes.',
    from: 'if (failures.length === 0) {',
    to: 'if (failures.length >= 0) {',
    proofs: { 'Graph does not answer about subscriptions': 'healthy' },
  },
  'no stored time is believed that lies far ahead': {
    mechanism:
      'What a clock has noted that was ahead by more than the longest wait and 15 minutes counts as absent: nothing waits for it, and nothing passes for news.',
    from: 'return instant.getTime() - now.getTime() <= longestWaitMs + CLOCKS_DIFFER_MS;',
    to: 'return instant.getTime() - now.getTime() <= Infinity + longestWaitMs + CLOCKS_DIFFER_MS;',
    proofs: {
      'a clock that was days ahead has noted when Graph may be asked again': 'complete',
      'a clock that was days ahead has noted when a waiting call was first seen': 'patience',
    },
    test: 'an hour is due, whether its last check or its next one lies ahead',
  },
  'every clock follows that of storage': {
    mechanism:
      'Each answer of storage says what time it is. A clock that differs from it by more than 7 minutes is corrected by the difference.',
    from: 'correctionMs = isCorrected && Math.abs(behindMs) <= CORRECTED_UNTIL_MS ? 0 : behindMs;',
    to: 'correctionMs = 0; void behindMs;',
    proofs: { 'the clock of every instance is thirty hours behind while a call is told of': 'complete' },
    test: 'is right within seconds once storage has answered, though the own one is wrong by %i ms',
  },
  'storage is heard before anything is noted': {
    mechanism:
      'Where storage has not answered within five minutes by the own clock, as at a start or once the clock was set, the webhook asks it first.',
    from: "await hearTime(clock, () => queue.approximateLength('queue'));",
    to: 'void hearTime;',
    proofs: { 'the clock of every instance is thirty hours behind while a call is told of': 'complete' },
    test: 'notes of a call when it was first seen, by the clock of storage',
  },
  'no age alone gives a call up': {
    mechanism:
      'A call that is not shown is given up after a day and 24 attempts, however old a stored time says it is.',
    from: ' && attempts >= GIVE_UP_AFTER_ATTEMPTS',
    proofs: {
      'a clock that was thirty hours behind has noted when a waiting call was first seen': 'complete',
    },
    test: 'a call is asked for 24 times, whatever a wrong clock has noted of when it was first seen',
  },
  'a waiting call is sent though its next attempt lies far ahead': {
    mechanism: 'No right clock has noted that, so it is among what is due.',
    from: "          nextAttempt('gt', new Date(now.getTime() + PENDING_WAITS_MS + CLOCKS_DIFFER_MS)),\n",
    proofs: { 'a clock that was days ahead has noted when a waiting call is tried again': 'drained' },
    test: 'a waiting call is sent, and one that Graph has put off for a day is not',
  },
  'a failure of storage hides no refusal of Graph': {
    mechanism:
      'How Graph refused counts until it answers otherwise: a run that does not get to ask it says nothing new.',
    from: 'if (graph === undefined && refusedAs !== NOT_OF_GRAPH) return { LastFailureAt };',
    proofs: { 'storage fails while another deployment has the only subscription': 'healthy' },
    test: 'stays named while storage ends the next runs before Graph is asked for one',
  },
};
