/** A stored version never goes backwards, and a reader sees one whole version. */

import type { Safeguards } from '../safeguard.ts';

export const newestVersion: Safeguards = {
  'the head is swapped under its ETag': {
    mechanism: 'If two attempts meet, the one that read the head before the other wrote it is refused.',
    from: 'await table.replace(row, previous.etag);',
    to: "(await table.upsert(row), { written: true as const, etag: '' });",
    proofs: {
      'a newer version is stored while an older one is written': 'noRegression',
      'two newer versions of a stored call meet': ['noRegression', /the head went back from v3/],
    },
    test: 'that was read before a newer one was stored gives way to it, and takes its own rows along',
  },
  'a first head is inserted': {
    mechanism: 'If two attempts at a new call meet, one is refused.',
    from: 'previous === undefined ? await table.insert(row)',
    to: "previous === undefined ? (await table.upsert(row), { written: true as const, etag: '' })",
    proofs: {
      'a newer version of a new call comes first': 'noRegression',
      'two versions of a new call meet': ['noRegression', /the head went back from v2/],
    },
    test: 'that was read before a newer one was stored gives way to it, and takes its own rows along',
  },
  'versions are compared': {
    mechanism: 'A version is written only if it is newer than what is stored.',
    from: 'return order < 0 || (order === 0 && !isWanted);',
    to: 'return order === 0 && !isWanted;',
    proofs: {
      'Graph answers from a copy that is behind': 'noRegression',
      'two versions of a new call meet': ['noRegression', /the head went back from v2/],
    },
    test: 'stays when the notification of an older one comes later',
  },
  'a refused swap is looked at': {
    mechanism:
      "If the head names the attempt's own generation, only the reply was lost and the swap was done.",
    from: 'return current?.generation.name === own.generation.name ? current : undefined;',
    to: 'return undefined;',
    proofs: {
      'replies of the storage are lost': 'wholeVersion',
      'two notifications of one version meet': ['wholeVersion', /does not see a whole version/],
    },
    test: 'a commit whose reply is lost, and whose second try is refused, is a commit',
  },
  'only generations below the head are swept': {
    mechanism: 'A generation above the head may be about to become the head, so it is not deleted.',
    from: 'compareGenerations(generation, head) <= 0',
    to: 'true',
    proofs: {
      'an older version settles while a newer one is written': 'wholeVersion',
      'two newer versions of a stored call meet': ['wholeVersion', /does not see a whole version/],
    },
    test: 'that is still being written is not touched by those who settle the older one',
  },
  'each attempt has a generation of its own': {
    mechanism: 'The generation has a random part, because an attempt that fails deletes its own rows.',
    from: 'record), random.hex(RANDOM_PART_LENGTH)',
    to: "record), '0'.repeat(RANDOM_PART_LENGTH)",
    proofs: { 'one of two attempts at a version fails': 'wholeVersion' },
    test: 'of two attempts at one reading are equal: the random part orders nothing',
  },
  'readers take one generation': {
    mechanism: 'The one that the head names.',
    from: 'return currentRange(table, call, head);',
    to: "return { ...currentRange(table, call, head), rowKeyPrefix: '' };",
    proofs: { 'a call is read while its next version is written': 'wholeVersion' },
    test: 'gives the head and all rows of a call, in the order of Graph',
  },
  'readers count': {
    mechanism: 'If there are fewer rows than the head says, the head is read again.',
    from: 'if (found >= count) return;',
    to: 'if (found >= 0) return;',
    proofs: { 'a row of a stored call is lost': 'wholeVersion' },
    test: 'says when the version it reads was replaced',
  },
};
