/** Keeps the table People: who of the own tenant took part in calls, and the words by which they are found. */

import { type DateTime, later, plusDays } from '../language/date-time.ts';
import { type Day, startOfDay } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { MINUTE_MS } from '../language/milliseconds.ts';
import { wordOfSignInName, wordsOfName } from '../language/words.ts';
import { REQUESTS_AT_ONCE, RowMissing } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { writableFor } from '../rows/writable-for.ts';
import type { StoredRow } from '../tables/cell.ts';
import { type PersonValues, people } from '../tables/declarations/people.ts';
import { personRowKey, personWordKey, personWordPrefix } from '../tables/keys.ts';
import { toCells } from '../tables/table.ts';
import { addPeople, asLastSeen, type CurrentCall, type SeenPerson, seenInCalls } from './seen-people.ts';

/** Calls whose people memory holds at once. */
const CALLS_AT_ONCE = 1_000;

/** So long after people were read they may be written: an erasure counts on it, and looks an hour later. */
const WRITTEN_WITHIN_MS = 30 * MINUTE_MS;

/** When people were seen last, by id. */
export type LastSeen = ReadonlyMap<string, DateTime>;

/**
 * Writes the people of these calls: a request for each call, and one or two for each person. A person seen in a later
 * call keeps the name of that one, so calls may come in any order, and again. Resolves with when each of them was seen last
 * in these calls. Rejects with the reason of the signal once it aborts, and with DeadlineExceeded half an hour after people
 * were read.
 */
export async function recordPeople(
  store: Store,
  calls: ReadonlyArray<CurrentCall>,
  signal: AbortSignal,
): Promise<LastSeen> {
  const lastSeen = new Map<string, DateTime>();
  for (let from = 0; from < calls.length; from += CALLS_AT_ONCE) {
    const seen = new Map<string, SeenPerson>();
    const writable = writableFor(store, WRITTEN_WITHIN_MS);
    await forEachConcurrently(calls.slice(from, from + CALLS_AT_ONCE), REQUESTS_AT_ONCE, async (call) => {
      signal.throwIfAborted();
      await addPeople(seen, store, call);
    });
    await forEachConcurrently([...seen.values()], REQUESTS_AT_ONCE, async (person) => {
      signal.throwIfAborted();
      await recordPerson(writable, person);
    });
    for (const [id, { LastSeenAt }] of seen)
      lastSeen.set(id, later(LastSeenAt, lastSeen.get(id) ?? LastSeenAt));
  }
  return lastSeen;
}

/** Hours (00 to 23) of a day, and when people were seen last in their calls. */
interface SeenHours {
  readonly day: Day;
  readonly hours: ReadonlySet<string>;
  readonly lastSeen: LastSeen;
}

/**
 * Writes anew those who were last seen in these hours, and whom no call of them shows so late any more, as the calls show
 * them that still name them: of a call that is withheld, and of one from which a person was erased, their rows would tell
 * who was in it. A request for each thousand people, and for each of those some four. Rejects with the reason of the signal
 * once it aborts.
 */
export async function rewriteFormerPeople(
  store: Store,
  { day, hours, lastSeen }: SeenHours,
  signal: AbortSignal,
): Promise<void> {
  if (hours.size === 0) return;
  const start = startOfDay(day);
  const cell = (value: DateTime) => ({ type: 'DateTime', value }) as const;
  const ofDay = store.people.query({
    rowKeyPrefix: personRowKey(''),
    where: [
      { column: 'LastSeenAt', is: 'ge', cell: cell(start) },
      { column: 'LastSeenAt', is: 'lt', cell: cell(plusDays(start, 1)) },
    ],
  });
  for await (const page of ofDay) {
    await forEachConcurrently(page, REQUESTS_AT_ONCE, async (row) => {
      signal.throwIfAborted();
      const known = store.people.valuesIn(row);
      if (known?.LastSeenAt === undefined || !hours.has(known.LastSeenAt.slice(11, 13))) return;
      if (known.LastSeenAt > (lastSeen.get(known.IdentityId) ?? ''))
        await rewritePerson(store, row, () => seenInCalls(store, known));
    });
  }
}

/** Words of a display name by which a person is found: those of two names fit into one batch. */
const MOST_WORDS = 39;

/** Further rounds need another pass that writes the same person, or an operator who deletes rows. */
const ROUNDS = 3;

async function recordPerson(store: Store, seen: SeenPerson): Promise<void> {
  for (let round = 1; ; round += 1) {
    const row = await store.people.get(personRowKey(seen.IdentityId));
    const known = row && store.people.valuesIn(row);
    const person = asLastSeen(known, seen);
    if (known !== undefined && isSame(known, person)) return;
    const former = wordKeys(known);
    const gone = [...former.difference(wordKeys(person))];
    try {
      // A batch that deletes a missing row does nothing.
      await writePerson(store, person, round === 1 ? gone : await stillThere(store, gone));
      return;
    } catch (error) {
      if (!(error instanceof RowMissing) || round === ROUNDS) throw error;
    }
  }
}

function isSame(one: PersonValues, other: PersonValues): boolean {
  return Object.keys(people.columns).every((name) => {
    const column = name as keyof PersonValues;
    return one[column] === other[column];
  });
}

function wordKeys(person: PersonValues | undefined): ReadonlySet<string> {
  if (person === undefined) return new Set();
  const { IdentityId, DisplayName = '', UserPrincipalName } = person;
  const words = wordsOfName(DisplayName).slice(0, MOST_WORDS);
  const all = UserPrincipalName === undefined ? words : [...words, wordOfSignInName(UserPrincipalName)];
  return new Set(all.map((word) => personWordKey(word, IdentityId)));
}

/**
 * Deletes a person that was read, with the words that lead there; the words first, which could not be found without the
 * row. A person who has been seen again meanwhile stays.
 */
export async function deletePerson(unlimited: Store, row: StoredRow): Promise<void> {
  const store = writableFor(unlimited, WRITTEN_WITHIN_MS);
  const person = store.people.valuesIn(row);
  const words = person === undefined ? await wordKeysLeadingTo(store, row) : wordKeys(person);
  for (const rowKey of words) {
    await store.table('People').delete({ partitionKey: store.tenantId, rowKey });
  }
  await store.people.delete(row);
  const current = await store.people.get(row.rowKey);
  const seen = current && store.people.valuesIn(current);
  if (seen !== undefined) await writePerson(store, seen, []);
}

/**
 * Writes a person that was read as some calls alone show them, and deletes one whom none of them shows. Resolves with
 * whether that changed anything.
 */
export async function rewritePerson(
  unlimited: Store,
  row: StoredRow,
  readSeen: () => Promise<SeenPerson | undefined>,
): Promise<boolean> {
  const store = writableFor(unlimited, WRITTEN_WITHIN_MS);
  const seen = await readSeen();
  const known = store.people.valuesIn(row);
  if (seen === undefined) await deletePerson(store, row);
  else if (known !== undefined && isSame(known, seen)) return false;
  else
    await writePerson(store, seen, await stillThere(store, [...wordKeys(known).difference(wordKeys(seen))]));
  return true;
}

/** By all words, of a row that an operator has broken: it does not say any more which they are. */
async function wordKeysLeadingTo(store: Store, { rowKey }: StoredRow): Promise<ReadonlyArray<string>> {
  // The id, and what parts it from the word.
  const end = rowKey.slice(personRowKey('').length - 1);
  const keys: Array<string> = [];
  for await (const page of store.people.query({ rowKeyPrefix: personWordPrefix('') })) {
    keys.push(...page.map((row) => row.rowKey).filter((key) => key.endsWith(end)));
  }
  return keys;
}

async function stillThere(store: Store, rowKeys: ReadonlyArray<string>): Promise<ReadonlyArray<string>> {
  const rows = await Promise.all(rowKeys.map((rowKey) => store.people.get(rowKey)));
  return rowKeys.filter((_rowKey, index) => rows[index] !== undefined);
}

/** At once: no former name outlives a process that ends. */
async function writePerson(
  store: Store,
  person: PersonValues,
  formerWords: ReadonlyArray<string>,
): Promise<void> {
  const partitionKey = store.tenantId;
  const { IdentityId, DisplayName } = person;
  const cells = toCells(people, { IdentityId, DisplayName });
  await store.table('People').batch([
    {
      kind: 'upsert',
      row: { partitionKey, rowKey: personRowKey(IdentityId), cells: toCells(people, person) },
    },
    ...Array.from(wordKeys(person), (rowKey) => ({
      kind: 'upsert' as const,
      row: { partitionKey, rowKey, cells },
    })),
    ...formerWords.map((rowKey) => ({ kind: 'delete' as const, key: { partitionKey, rowKey } })),
  ]);
}
