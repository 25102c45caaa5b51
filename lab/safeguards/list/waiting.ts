/** Calls that wait: for records that are not there yet, and for Graph and storage. */

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
    from: "if (write.State !== 'waiting' && (await isStored(deferring, callId)))",
    to: "if (write.State !== 'waiting' && (await isStored(deferring, callId)) && false)",
    proofs: { 'Graph hides a stored record for more than a day': 'drained' },
    test: 'a call whose record is gone before it was settled is settled when its wait ends',
  },
  'storage that fails at every delivery is waited out': {
    mechanism: 'The call becomes pending, and not a dead letter.',
    from: 'if (error instanceof StorageFailure && error.mayPass) {',
    to: 'if (error instanceof StorageFailure && !error.mayPass) {',
    proofs: { 'one table fails at every delivery': 'deserved' },
    test: 'in one table for minutes, the call waits as a pending row and is no dead letter',
  },
  'a Graph that is down is waited out': {
    mechanism:
      'Throttling, 5xx, no connection, 401 and 403 make the call pending, for as long as the record can exist.',
    from: 'return { reason: kind, lastStatus: status, lastError: message, retryAt };',
    to: 'return undefined;',
    proofs: { 'Graph is down for an hour': 'deserved' },
    test: 'goes on for as long as Graph keeps the record: 30 days',
  },
  'a pending row is deleted as it was read': {
    mechanism: 'It is deleted under its ETag, so a row that another attempt wrote in between stays.',
    from: 'await this.#table.delete(row, row.etag);',
    to: 'await this.#table.delete(row);',
    proofs: { 'another attempt defers a call while one stores it': 'accounted' },
    test: 'stays when another attempt has deferred the call since Graph was asked',
  },
  'a released call stays pending until it is stored': {
    mechanism: 'Its row is moved forward in time, and not deleted, before the message is sent.',
    from: 'const moved = await store.pending.change(listed, { FirstSeenAt: firstSeenAt, NextAttemptAt });',
    to: 'const moved = await store.pending.delete(listed).then(() => [firstSeenAt, NextAttemptAt]);',
    proofs: { 'Graph is down for an hour': 'accounted' },
    test: 'that is released once waits a step before it is released again, should its message be lost',
  },
  'a pending row is moved before its call is sent': {
    mechanism:
      'If the row cannot be moved, no message is sent. Otherwise the queue would fill with one call, minute by minute.',
    from: '  const moved = await store.pending.change(',
    to: '  await queue.send(message);\n  const moved = await store.pending.change(',
    proofs: { 'pending rows cannot be changed for half an hour': 'drained' },
    test: 'that changes while it is being released is left to the next run',
  },
  'what is told of and not shown yet is looked at again': {
    mechanism:
      'A notification that finds the version it already had, stored more than ten minutes before, makes the stored call wait.',
    from: 'if (tellsOfMore(message, readAt) && !isCovered) return await begin(store, message, pendingRow);',
    proofs: { 'Graph tells of a version six minutes before it shows it': 'complete' },
    test: 'is looked at again after 2, 10, 30 and 60 minutes, and no more',
  },
  'a second look is not the last': {
    mechanism: 'The row stays when a look finds nothing newer, until the fourth look.',
    from: "return isLast || toDate(readAt).getTime() > begun ? { kind: 'superseded' } : waits(looks);",
    to: "return { kind: 'superseded' };",
    proofs: { 'Graph tells of a version six minutes before it shows it': 'complete' },
    test: 'is looked at again after 2, 10, 30 and 60 minutes, and no more',
  },
  'what is stored waits no more': {
    mechanism: 'The pending row is deleted once its call is stored.',
    from: 'if (isAnswered && pendingRow !== undefined) await store.pending.delete(pendingRow);',
    proofs: { 'Graph is down for an hour': 'drained' },
    test: 'is in one state: stored, it waits nowhere',
  },
};
