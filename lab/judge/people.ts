/** Who should be found by name, counted anew from the heads and the participants. */

import { type Row, textOf } from './row.ts';
import type { RowsOf } from './summaries.ts';

/**
 * What differs, a line each; none when each user in a call of these days has a row, and the words of the name it says, and no
 * row says that a user was seen in a call of these days that does not name them: in one that is withheld.
 */
export function peopleFaults(
  rowsOf: RowsOf,
  tenantId: string,
  days: ReadonlySet<string>,
): ReadonlyArray<string> {
  const [persons = [], words = []] = ['person_', 'word_'].map((beginning) =>
    [...rowsOf('People')].filter(({ rowKey }) => rowKey.startsWith(beginning)),
  );
  const rows = new Map(persons.map((row) => [textOf(row, 'IdentityId'), row]));
  const wordsOf = Map.groupBy(words, (row) => textOf(row, 'IdentityId'));
  const orphans = [...wordsOf.keys()].filter((id) => !rows.has(id));
  const seen = sightings(rowsOf, tenantId, days);
  return [
    ...[...seen].flatMap(([id, ofUser]) => sightingFaults(rows.get(id), id, ofUser)),
    ...[...rows].flatMap(([id, row]) => {
      const lastAt = textOf(row, 'LastSeenAt');
      const isSeen = !days.has(lastAt.slice(0, 10)) || seen.get(id)?.some(({ at }) => at === lastAt);
      return isSeen ? [] : [`${id} was last seen at ${lastAt}, and no call of then names them`];
    }),
    ...persons.flatMap((row) => wordFaults(row, wordsOf.get(textOf(row, 'IdentityId')) ?? [])),
    ...orphans.map((id) => `words lead to ${id}, who has no row`),
  ];
}

interface Sighting {
  readonly at: string;
  readonly displayName: string;
}

function sightings(
  rowsOf: RowsOf,
  tenantId: string,
  days: ReadonlySet<string>,
): ReadonlyMap<string, ReadonlyArray<Sighting>> {
  const heads = new Map([...rowsOf('CallRecords')].map((head) => [textOf(head, 'CallId'), head]));
  const seen = [...rowsOf('Participants')].flatMap((row) => {
    const head = heads.get(textOf(row, 'CallId'));
    const at = head === undefined ? '' : textOf(head, 'FirstStartDateTime');
    const isCurrent = head !== undefined && textOf(head, 'Generation') === textOf(row, 'Generation');
    const isOurs = textOf(row, 'IdentityTenantId').toLowerCase() === tenantId;
    const isSeen = isCurrent && isOurs && textOf(row, 'IdentityKind') === 'user' && days.has(at.slice(0, 10));
    const id = textOf(row, 'IdentityId').toLowerCase();
    return isSeen ? [{ id, at, displayName: textOf(row, 'DisplayName') }] : [];
  });
  return Map.groupBy(seen, ({ id }) => id);
}

function sightingFaults(
  row: Row | undefined,
  id: string,
  seen: ReadonlyArray<Sighting>,
): ReadonlyArray<string> {
  if (row === undefined) return [`${id} took part and has no row`];
  const lastAt = textOf(row, 'LastSeenAt');
  const later = seen.find(({ at }) => at > lastAt);
  if (later !== undefined) return [`${id} was last seen at ${lastAt}, and took part at ${later.at}`];
  const names = seen.filter(({ at, displayName }) => at === lastAt && displayName !== '');
  const name = textOf(row, 'DisplayName');
  const isNamed = names.length === 0 || names.some(({ displayName }) => displayName === name);
  return isNamed ? [] : [`${id} is called ${name}, and the latest call says ${names[0]?.displayName}`];
}

/** Each word of the name leads to its user, and nothing else does. */
function wordFaults(person: Row, words: ReadonlyArray<Row>): ReadonlyArray<string> {
  const id = textOf(person, 'IdentityId');
  const stored = new Set(words.map(({ rowKey }) => decoded(rowKey.slice('word_'.length, -`_${id}`.length))));
  const wanted = new Set(
    [textOf(person, 'UserPrincipalName'), ...textOf(person, 'DisplayName').split(/[^\p{L}\p{M}\p{N}]+/u)]
      .map(plain)
      .filter((word) => word !== ''),
  );
  return [...stored.symmetricDifference(wanted)].map(
    (word) => `${id}: the word ${word} is ${stored.has(word) ? 'left' : 'missing'}`,
  );
}

/** What no key may have, and what keys are put together with, stands in it as `!` and four hexadecimal digits. */
function decoded(key: string): string {
  return key.replace(/!([0-9A-F]{4})/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Without accents, in lower case, at most 64 characters. */
function plain(word: string): string {
  const letters = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const ofAlphabet = letters.replaceAll('ł', 'l').replaceAll('ø', 'o').replaceAll('ß', 'ss');
  return [...ofAlphabet].slice(0, 64).join('');
}
