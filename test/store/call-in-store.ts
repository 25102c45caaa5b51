/** Calls as short as a test needs them, and tables in memory that count what they are asked. */

import { ManualClock } from '../../lab/manual-clock.ts';
import type { TableRequest } from '../../src/adapters/memory/intercept.ts';
import { createMemoryTables, type MemoryTables } from '../../src/adapters/memory/tables.ts';
import { type CallId, parseCallId, parseTenantId, type TenantId } from '../../src/language/identifiers.ts';
import type { JsonObject } from '../../src/language/json.ts';
import type { CallRecordReading } from '../../src/ports/graph.ts';
import type { Tables } from '../../src/ports/storage.ts';
import { parseCallRecordBody } from '../../src/record/call-record.ts';
import type { AnsweredRequest } from '../../src/record/call-record-document.ts';
import { createStore, type Store } from '../../src/rows/store.ts';
import type { StoreResult } from '../../src/store/commit-reading.ts';
import { storeCallRecord } from '../../src/store/store-call-record.ts';
import type { StoredRow } from '../../src/tables/cell.ts';
import type { TableName } from '../../src/tables/declarations/index.ts';
import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';

export const tenantId = parsed(parseTenantId('3c9a1f0e-7b52-4d8e-9a64-1f2e5b7c8d90'));
export const callId = numberedCall(1);

/** One call of many. */
export function numberedCall(number: number): CallId {
  return parsed(parseCallId(`c0000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`));
}

/** The link to a meeting of this organizer. */
export function linkOf(organizerId: string): string {
  const context = encodeURIComponent(JSON.stringify({ Tid: tenantId, Oid: organizerId }));
  return `https://teams.microsoft.com/l/meetup-join/19%3ameeting_NWRmY2%40thread.v2/0?context=${context}`;
}

/** A version of a call; what is not given is as in a call of Ada and Ben at nine. */
export interface Version {
  readonly callId?: CallId;
  readonly version?: number;
  readonly start?: string;
  readonly type?: string;
  /** Ids of users, or whole identity sets. */
  readonly participants?: ReadonlyArray<string | JsonObject>;
  /** Callers of sessions: ids of users, identity sets, or whole endpoints. */
  readonly callers?: ReadonlyArray<string | JsonObject>;
  /** An identity set; null: Graph does not say who organized the call. */
  readonly organizer?: JsonObject | null;
  readonly joinWebUrl?: string;
  /** The callee of each segment, whom the session does not name. */
  readonly segmentCallee?: string;
}

export function readingOf(shown: Version = {}): CallRecordReading {
  const { version = 1, start = '2026-11-23T09:00:00Z', participants = ['ada', 'ben'], callers = [] } = shown;
  const record = {
    id: shown.callId ?? callId,
    version,
    type: shown.type ?? 'groupCall',
    modalities: ['audio', 'video'],
    startDateTime: start,
    endDateTime: '2026-11-24T01:00:00Z',
    lastModifiedDateTime: `2026-11-24T${String(version).padStart(2, '0')}:00:00Z`,
    joinWebUrl: shown.joinWebUrl ?? null,
    organizer_v2: organizerOf(shown),
  };
  const page = (request: AnsweredRequest, members: ReadonlyArray<JsonObject>) => {
    const collection = request === 'participants' ? 'participants_v2' : 'value';
    return { members, answers: [{ request, text: JSON.stringify({ ...record, [collection]: members }) }] };
  };
  return {
    record: parseCallRecordBody(record),
    opening: { request: 'record', text: JSON.stringify(record) },
    async *participantPages() {
      yield page(
        'participants',
        participants.map((who) => ({ id: 'entry', identity: identitySet(who) })),
      );
    },
    async *sessionPages() {
      yield page(
        'sessions',
        callers.map((who, index) => ({
          id: `session ${index}`,
          caller: endpointOf(who),
          segments: [
            {
              ...endOf(shown.segmentCallee),
              id: 'segment',
              media: [{ label: 'main-audio', streams: [{ streamId: 'stream' }] }],
            },
          ],
        })),
      );
    },
    incompleteBecause: undefined,
    async confirm() {},
  };
}

function organizerOf({ organizer, version = 1 }: Version): JsonObject | null {
  if (organizer === null) return null;
  return {
    id: 'ada',
    identity: organizer ?? { user: { id: 'ada', displayName: `Ada, version ${version}` } },
  };
}

function endpointOf(who: string | JsonObject): JsonObject {
  const isEndpoint = typeof who !== 'string' && ('identity' in who || 'associatedIdentity' in who);
  return isEndpoint ? who : { identity: identitySet(who) };
}

function endOf(callee: string | undefined): JsonObject {
  return callee === undefined ? {} : { callee: { identity: identitySet(callee) } };
}

function identitySet(who: string | JsonObject): JsonObject {
  return typeof who === 'string' ? { user: { id: who, displayName: who } } : who;
}

export interface StoreOptions {
  readonly rewrite?: boolean;
  readonly attemptedBefore?: boolean;
  readonly withheld?: Withheld;
}

/** The store over these tables. */
export function inStore(tables: Tables): Store {
  return createStore({ tables, tenantId, clock: new ManualClock() });
}

let stored = 0;

/** Stores a version as the first delivery of a notification does, unless the options say otherwise. */
export async function store(
  tables: Tables,
  shown: Version = {},
  options: StoreOptions = {},
): Promise<StoreResult['kind']> {
  const { rewrite = false, attemptedBefore = false, withheld = NOTHING_WITHHELD } = options;
  stored += 1;
  const attempt = stored.toString(16).padStart(12, '0');
  const random = { fraction: () => 0.5, hex: () => attempt };
  const reading = readingOf(shown);
  const asked = { rewrite, attemptedBefore, withheld };
  return (await storeCallRecord(inStore(tables), random, reading, asked)).kind;
}

export interface Watched {
  readonly storage: MemoryTables;
  /** The same tables, watched. */
  readonly tables: Tables;
  readonly requests: Array<TableRequest>;
}

/** Tables whose requests are written down as they arrive. */
export function watched(storage: MemoryTables = createMemoryTables()): Watched {
  const requests: Array<TableRequest> = [];
  const tables = storage.seenThrough((request) => {
    if (request.phase === 'before') requests.push(request);
  });
  return { storage, tables, requests };
}

/** Tables at which something happens once: just before the first such request arrives, or after it was carried out. */
export function once(storage: MemoryTables, at: Partial<TableRequest>, happens: () => unknown): Tables {
  let happened = false;
  return storage.seenThrough(async (request) => {
    const matches = Object.entries(at).every(
      ([name, value]) => request[name as keyof TableRequest] === value,
    );
    if (happened || !matches) return;
    happened = true;
    await happens();
  });
}

export function valuesOf(row: StoredRow | undefined): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row?.cells ?? {}).map(([name, { value }]) => [name, value]));
}

/** The ids under which a call is found in CallsByUser. */
export function usersIndexed(storage: MemoryTables, call: CallId = callId): ReadonlyArray<unknown> {
  return rowsOf(storage, 'CallsByUser', call).map(({ IdentityId }) => IdentityId);
}

/** The values of the rows of a call in a table. */
export function rowsOf(storage: MemoryTables, table: TableName, call: CallId = callId) {
  return storage
    .rows(table)
    .map(valuesOf)
    .filter(({ CallId }) => CallId === call);
}

function parsed<Id extends CallId | TenantId>(id: Id | undefined): Id {
  if (id === undefined) throw new Error('fixture: not a GUID');
  return id;
}
