/** Who took part in a call, for the index CallsByUser: everybody with an id among participants and at ends of sessions and segments. */

import { isJsonObject, type Json, parseJson } from '../language/json.ts';
import type { Row } from '../tables/cell.ts';
import type { ChildTableName } from '../tables/declarations/index.ts';
import { userKeyPart } from '../tables/keys.ts';

export interface CallUser {
  /** The id as Graph writes it. */
  readonly id: string;
  readonly kind: string | undefined;
}

/** Everybody once, by what their key is made of. */
export type CallUsers = ReadonlyMap<string, CallUser>;

/** The ids that rows show in columns of their own: of a participant, and of both ends of a session or segment. */
const IDENTITY_COLUMNS = [
  { id: 'IdentityId', kind: 'IdentityKind' },
  { id: 'CallerIdentityId', kind: 'CallerIdentityKind' },
  { id: 'CalleeIdentityId', kind: 'CalleeIdentityKind' },
] as const;

const END_COLUMNS = [
  'CallerIdentityId',
  'CallerIdentityKind',
  'CalleeIdentityId',
  'CalleeIdentityKind',
] as const;

/** The columns in which the rows of these tables name a user. */
export const identityColumnsOf: Readonly<Record<ChildTableName, ReadonlyArray<string>>> = {
  Participants: ['IdentityId', 'IdentityKind', 'IdentitySet'],
  Sessions: END_COLUMNS,
  Segments: END_COLUMNS,
  MediaStreams: [],
  CallRecordDocuments: [],
};

export const TABLES_WITH_USERS = ['Participants', 'Sessions', 'Segments'] as const;

/** Adds everybody whom rows of these tables name. A kind that was not known is learnt. */
export function addUsers(users: Map<string, CallUser>, rows: ReadonlyArray<Pick<Row, 'cells'>>): void {
  for (const { cells } of rows) {
    for (const columns of IDENTITY_COLUMNS) {
      const id = text(cells[columns.id]);
      if (id === undefined) continue;
      const key = userKeyPart(id);
      const known = users.get(key);
      if (known?.kind !== undefined) continue;
      users.set(key, { id: known?.id ?? id, kind: text(cells[columns.kind]) });
    }
    for (const user of usersIn(text(cells.IdentitySet))) {
      const key = userKeyPart(user.id);
      if (!users.has(key)) users.set(key, user);
    }
  }
}

/** Everybody in the identity set of a participant: a telephone that Graph knows to be a user's has the ids of both. */
function usersIn(identitySet: string | undefined): ReadonlyArray<CallUser> {
  if (identitySet === undefined) return [];
  const identities = jsonOf(identitySet);
  if (!isJsonObject(identities)) return [];
  return Object.entries(identities).flatMap(([kind, identity]) => {
    // A guest is also found by the mail address, which may be all that Graph says of them.
    const ids = isJsonObject(identity) ? [identity.id, identity.email] : [];
    return ids.flatMap((id) => (typeof id === 'string' && id !== '' ? [{ id, kind }] : []));
  });
}

/** Undefined for a text that was cut, because it is longer than a cell may be. */
function jsonOf(cell: string): Json | undefined {
  try {
    return parseJson(cell);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Those who are not among the others. */
export function usersWithout(users: CallUsers, others: CallUsers): CallUsers {
  return new Map([...users].filter(([key]) => !others.has(key)));
}

function text(cell: Row['cells'][string] | undefined): string | undefined {
  return cell?.type === 'String' && cell.value !== '' ? cell.value : undefined;
}
