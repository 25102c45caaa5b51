/** Calls that are left out, as rows of the table Withheld say, and how they are recognized in what Graph sent. */

import type { DateTime } from '../language/date-time.ts';
import { isJsonObject, type Json, type JsonObject, stringifyJson } from '../language/json.ts';
import { identityIn } from '../tables/identity.ts';
import { meetingKey, organizerInLink } from './join-link.ts';
import { createPersonSearch, type PersonSearch } from './person-search.ts';
import { idsIn, unreadable, type Withheld, type WithheldRow } from './withheld.ts';

/** Of whom or what calls are left out: where somebody is named anywhere, that somebody organized, of a meeting. */
export const exclusionKinds = ['user', 'organizer', 'meeting'] as const;
export type ExclusionKind = (typeof exclusionKinds)[number];

/** One exclusion. It concerns calls whenever they started, until it is lifted. */
export interface Exclusion {
  readonly rowKey: string;
  readonly kind: ExclusionKind;
  /** Of users and organizers ids and addresses; of a meeting the key of its link. */
  readonly ids: ReadonlyArray<string>;
  readonly requestedAt: DateTime;
}

/**
 * The exclusion in a row; undefined once it is lifted. Throws StorageFailure for a row that an operator has broken: it
 * must not let pass what it withholds.
 */
export function exclusionIn({ row, values }: WithheldRow): Exclusion | undefined {
  const { rowKey } = row;
  if (values.LiftedAt !== undefined) return undefined;
  const kind = exclusionKinds.find((known) => known === values.Excludes);
  const ids = idsIn(values);
  const { RequestedAt: requestedAt } = values;
  if (kind === undefined || ids === undefined || requestedAt === undefined) {
    const kinds = exclusionKinds.join(', ');
    throw unreadable(
      rowKey,
      `an exclusion has Excludes (${kinds}), Ids (a JSON array of texts) and RequestedAt`,
    );
  }
  return { rowKey, kind, ids, requestedAt };
}

/** Recognizes the calls that are left out. */
export interface ExclusionSearch {
  /** By what a record says of itself, without its sessions: its organizer and its link. */
  isOfRecord(properties: JsonObject): boolean;
  /** By somebody whom an answer of Graph's names. */
  isNamedIn(answer: string): boolean;
}

/** Many calls are stored between two readings of the table. */
const known = new WeakMap<Withheld, ExclusionSearch>();

/** Undefined while nothing is excluded. */
export function searchForExcluded(withheld: Withheld): ExclusionSearch | undefined {
  if (withheld.exclusions.length === 0) return undefined;
  const before = known.get(withheld);
  if (before !== undefined) return before;
  const exclusions = withheld.exclusions.map(exclusionIn).filter((exclusion) => exclusion !== undefined);
  if (exclusions.length === 0) return undefined;
  const search = searchFor(exclusions);
  known.set(withheld, search);
  return search;
}

/** Recognizes the calls of these exclusions alone. */
export function searchFor(exclusions: ReadonlyArray<Exclusion>): ExclusionSearch {
  const users = personsIn(exclusions, 'user');
  const organizers = personsIn(exclusions, 'organizer');
  const meetings = new Set(idsOf(exclusions, 'meeting'));
  return {
    isOfRecord({ organizer, organizer_v2, joinWebUrl }) {
      const meeting = typeof joinWebUrl === 'string' ? meetingKey(joinWebUrl) : undefined;
      if (meeting !== undefined && meetings.has(meeting)) return true;
      if (organizers === undefined) return false;
      const isKnown = [organizerOf(organizer_v2), organizer_v2, organizer].some(
        (value) => identityIn(value) !== undefined,
      );
      return isOrganizedBy(organizers, isKnown ? { organizer, organizer_v2 } : undefined, joinWebUrl);
    },
    isNamedIn: (answer) => users?.mayBeIn(answer) ?? false,
  };
}

function organizerOf(entry: Json | undefined): Json | undefined {
  return isJsonObject(entry) ? entry.identity : undefined;
}

/**
 * Whether one of these people organized a call: as its organizer says, or, where none is named, the link to join. A link
 * can hold the ids of others, too: of both who chat.
 */
export function isOrganizedBy(
  search: PersonSearch,
  organizer: JsonObject | undefined,
  link: Json | undefined,
): boolean {
  if (organizer !== undefined) return search.mayBeIn(stringifyJson(organizer));
  const id = typeof link === 'string' ? organizerInLink(link) : undefined;
  return id !== undefined && search.personCalled(id) !== undefined;
}

/** Undefined where none is of that kind: then nothing has to be put together to be searched. */
function personsIn(exclusions: ReadonlyArray<Exclusion>, kind: ExclusionKind): PersonSearch | undefined {
  const ids = idsOf(exclusions, kind);
  return ids.length === 0 ? undefined : createPersonSearch([{ ids, pseudonym: '' }]);
}

function idsOf(exclusions: ReadonlyArray<Exclusion>, kind: ExclusionKind): ReadonlyArray<string> {
  return exclusions.filter((exclusion) => exclusion.kind === kind).flatMap(({ ids }) => ids);
}
