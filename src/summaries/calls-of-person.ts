/** The calls of a person with their own result: how good the streams at their end were, on which device and network. */

import { callsOfUser } from '../calls/calls-of-user.ts';
import { RULE_SET } from '../classify/rules.ts';
import type { DateTime } from '../language/date-time.ts';
import { dayOf } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { parseCallId, parseGuid } from '../language/identifiers.ts';
import { type NetworkLookup, readNetworks } from '../networks/network-lookup.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import type { CallRecordValues } from '../tables/declarations/call-records.ts';
import { currentRange } from '../tables/former-partition.ts';
import { callsByUserKey } from '../tables/keys.ts';
import { ForeignRow, type ReadRows, readRows } from '../tables/table.ts';
import { placeOf } from './read-quality.ts';
import { clientEndsOf, qualityOf, streamsOfAnyLayout } from './summed-stream.ts';

/** How often something was at the person's end, and how often poor. */
export interface EndCount {
  readonly streams: number;
  readonly poor: number;
}

export interface CallOfPerson {
  readonly head: CallRecordValues;
  /** Of all media; unclassified ones are not counted. */
  readonly own: EndCount;
  /** Why the poor ones are poor. */
  readonly because: ReadonlyArray<string>;
  readonly devices: ReadonlyMap<string, EndCount>;
  readonly networks: ReadonlyMap<string, EndCount>;
}

export interface CallsOfPerson {
  /** The latest first. */
  readonly calls: ReadonlyArray<CallOfPerson>;
  /** Rows that cannot be read: there may be more calls, or more of these. */
  readonly unreadable: ReadonlyArray<ForeignRow>;
  /** For the next question: calls that started before it, if there may be any. */
  readonly before: DateTime | undefined;
}

/** Three requests each, four for an id that is not a GUID, and their confirmation. */
export const CALLS_OF_PERSON_A_PAGE = 25;

/**
 * The calls of the person who has one of these ids: a user, a guest, a phone number as it is written in one way or another.
 * Ids are found in either case. Rejects with ImportDamaged.
 */
export async function callsOfPerson(
  store: Store,
  ids: ReadonlyArray<string>,
  {
    before,
    most = CALLS_OF_PERSON_A_PAGE,
  }: { readonly before?: DateTime | undefined; readonly most?: number } = {},
): Promise<CallsOfPerson> {
  const written = ids.map((id) => parseGuid(id) ?? id);
  const heads = await latestHeads(store, written, { before, most: most + 1 });
  const shown = heads.rows.slice(0, most);
  const unreadable = [...heads.unreadable];
  const [first, last] = [shown[0]?.head, shown.at(-1)?.head];
  if (first === undefined || last === undefined) return { calls: [], unreadable, before: undefined };
  const days = { from: dayOf(last.FirstStartDateTime), to: dayOf(first.FirstStartDateTime) };
  const networks = await readNetworks(store, days);
  const calls = new Map<FoundCall, CallOfPerson>();
  await forEachConcurrently(shown, REQUESTS_AT_ONCE, async (found) => {
    const own = await ownResult(store, { ...found, networks });
    calls.set(found, own.call);
    unreadable.push(...own.unreadable);
  });
  return {
    calls: shown.flatMap((found) => calls.get(found) ?? []),
    unreadable,
    before: heads.rows.length > most ? last.FirstStartDateTime : undefined,
  };
}

interface FoundCall {
  readonly head: CallRecordValues;
  /** Those of the person's ids that it has. */
  readonly ids: ReadonlyArray<string>;
}

/** Of several ids the latest of all. */
async function latestHeads(
  store: Store,
  ids: ReadonlyArray<string>,
  { before, most }: { readonly before: DateTime | undefined; readonly most: number },
): Promise<ReadRows<FoundCall>> {
  const calls = new Map<string, FoundCall>();
  const unreadable: Array<ForeignRow> = [];
  await forEachConcurrently(ids, REQUESTS_AT_ONCE, async (id) => {
    let found = 0;
    for await (const page of callsOfUser(store, id, { before })) {
      for (const head of page.rows)
        calls.set(head.CallId, { head, ids: [...(calls.get(head.CallId)?.ids ?? []), id] });
      unreadable.push(...page.unreadable);
      found += page.rows.length;
      if (found >= most) break;
    }
  });
  const latestFirst = (a: FoundCall, b: FoundCall) =>
    a.head.FirstStartDateTime < b.head.FirstStartDateTime ? 1 : -1;
  return { rows: [...calls.values()].sort(latestFirst).slice(0, most), unreadable };
}

interface Asked extends FoundCall {
  readonly networks: NetworkLookup;
}

async function ownResult(
  store: Store,
  { head, ids, networks }: Asked,
): Promise<{ readonly call: CallOfPerson; readonly unreadable: ReadonlyArray<ForeignRow> }> {
  const own = { streams: 0, poor: 0 };
  const because = new Set<string>();
  const devices = new Map<string, EndCount>();
  const places = new Map<string, EndCount>();
  const unreadable: Array<ForeignRow> = [];
  const look = { day: dayOf(head.FirstStartDateTime), by: 'network', networks } as const;
  for (const asked of ids) {
    const id = await idAsWritten(store, head, asked);
    for await (const stream of streamsOf(store, head, id)) {
      if (stream instanceof ForeignRow) {
        unreadable.push(stream);
        continue;
      }
      const { quality, because: reasons } = qualityOf(stream, head.RuleSet === RULE_SET);
      if (quality === 'unclassified') continue;
      const isPoor = quality === 'poor';
      own.streams += 1;
      own.poor += isPoor ? 1 : 0;
      if (isPoor) for (const reason of reasons) because.add(reason);
      const ends = clientEndsOf(stream, head.CallType === 'peerToPeer', store.tenantId);
      for (const { person, values } of ends) {
        if (person !== id) continue;
        count(devices, values.device, isPoor);
        count(places, values.network && placeOf(values.network, look).value, isPoor);
      }
    }
  }
  return { call: { head, own, because: [...because], devices, networks: places }, unreadable };
}

/** Graph writes GUIDs in lower case; how it writes any other id in this call, its hint says. */
async function idAsWritten(store: Store, head: CallRecordValues, id: string): Promise<string> {
  const callId = parseCallId(head.CallId);
  if (callId === undefined || parseGuid(id) !== undefined) return id;
  const place = { tenantId: store.tenantId, callId, firstStartDateTime: head.FirstStartDateTime };
  const hint = await store.table('CallsByUser').get(callsByUserKey(place, id), ['IdentityId']);
  return hint?.cells.IdentityId?.type === 'String' ? hint.cells.IdentityId.value : id;
}

/** The current streams with the id at one end or the other: two requests, whatever the size of the meeting. */
async function* streamsOf(store: Store, head: CallRecordValues, id: string) {
  const callId = parseCallId(head.CallId);
  if (callId === undefined) return;
  const place = { tenantId: store.tenantId, callId, firstStartDateTime: head.FirstStartDateTime };
  const cell = { type: 'String', value: id } as const;
  for (const column of ['CallerIdentityId', 'CalleeIdentityId'] as const) {
    const pages = store.table('MediaStreams').query({
      ...currentRange('MediaStreams', place, head),
      where: [{ column, is: 'eq', cell }],
      select: Object.keys(streamsOfAnyLayout.columns),
    });
    for await (const page of pages) {
      const { rows, unreadable } = readRows(streamsOfAnyLayout, page);
      yield* unreadable;
      // One who calls themselves is at both ends, and counts once.
      yield* rows.filter(({ CallerIdentityId }) => column === 'CallerIdentityId' || CallerIdentityId !== id);
    }
  }
}

function count(counts: Map<string, EndCount>, value: string | undefined, isPoor: boolean): void {
  if (value === undefined) return;
  const { streams, poor } = counts.get(value) ?? { streams: 0, poor: 0 };
  counts.set(value, { streams: streams + 1, poor: poor + (isPoor ? 1 : 0) });
}
