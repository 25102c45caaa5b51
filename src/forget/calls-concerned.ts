/** Finds the stored calls that an erasure or an exclusion concerns, in pages from which another run can go on. */

import { type DateTime, parseDateTime } from '../language/date-time.ts';
import { type CallId, parseCallId, parseGuid } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import type { GenerationName } from '../tables/generation.ts';
import {
  type CallPlace,
  callHintedAt,
  callsByUserKey,
  callsByUserSince,
  generationRange,
  headKey,
  partitionsBeginning,
  userPartition,
} from '../tables/keys.ts';
import { type ExclusionKind, isOrganizedBy } from '../withheld/exclusion.ts';
import { meetingKey } from '../withheld/join-link.ts';
import { createPersonSearch } from '../withheld/person-search.ts';

/** As many of the calls as the row of a pass can hold; with the cursor another run begins at the last of them. */
export interface ConcernedCalls {
  readonly calls: ReadonlyArray<CallPlace>;
  readonly cursor: string | undefined;
}

/** Of whom or what the calls are. */
export interface Concerned {
  readonly kind: ExclusionKind;
  readonly ids: ReadonlyArray<string>;
  /** Only calls that started before; by default all. */
  readonly before?: DateTime;
}

/**
 * Calls that come at once. The row of the pass notes them before they are begun: settling a call deletes the hint that
 * leads to it first, and a process that ends after that would leave rows to which nothing leads any more.
 */
const CALLS_AT_ONCE = 50;

/** A place among the hints: `hint`, of which id, and its row key. Any other cursor is a partition of heads. */
const HINT_CURSOR = /^hint_(\d+)_(.+)$/;

/** A call can come more than once. */
export async function* callsConcerned(
  store: Store,
  concerned: Concerned,
  cursor = '',
): AsyncGenerator<ConcernedCalls> {
  const { kind, ids } = concerned;
  const [, from = '0', rowKeyFrom] = HINT_CURSOR.exec(cursor) ?? [];
  const isAmongHeads = cursor !== '' && rowKeyFrom === undefined;
  for (const [index, id] of kind === 'meeting' || isAmongHeads ? [] : ids.entries()) {
    if (index < Number(from)) continue;
    const begins = index === Number(from) ? rowKeyFrom : undefined;
    for await (const hints of hintsOf(store, id, concerned.before, begins)) {
      const calls: Array<CallPlace> = [];
      for (const { rowKey } of hints) {
        // The key alone: of half a hint the call must not be passed over.
        const call = callHintedAt(store.tenantId, rowKey);
        if (call === undefined) continue;
        if (kind === 'user' || (await isOrganizedBeside(store, call, { id, ids }))) calls.push(call);
      }
      yield { calls, cursor: `hint_${index}_${hints.at(-1)?.rowKey}` };
    }
  }
  yield* callsByHead(store, concerned, isAmongHeads ? cursor : '');
}

/** Each of the calls once. */
export async function* distinctCallsConcerned(store: Store, concerned: Concerned): AsyncGenerator<CallPlace> {
  const seen = new Set<CallId>();
  for await (const { calls } of callsConcerned(store, concerned)) {
    for (const call of calls) {
      if (seen.has(call.callId)) continue;
      seen.add(call.callId);
      yield call;
    }
  }
}

/** The hints of an id, those of the latest calls first. */
async function* hintsOf(
  store: Store,
  id: string,
  before: DateTime | undefined,
  from = before === undefined ? undefined : callsByUserSince(before),
): AsyncGenerator<ReadonlyArray<StoredRow>> {
  const hints = store.table('CallsByUser').query({
    partitionKey: userPartition(store.tenantId, id),
    ...(from === undefined ? {} : { rowKeyFrom: from }),
    select: [],
  });
  for await (const page of hints) yield* inParts(page);
}

function* inParts<Item>(items: ReadonlyArray<Item>): Generator<ReadonlyArray<Item>> {
  for (let from = 0; from < items.length; from += CALLS_AT_ONCE)
    yield items.slice(from, from + CALLS_AT_ONCE);
}

/**
 * Whether one of these ids stands beside that by which the head names who organized the call: a telephone that is theirs, or
 * another id of a guest. `id`: by which the call was found. Of the identities of the organizer a head has one, and the rows
 * of participants have all; others may use the same telephone, under their names.
 */
async function isOrganizedBeside(
  store: Store,
  call: CallPlace,
  { id, ids }: { readonly id: string; readonly ids: ReadonlyArray<string> },
): Promise<boolean> {
  const ofOrganizer = ['OrganizerIdentityKind', 'OrganizerIdentityId', 'OrganizerDisplayName'] as const;
  const key = headKey(store.tenantId, call.callId);
  const head = (await store.table('CallRecords').get(key, ['Generation', ...ofOrganizer]))?.cells ?? {};
  const [kind, organizer, name] = ofOrganizer.map((column) => textIn(head[column]));
  // Beside one user stands no other: most calls end here.
  if (organizer === '' || (kind === 'user' && parseGuid(id) !== undefined)) return false;
  const search = createPersonSearch([{ ids, pseudonym: '' }]);
  const range = generationRange('Participants', call, textIn(head.Generation) as GenerationName);
  const select = ['IdentityId', 'DisplayName', 'IdentitySet'];
  for await (const page of store.table('Participants').query({ ...range, select })) {
    const isThem = ({ cells }: StoredRow) =>
      textIn(cells.IdentityId) === organizer &&
      textIn(cells.DisplayName) === name &&
      search.mayBeIn(textIn(cells.IdentitySet));
    if (page.some(isThem)) return true;
  }
  return false;
}

/** In these columns a head names people: who organized the call, and whoever stands in the link. */
const ORGANIZER_IDS = [
  'OrganizerIdentityId',
  'OrganizerUserPrincipalName',
  'OrganizerParticipantId',
] as const;

const COLUMNS_CONCERNED = ['JoinWebUrl', 'OrganizerDisplayName', ...ORGANIZER_IDS];

/**
 * Whether the rows of a call say that it is concerned, where what Graph sent cannot be read. The call is settled: else a
 * hint can be one of a generation before.
 */
export async function isConcernedByRows(
  store: Store,
  call: CallPlace,
  concerned: Concerned,
): Promise<boolean> {
  const key = headKey(store.tenantId, call.callId);
  const head = await store.table('CallRecords').get(key, ['Generation', ...COLUMNS_CONCERNED]);
  if (head === undefined) return false;
  const generation = head.cells.Generation?.value;
  return headsOf(concerned)(head.cells) || (await isHinted(store, call, concerned, generation));
}

/** Whether another pass finds the call, which could not be stored again: also by a head that cannot be read, or an old hint. */
export async function isFoundAgain(store: Store, call: CallPlace, concerned: Concerned): Promise<boolean> {
  const head = await store.table('CallRecords').get(headKey(store.tenantId, call.callId), COLUMNS_CONCERNED);
  return (head !== undefined && headsOf(concerned)(head.cells)) || (await isHinted(store, call, concerned));
}

/** Whether a hint leads to the call; with a generation, one that was seen in it. */
async function isHinted(
  store: Store,
  call: CallPlace,
  { kind, ids }: Concerned,
  generation?: unknown,
): Promise<boolean> {
  for (const id of kind === 'meeting' ? [] : ids) {
    const hint = await store.table('CallsByUser').get(callsByUserKey(call, id), ['SeenInGeneration']);
    if (hint === undefined) continue;
    if (generation !== undefined && hint.cells.SeenInGeneration?.value !== generation) continue;
    if (kind === 'user' || (await isOrganizedBeside(store, call, { id, ids }))) return true;
  }
  return false;
}

/**
 * An organizer who did not join has no hint, and only heads hold the link of a meeting: all of them are looked at, a
 * thousand a request.
 */
async function* callsByHead(store: Store, concerned: Concerned, from = ''): AsyncGenerator<ConcernedCalls> {
  const heads = store.table('CallRecords').queryPartitions({
    partitionKeyFrom: from,
    partitionKeyBefore: partitionsBeginning('').partitionKeyBefore,
    rowKey: store.tenantId,
    select: ['FirstStartDateTime', ...COLUMNS_CONCERNED],
  });
  const isConcerned = headsOf(concerned);
  const { before } = concerned;
  const isBefore = ({ firstStartDateTime: start }: CallPlace) => before === undefined || start < before;
  let cursor = from;
  for await (const page of heads) {
    // A page can be empty, and others follow.
    cursor = page[0]?.partitionKey ?? cursor;
    const calls = page
      .filter(({ cells }) => isConcerned(cells))
      .flatMap(({ partitionKey, cells }) => placeOf(store, parseCallId(partitionKey), cells))
      .filter(isBefore);
    if (calls.length === 0) yield { calls, cursor };
    for (const part of inParts(calls)) yield { calls: part, cursor: part.at(-1)?.callId ?? cursor };
  }
}

function headsOf({ kind, ids }: Concerned): (head: StoredRow['cells']) => boolean {
  if (kind === 'meeting') {
    const keys = new Set(ids);
    return ({ JoinWebUrl }) => keys.has(meetingKey(textIn(JoinWebUrl)) ?? '');
  }
  const search = createPersonSearch([{ ids, pseudonym: '' }]);
  if (kind === 'user') {
    // What is found is what the door replaces: a head that it left as it is would be found again in every pass.
    const isNamedIn = (text: string) => search.withoutIds(text) !== text;
    return (head) => [...ORGANIZER_IDS, 'JoinWebUrl'].some((column) => isNamedIn(textIn(head[column])));
  }
  return (head) => {
    const organizer = Object.fromEntries(ORGANIZER_IDS.map((column) => [column, textIn(head[column])]));
    const isKnown = [head.OrganizerDisplayName, head.OrganizerIdentityId, head.OrganizerParticipantId].some(
      (cell) => textIn(cell) !== '',
    );
    return isOrganizedBy(search, isKnown ? organizer : undefined, textIn(head.JoinWebUrl));
  };
}

function textIn(cell: StoredRow['cells'][string] | undefined): string {
  return cell?.type === 'String' ? cell.value : '';
}

/** Before all calls: whoever works on a head that does not say when its call started finds that it cannot be read. */
const NO_START = parseDateTime('0001-01-01T00:00:00Z') as DateTime;

function placeOf(
  { tenantId }: Store,
  callId: CallId | undefined,
  { FirstStartDateTime: start }: StoredRow['cells'],
): ReadonlyArray<CallPlace> {
  if (callId === undefined) return [];
  return [{ tenantId, callId, firstStartDateTime: parseDateTime(start?.value) ?? NO_START }];
}
