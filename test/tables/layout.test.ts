import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { callRecords } from '../../src/tables/declarations/call-records.ts';
import { callsByDay } from '../../src/tables/declarations/calls-by-day.ts';
import { callsByUser } from '../../src/tables/declarations/calls-by-user.ts';
import { childTables } from '../../src/tables/declarations/index.ts';
import { LAYOUT } from '../../src/tables/declarations/layout.ts';
import type { Column } from '../../src/tables/table.ts';

/** The columns of each layout. A layout that has been published is never changed. */
const DIGESTS: Readonly<Record<number, string>> = {
  1: '7c987bbc4e8460d8',
  2: '7c987bbc4e8460d8',
  3: '334f93b473cc0f06',
};

/**
 * No document holds these, so making rows again would not give them: they are added without raising the layout, and
 * rows from before stay without.
 */
const NOT_OF_THE_DOCUMENT: ReadonlySet<string> = new Set([
  'Traceparent',
  'VersionsStored',
  'IncompleteBecause',
  'Withheld',
]);

test('columns change only with the layout: raise LAYOUT, and write the new digest beside it', () => {
  const declared = [callRecords, ...Object.values(childTables), callsByDay, callsByUser].map(
    ({ name, columns }) => [
      name,
      Object.entries<Column>(columns)
        .filter(([column]) => !NOT_OF_THE_DOCUMENT.has(column))
        .map(([column, { meaning: _, ...how }]) => [column, withoutNotes(how)]),
    ],
  );
  const digest = createHash('sha256').update(JSON.stringify(declared)).digest('hex').slice(0, 16);
  expect(digest).toBe(DIGESTS[LAYOUT]);
});

/** What readers are told, and no row depends on: rows hold whatever comes, of persons and of others. */
function withoutNotes(how: Omit<Column, 'meaning'>): object {
  return Object.fromEntries(
    Object.entries(how).filter(([name]) => name !== 'knownValues' && name !== 'person'),
  );
}
