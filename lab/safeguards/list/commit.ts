/** Safeguards of the commit that only a certain order of requests needs. */

import type { Safeguards } from '../safeguard.ts';

/** Rows of two versions, or of none. */
const LEFT = ['complete', /not the newest version alone/] as const;
const HALF = ['wholeVersion', /does not see a whole version/] as const;

export const commit: Safeguards = {
  'a notification of a call that waits settles what was committed': {
    mechanism: 'If a pending row exists, even the first delivery finishes what was left undone.',
    from: ' || delivery.dequeueCount > 1 || pendingRow !== undefined;',
    to: ' || delivery.dequeueCount > 1;',
    proofs: { 'a table fails between a commit and its index, and the notification is repeated': 'complete' },
    test: 'in one table for minutes, the call waits as a pending row and is no dead letter',
  },
  'a message that was put back settles what was committed': {
    mechanism:
      'It comes back as the message of a pending call, which finishes what earlier deliveries left undone.',
    from: "return message?.reason === 'notification' ? {",
    to: "return message?.reason === 'notification' && false ? {",
    proofs: { 'the tables fail between a commit and its index, and a message is put back': 'complete' },
    test: 'a message that was put back finishes what its deliveries before it had committed',
  },
  'the head is written after its rows': {
    mechanism: 'Until the head is swapped no reader sees the new generation.',
    from: 'const written = await write(store, { shown, place, generation, head }, options);',
    to: `const table = () => ({ batch: async () => {}, upsert: async () => {} });
      const nowhere = { ...store, table } as unknown as Store;
      const written = await write(nowhere, { shown, place, generation, head }, options);`,
    also: {
      from: 'if (committed === undefined) {',
      to: 'if (committed !== undefined) await write(store, { shown, place, generation, head }, options); else {',
    },
    proofs: { 'two versions of a new call meet': HALF },
  },
  'readings with one version number are ordered': {
    mechanism: 'Of equal versions the later modification is newer, and is not swept.',
    from: 'compareGenerations(generation, head) <= 0',
    to: 'generation.version <= head.version',
    proofs: { 'two readings with one version number meet': HALF },
  },
  'superseded generations are swept': {
    mechanism: 'Generations that no head names any more are deleted.',
    from: 'await sweepSuperseded(store, swept, current);',
    to: 'void swept;',
    proofs: {
      'two versions of a new call meet': LEFT,
      'a process ends at any request for a new call': [
        'complete',
        /^rows of other generations are left.*ends after request \d+: ingest 1, request \d+: batch Participants/,
      ],
    },
  },
  'hints go before the rows that name their users': {
    mechanism:
      'Once the rows are gone, nothing tells whose hints are left: a process that ends between the two would leave them for ever.',
    from: 'await beforeDeletion(swept);\n    await deleteAll(table, rows);',
    to: 'await deleteAll(table, rows);\n    await beforeDeletion(swept);',
    proofs: { 'a user leaves a stored call, and a process ends': LEFT },
    test: 'takes the hints of those who have left it along, for three reads and a deletion each',
  },
  'a settle takes back its own hints': {
    mechanism: 'Another settle may have swept the rows that name their users before the hints were there.',
    from: 'await takeBackHints(store, current.place, leaving, { head: settled.generation, ...indexed });',
    to: 'void leaving;',
    proofs: { 'a user leaves a call while its first version is settled': LEFT },
  },
  'other days are swept': {
    mechanism:
      'Leftovers are looked for on the days on either side too, because starts move across midnight.',
    from: 'return attemptedBefore\n    ?',
    to: 'return attemptedBefore && false\n    ?',
    proofs: { 'two versions that start on different days meet': LEFT },
  },
  'streams of an earlier release are swept': {
    mechanism:
      'Leftovers are looked for in the former partition of the day, too: where the head before was of an earlier release, and after any attempt that ended.',
    from: 'return attemptedBefore || (commit?.previous',
    to: 'return (commit?.previous',
    proofs: { 'a call that an earlier release stored meets a replay and a new version': LEFT },
  },
  'a redelivery settles': {
    mechanism: 'A message that comes again finishes what the crash before it left undone.',
    from: '|| delivery.dequeueCount > 1 ||',
    to: '||',
    proofs: {
      'two notifications of one version meet': LEFT,
      'a process ends at any request for a new call': [
        'complete',
        /^rows of other generations are left.*before request \d+: ingest 1, request \d+: batch Sessions/,
      ],
    },
  },
  'settling looks at the head again': {
    mechanism: 'Another attempt may have committed in between.',
    from: 'if (head?.etag === settled.etag) return',
    to: 'return',
    proofs: { 'two versions of a new call meet': LEFT },
  },
  'a stored call stands in CallsByDay': {
    mechanism: 'Settling writes its row.',
    from: 'await indexByDay(store, place, head);',
    proofs: { 'two versions of a new call meet': LEFT },
  },
};
