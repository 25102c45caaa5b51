/** Who took part in a call, for the index CallsByUser: everybody with an id among participants and at ends of sessions and segments. */

import { type Json, parseJson } from '../language/json.ts';
import type { Row } from '../tables/cell.ts';
import { namingColumns } from '../tables/columns/identity.ts';
import type { ChildTableName } from '../tables/declarations/index.ts';
import { idsIn, type NamingId } from '../tables/identity.ts';
import { userKeyPart } from '../tables/keys.ts';

export type CallUser = NamingId;

/** Everybody once, by what their key is made of. */
export type CallUsers = ReadonlyMap<string, CallUser>;

const [OF_PARTICIPANT, ...OF_ENDS] = namingColumns;
const END_COLUMNS = OF_ENDS.flatMap(Object.values<string>);

/** The columns in which the rows of these tables name a user. */
export const identityColumnsOf: Readonly<Record<ChildTableName, ReadonlyArray<string>>> = {
  Participants: Object.values(OF_PARTICIPANT),
  Sessions: END_COLUMNS,
  Segments: END_COLUMNS,
  MediaStreams: [],
  CallRecordDocuments: [],
};

export const TABLES_WITH_USERS = ['Participants', 'Sessions', 'Segments'] as const;

/** Adds everybody whom rows of these tables name. A kind that was not known is learnt. */
export function addUsers(users: Map<string, CallUser>, rows: ReadonlyArray<Pick<Row, 'cells'>>): void {
  const add = ({ id, kind }: CallUser) => {
    const key = userKeyPart(id);
    const known = users.get(key);
    if (known?.kind === undefined) users.set(key, { id: known?.id ?? id, kind });
  };
  for (const { cells } of rows) {
    for (const columns of namingColumns) {
      const id = text(cells[columns.id]);
      if (id !== undefined) add({ id, kind: text(cells[columns.kind]) });
      for (const user of idsIn(identitySetIn(cells[columns.set]))) add(user);
    }
  }
}

/** Undefined for a text that was cut, because it is longer than a cell may be. */
export function identitySetIn(cell: Row['cells'][string] | undefined): Json | undefined {
  const json = text(cell);
  if (json === undefined) return undefined;
  try {
    return parseJson(json);
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
