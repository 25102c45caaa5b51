/**
 * A user in a call is excluded while messages about it are delivered, and the timer forget stores it again: no row of
 * it is written any more but its head, and in the end no other is left.
 */

import { childTableNames } from '../../src/tables/declarations/index.ts';
import { NOTHING_WITHHELD, type Withheld } from '../../src/withheld/withheld.ts';
import { askedFor, besideForget, TIMER } from './beside-forget.ts';
import { type CallVersion, firstVersion, secondVersion } from './call-versions.ts';
import { storing } from './ingest-alone.ts';
import type { Broken, ExploredRules } from './rules.ts';
import { having, type Scenario } from './scenario.ts';
import { ofVersions } from './scenarios.ts';
import type { Snapshot } from './snapshot.ts';

const EXCLUDED: Withheld = {
  ...NOTHING_WITHHELD,
  exclusions: askedFor('exclusion_1', { Excludes: 'user' }),
};

function notified(name: string, ...shows: ReadonlyArray<CallVersion>) {
  return { name, reason: 'notification', shows, withheld: EXCLUDED } as const;
}

const ruled: Scenario['rules'] = (_, beginning) => rulesOf(generationsIn(beginning));

export const exclusions = {
  'a new call, notified twice': {
    before: having(),
    messages: [notified('A', firstVersion), notified('B', firstVersion)],
    rules: ruled,
  },
  'two versions of a new call': {
    before: having(),
    messages: [notified('A', firstVersion, secondVersion), notified('B', secondVersion)],
    rules: ruled,
  },
  ...besideForget(EXCLUDED, [], ruled),
} as const satisfies Readonly<Record<string, Scenario>>;

/** A withheld call is replayed after the exclusion was lifted, while a newer version comes: it comes back whole. */
export const lifts = {
  'a call of which an exclusion was lifted': ofVersions(
    [firstVersion],
    [
      { name: 'A', reason: 'pending', shows: [secondVersion] },
      { name: 'B', reason: 'notification', shows: [secondVersion] },
    ],
    (snapshots) => storing(snapshots, [firstVersion], EXCLUDED),
  ),
} as const satisfies Readonly<Record<string, Scenario>>;

/** The generations whose rows were there before anybody was excluded. */
function rulesOf(known: ReadonlySet<string>): ExploredRules {
  return {
    atAnInstant(before, now) {
      const added = [...generationsIn(now)].filter((generation) => !known.has(generation));
      if (added.length > 0) return uncovered(`rows of ${added.join(', ')} are written of an excluded call`);
      const isShown = before !== undefined && isWithheld(before) && !isWithheld(now);
      return isShown ? uncovered('a withheld call is stored again') : undefined;
    },
    inTheEnd: (snapshot, dead) => isLeft(snapshot, dead.some(isOfMessage)),
  };
}

/** Attempts of the timer have its name. */
function isOfMessage(prefix: string): boolean {
  return !prefix.startsWith(TIMER.toLowerCase());
}

/**
 * A settle that the timer overtook takes back the hints that it wrote too late. If its process ends just then, they stay:
 * the rows that name their users are gone. Readers confirm each hint.
 */
function isLeft(snapshot: Snapshot, mayHaveStrayHints: boolean): Broken | undefined {
  const { CallRecords, CallsByDay, CallsByUser } = snapshot.tables;
  if (!isWithheld(snapshot)) return uncovered('the call is not withheld');
  const rows = [...generationsIn(snapshot)];
  if (rows.length > 0) return uncovered(`rows of ${rows.join(', ')} are left`);
  const hints = CallsByUser.rows.map(({ cells }) => cells.IdentityId?.value);
  if (hints.length > 0 && !mayHaveStrayHints)
    return uncovered(`${hints.join(', ')} are still led to the call`);
  const [head] = CallRecords.rows;
  const listed = CallsByDay.rows.map(({ cells }) => cells.Generation?.value);
  if (listed.length === 1 && listed[0] === head?.cells.Generation?.value) return undefined;
  return uncovered('the list of calls does not say what the head says');
}

function isWithheld({ tables }: Snapshot): boolean {
  return tables.CallRecords.rows[0]?.cells.Withheld !== undefined;
}

function generationsIn({ tables }: Snapshot): ReadonlySet<string> {
  const rows = childTableNames.flatMap((table) => tables[table].rows);
  return new Set(rows.map(({ cells }) => String(cells.Generation?.value)));
}

function uncovered(message: string): Broken {
  return { rule: 'forgotten', message };
}
