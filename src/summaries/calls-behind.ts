/** The calls behind a number of a summary: those with poor streams at one value, the latest first. */

import { callsOfDay } from '../calls/calls-of-day.ts';
import type { Medium } from '../classify/media-kind.ts';
import { RULE_SET } from '../classify/rules.ts';
import { countsOf } from '../classify/tally.ts';
import { type Day, daysFrom } from '../language/day.ts';
import { forEachConcurrently } from '../language/for-each-concurrently.ts';
import { parseCallId } from '../language/identifiers.ts';
import { type NetworkLookup, readNetworks } from '../networks/network-lookup.ts';
import { REQUESTS_AT_ONCE } from '../ports/storage.ts';
import type { Store } from '../rows/store.ts';
import { readHeadValues } from '../store/head.ts';
import type { CallsByDayValues } from '../tables/declarations/calls-by-day.ts';
import { currentRange } from '../tables/former-partition.ts';
import { ForeignRow, fromRow, type ReadRows } from '../tables/table.ts';
import { type Grouping, placeOf } from './read-quality.ts';
import { type ClientEnd, clientEndsOf, qualityOf, streamsOfAnyLayout } from './summed-stream.ts';

export interface CallsBehindQuestion {
  readonly by: Grouping;
  /** As `readQuality` names it. */
  readonly value: string;
  readonly medium: Medium;
  /** Both included. */
  readonly from: Day;
  readonly to: Day;
  /** Goes on where an answer ended. */
  readonly before?: string | undefined;
}

export interface CallBehind {
  readonly call: CallsByDayValues;
  /** Of the medium, with an end at the value; counted as the summaries count. */
  readonly poorStreams: number;
}

export interface CallsBehind {
  readonly calls: ReadonlyArray<CallBehind>;
  /** How many calls with poor streams of the medium were looked into. */
  readonly lookedInto: number;
  /** Rows that cannot be read: whether their calls belong here is not known. */
  readonly unreadable: ReadonlyArray<ForeignRow>;
  /** For the next question, if calls are left to look into. */
  readonly before: string | undefined;
}

/** Two requests each: so many take some seconds from a desk, and the worst building of a week has fewer. */
export const MOST_CALLS_LOOKED_INTO = 400;

/**
 * Looks into the calls of the period with poor streams of the medium, the latest first, until so many were looked into.
 * A day costs a request for each thousand calls, a call one for its head and one for each thousand streams; of an hour or
 * a day the rows of its calls tell. All answers together have the poor streams that the summaries of the period count.
 * Rejects with ImportDamaged.
 */
export async function callsBehind(
  store: Store,
  question: CallsBehindQuestion,
  most = MOST_CALLS_LOOKED_INTO,
): Promise<CallsBehind> {
  const { by, medium, from, to, before } = question;
  const networks =
    by === 'building' || by === 'network' ? await readNetworks(store, { from, to }) : undefined;
  const found: Array<CallBehind> = [];
  const unreadable: Array<ForeignRow> = [];
  let lookedInto = 0;
  for (const day of [...daysFrom(from, to)].reverse()) {
    if (before !== undefined && day > before) continue;
    const ofDay = await callsToLookInto(store, day, medium);
    unreadable.push(...ofDay.unreadable);
    const candidates = ofDay.rows.filter(
      (call) => isOfTime(call, question) && (before === undefined || positionOf(call) < before),
    );
    const looked = candidates.slice(0, most - lookedInto);
    const behind = await lookInto(store, looked, { ...question, day, networks });
    found.push(...behind.rows);
    unreadable.push(...behind.unreadable);
    lookedInto += looked.length;
    const last = looked.at(-1);
    const isLeft = looked.length < candidates.length || (lookedInto === most && day > from);
    if (isLeft && last !== undefined)
      return { calls: found, lookedInto, unreadable, before: positionOf(last) };
  }
  return { calls: found, lookedInto, unreadable, before: undefined };
}

/** An hour or a day asks for the calls that started in it. */
function isOfTime({ FirstStartDateTime }: CallsByDayValues, { by, value }: CallsBehindQuestion): boolean {
  return (by !== 'hour' && by !== 'day') || FirstStartDateTime.startsWith(value);
}

/** Calls in their order: text order is time order. */
function positionOf({ FirstStartDateTime, CallId }: CallsByDayValues): string {
  return `${FirstStartDateTime}_${CallId}`;
}

/** Those with poor streams of the medium, and those that are not classified yet; the latest first. */
async function callsToLookInto(store: Store, day: Day, medium: Medium): Promise<ReadRows<CallsByDayValues>> {
  const calls: Array<CallsByDayValues> = [];
  const unreadable: Array<ForeignRow> = [];
  for await (const page of callsOfDay(store, day)) {
    calls.push(...page.rows.filter((call) => call.RuleSet !== RULE_SET || countsOf(call, medium).poor > 0));
    unreadable.push(...page.unreadable);
  }
  return { rows: calls.reverse(), unreadable };
}

type Look = CallsBehindQuestion & { readonly day: Day; readonly networks: NetworkLookup | undefined };

async function lookInto(
  store: Store,
  calls: ReadonlyArray<CallsByDayValues>,
  look: Look,
): Promise<ReadRows<CallBehind>> {
  const counts = new Map<CallsByDayValues, number>();
  const unreadable: Array<ForeignRow> = [];
  await forEachConcurrently(calls, REQUESTS_AT_ONCE, async (call) => {
    try {
      counts.set(call, await poorStreamsIn(store, call, look));
    } catch (error) {
      if (!(error instanceof ForeignRow)) throw error;
      unreadable.push(error);
    }
  });
  const rows = calls
    .map((call) => ({ call, poorStreams: counts.get(call) ?? 0 }))
    .filter(({ poorStreams }) => poorStreams > 0);
  return { rows, unreadable };
}

/** 0 for a call that is gone or being replaced: the next reading tells. Rejects with ForeignRow. */
async function poorStreamsIn(store: Store, call: CallsByDayValues, look: Look): Promise<number> {
  const isOfCalls = look.by === 'hour' || look.by === 'day';
  if (isOfCalls && call.RuleSet === RULE_SET) return countsOf(call, look.medium).poor;
  const callId = parseCallId(call.CallId);
  const head = callId && (await readHeadValues(store, callId));
  if (callId === undefined || head === undefined) return 0;
  const { tenantId } = store;
  const place = { tenantId, callId, firstStartDateTime: head.FirstStartDateTime };
  const query = {
    ...currentRange('MediaStreams', place, head),
    select: Object.keys(streamsOfAnyLayout.columns),
  };
  let poor = 0;
  for await (const page of store.table('MediaStreams').query(query)) {
    for (const row of page) {
      const stream = fromRow(streamsOfAnyLayout, row);
      const { medium, quality } = qualityOf(stream, head.RuleSet === RULE_SET);
      if (medium !== look.medium || quality !== 'poor') continue;
      poor += timesAt(clientEndsOf(stream, head.CallType === 'peerToPeer', tenantId), look);
    }
  }
  return poor;
}

/** How often a stream counts: once in each row of the summary that it is in, as between two subnets of a building. */
function timesAt(ends: ReadonlyArray<ClientEnd>, look: Look): number {
  if (look.by === 'hour' || look.by === 'day') return 1;
  const dimension = look.by === 'building' ? 'network' : look.by;
  const rows = new Set(ends.map(({ values }) => values[dimension]).filter((value) => value !== undefined));
  return [...rows].filter((value) => placeOf(value, look).value === look.value).length;
}
