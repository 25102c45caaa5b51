/** All that is held of a person, for the person: the rows that name them, call by call. */

import { CallReplaced } from '../calls/read-call.ts';
import { sipAddress } from '../language/identifiers.ts';
import { stringifyJson } from '../language/json.ts';
import { readTokens } from '../language/json-tokens.ts';
import { MOST_VERSIONS_MET } from '../ports/graph.ts';
import type { Store } from '../rows/store.ts';
import { identitySetIn, TABLES_WITH_USERS } from '../store/call-users.ts';
import { type Head, headIn } from '../store/head.ts';
import type { Cell, StoredRow } from '../tables/cell.ts';
import { namingColumns } from '../tables/columns/identity.ts';
import type { ChildTableName } from '../tables/declarations/index.ts';
import { currentRange } from '../tables/former-partition.ts';
import type { GenerationName } from '../tables/generation.ts';
import { type CallPlace, generationRange, headKey, personRowKey } from '../tables/keys.ts';
import { ForeignRow } from '../tables/table.ts';
import { type ErasedPeople, erasedPeople, maskedKey, withAddressesIn } from '../withheld/erased-people.ts';
import { createPersonSearch, type PersonSearch } from '../withheld/person-search.ts';
import { idsIn, readWithheld } from '../withheld/withheld.ts';
import { distinctCallsConcerned } from './calls-concerned.ts';
import { rowsWithout } from './erase-elsewhere.ts';

/** The columns of a row by their names, as JSON can say them. */
export type HeldRow = Readonly<Record<string, string | number | boolean>>;

/** One entry: the person as they are found by name, an erasure or exclusion of theirs, a row of a call, or one that waits or was given up. */
export interface Held {
  readonly table:
    | 'People'
    | 'Withheld'
    | 'CallRecords'
    | 'PendingCallRecords'
    | 'DeadLetters'
    | ChildTableName;
  readonly row: HeldRow;
  /** Why other rows of the call are not here: without it the answer would pass for whole. */
  readonly unreadable?: string;
}

/** The ids, the addresses that the table People knows of them, and both as SIP addresses: calls are found by whole ids. */
export async function idsWithAddresses(
  store: Store,
  ids: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> {
  const all = [...ids];
  for (const id of ids) {
    const row = await store.people.get(personRowKey(id));
    const address = row && store.people.valuesIn(row)?.UserPrincipalName;
    if (address !== undefined) all.push(address);
  }
  return [...all, ...all.filter((id) => /^[^:]+@/.test(id)).map(sipAddress)];
}

/**
 * Everything of these ids: the person as they are found by name, their erasures and exclusions, call by call the rows that
 * name them, and what names them among waiting calls and dead letters. A call that cannot be read is named, and the others go on. Rejects
 * with CallReplaced for one that is replaced again and again.
 */
export async function* heldOf(store: Store, ids: ReadonlyArray<string>): AsyncGenerator<Held> {
  for (const id of ids) {
    const row = await store.people.get(personRowKey(id));
    if (row !== undefined) yield { table: 'People', row: heldRow(row) };
  }
  const search = createPersonSearch([{ ids, pseudonym: '' }]);
  const { erasures, exclusions } = await readWithheld(store);
  for (const { row, values } of [...erasures, ...exclusions]) {
    if (idsIn(values)?.some((id) => search.personCalled(id) !== undefined))
      yield { table: 'Withheld', row: withoutPseudonym(heldRow(row)) };
  }
  const concerned = { kind: 'user', ids } as const;
  for await (const call of distinctCallsConcerned(store, concerned))
    yield* await heldOfCall(store, call, search);
  for await (const { table, row } of rowsWithout(store, { search, ids })) {
    // Only the key of a row that waits says which call it is.
    const call = table === 'PendingCallRecords' ? { CallId: row.rowKey } : {};
    yield { table, row: { ...call, ...heldRow(row) } };
  }
}

/**
 * Of one version: read anew where another one took its place meanwhile, whose sweep takes rows away. Nothing of a call that
 * does not name the person, to which a row in CallsByUser may lead all the same. Rejects with CallReplaced.
 */
async function heldOfCall(store: Store, call: CallPlace, search: PersonSearch): Promise<ReadonlyArray<Held>> {
  for (let reading = 1; ; reading += 1) {
    const row = await headRow(store, call);
    if (row === undefined) return [];
    let head: Head;
    try {
      head = headIn(row);
    } catch (error) {
      if (!(error instanceof ForeignRow)) throw error;
      return [{ table: 'CallRecords', row: heldRow(row), unreadable: error.message }];
    }
    const rows = await Array.fromAsync(heldOfVersion(store, call, head, search));
    const current = await headRow(store, call);
    if (current?.cells.Generation?.value === row.cells.Generation?.value) {
      const isNamed = rows.length > 0 || isNamedIn(row, search);
      return isNamed ? [{ table: 'CallRecords', row: heldRow(row) }, ...rows] : [];
    }
    if (reading === MOST_VERSIONS_MET) throw new CallReplaced(`${call.callId} has a newer version`);
  }
}

async function headRow(store: Store, { callId }: CallPlace): Promise<StoredRow | undefined> {
  return await store.table('CallRecords').get(headKey(store.tenantId, callId));
}

/** As the organizer, or in the link. */
function isNamedIn({ cells }: StoredRow, search: PersonSearch): boolean {
  return Object.values(cells).some(
    ({ value }) => typeof value === 'string' && search.withoutIds(value) !== value,
  );
}

async function* heldOfVersion(
  store: Store,
  call: CallPlace,
  { generation, layout }: Head,
  search: PersonSearch,
): AsyncGenerator<Held> {
  const people = await peopleIn(store, call, generation.name, search);
  const sessions = new Set<unknown>();
  for (const table of ['Participants', 'Sessions', 'Segments', 'MediaStreams'] as const) {
    const range = currentRange(table, call, { Generation: generation.name, Layout: layout });
    for await (const page of store.table(table).query(range)) {
      for (const row of page) {
        const session = row.cells.SessionOrdinal?.value;
        const isOfSession = session !== undefined && sessions.has(session);
        // A stream also names who organized the call, and is not theirs for that.
        const isTheirs = isOfSession || (table !== 'MediaStreams' && names(row, people));
        if (!isTheirs) continue;
        if (session !== undefined) sessions.add(session);
        yield { table, row: heldRow(row) };
      }
    }
  }
}

/** By what identity sets show beside the ids, too: a number at an end of a session may stand alone there. */
async function peopleIn(store: Store, call: CallPlace, generation: GenerationName, search: PersonSearch) {
  let people = erasedPeople(search);
  for (const table of TABLES_WITH_USERS) {
    const select = namingColumns.map(({ set }) => set);
    for await (const page of store
      .table(table)
      .query({ ...generationRange(table, call, generation), select })) {
      for (const { cells } of page) {
        for (const column of select) {
          const set = identitySetIn(cells[column]);
          if (set !== undefined) people = withAddressesIn(readTokens(stringifyJson(set)), people);
        }
      }
    }
  }
  return people;
}

/** Whether a cell is one of the ids, an identity set that has one, or their number with masked digits beside their name. */
function names({ cells }: StoredRow, { all, masked }: ErasedPeople): boolean {
  const isMasked = ['', 'Caller', 'Callee'].some((end) => {
    const [id, name] = [cells[`${end}IdentityId`], cells[`${end}DisplayName`]];
    return id?.type === 'String' && name?.type === 'String' && masked.has(maskedKey(id.value, name.value));
  });
  return (
    isMasked ||
    Object.entries(cells).some(
      ([column, { value }]) =>
        typeof value === 'string' &&
        (all.personCalled(value) !== undefined || (column.endsWith('IdentitySet') && all.mayBeIn(value))),
    )
  );
}

/** A file that has it would tell whose the erased calls are, for longer than the row does. */
function withoutPseudonym({ Pseudonym: _pseudonym, ...row }: HeldRow): HeldRow {
  return row;
}

function heldRow({ cells }: Pick<StoredRow, 'cells'>): HeldRow {
  const said = Object.entries(cells).map(([name, cell]) => [name, saidOf(cell)] as const);
  return Object.fromEntries(said.filter(([, value]) => value !== undefined)) as HeldRow;
}

function saidOf({ value }: Cell): string | number | boolean | undefined {
  if (value instanceof Uint8Array) return undefined;
  return typeof value === 'bigint' ? value.toString() : value;
}
