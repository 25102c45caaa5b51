/** 2: A stored version never goes backwards, and a reader sees one whole version. */

import type { Safeguard } from '../safeguard.ts';

const STORE = 'src/store/store-call-record.ts';

export const newestVersion: ReadonlyArray<Safeguard> = [
  {
    name: 'the head is swapped under its ETag',
    guarantee: 2,
    mechanism: 'Of two attempts the one that read the head before the other wrote it is refused.',
    change: {
      file: STORE,
      from: 'await table.replace(row, previous.etag);',
      to: "(await table.upsert(row), { written: true as const, etag: '' });",
    },
    proof: 'a newer version is stored while an older one is written',
    breaks: 'noRegression',
    provenBy: {
      file: 'test/store/store-call-record.test.ts',
      test: 'that was read before a newer one was stored gives way to it, and takes its own rows along',
    },
  },
  {
    name: 'a first head is inserted',
    guarantee: 2,
    mechanism: 'Of two attempts at a new call one is refused.',
    change: {
      file: STORE,
      from: 'previous === undefined ? await table.insert(row)',
      to: "previous === undefined ? (await table.upsert(row), { written: true as const, etag: '' })",
    },
    proof: 'a newer version of a new call comes first',
    breaks: 'noRegression',
    provenBy: {
      file: 'test/store/store-call-record.test.ts',
      test: 'that was read before a newer one was stored gives way to it, and takes its own rows along',
    },
  },
  {
    name: 'versions are compared',
    guarantee: 2,
    mechanism: 'What Graph shows is written only when it is newer than what is stored.',
    change: { file: STORE, from: 'if (order > 0) return 0;', to: 'if (order !== 0) return 0;' },
    proof: 'Graph answers from a copy that is behind',
    breaks: 'noRegression',
    provenBy: {
      file: 'test/functions/ingest.test.ts',
      test: 'stays when the notification of an older one comes later',
    },
  },
  {
    name: 'a refused swap is looked at',
    guarantee: 2,
    mechanism: 'After a lost reply the own generation stands in the head: then the swap was done.',
    change: {
      file: STORE,
      from: 'return current?.generation.name === own.generation.name ? current : undefined;',
      to: 'return undefined;',
    },
    proof: 'replies of the storage are lost',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/store/store-call-record.test.ts',
      test: 'a commit whose reply is lost, and whose second try is refused, is a commit',
    },
  },
  {
    name: 'only generations below the head are swept',
    guarantee: 2,
    mechanism: 'What is above the head may be on its way to become it: nobody deletes it.',
    change: { file: 'src/store/sweep.ts', from: 'compareGenerations(generation, head) <= 0', to: 'true' },
    proof: 'an older version settles while a newer one is written',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/store/store-call-record.test.ts',
      test: 'that is still being written is not touched by those who settle the older one',
    },
  },
  {
    name: 'each attempt has a generation of its own',
    guarantee: 2,
    mechanism: 'Its random part: an attempt that fails deletes its own rows.',
    change: { file: STORE, from: 'random.hex(RANDOM_PART_LENGTH)', to: "'0'.repeat(RANDOM_PART_LENGTH)" },
    proof: 'one of two attempts at a version fails',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/language/version.test.ts',
      test: 'of two attempts at one reading are equal: the random part orders nothing',
    },
  },
  {
    name: 'readers take one generation',
    guarantee: 2,
    mechanism: 'The one that the head names.',
    change: {
      file: 'src/calls/read-call.ts',
      from: '.query(generationRange(name, call, head.Generation))',
      to: ".query({ ...generationRange(name, call, head.Generation), rowKeyPrefix: '' })",
    },
    proof: 'a call is read while its next version is written',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/calls/read-call.test.ts',
      test: 'gives the head and all rows of a call, in the order of Graph',
    },
  },
  {
    name: 'readers count',
    guarantee: 2,
    mechanism: 'Where there are fewer rows than the head says, the head is read again.',
    change: {
      file: 'src/calls/read-call.ts',
      from: 'if (found >= expected) return;',
      to: 'if (found >= 0) return;',
    },
    proof: 'a row of a stored call is lost',
    breaks: 'wholeVersion',
    provenBy: {
      file: 'test/calls/read-call.test.ts',
      test: 'says when the version it reads was replaced',
    },
  },
];
