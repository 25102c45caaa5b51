/** `rebuild`: makes the rows of stored calls again from their documents, after columns have changed. */

import { type Day, daysFrom } from '../../language/day.ts';
import { type Period, periodText } from '../../language/period.ts';
import { RECORD_KEPT_DAYS } from '../../ports/graph.ts';
import { dayOfHour, firstHourOf } from '../../reconcile/coverage.ts';
import { readCoverage } from '../../reconcile/coverage-rows.ts';
import type { Store } from '../../rows/store.ts';
import { firstComparedDay } from '../../status/pipeline-status.ts';
import {
  costOfRebuild,
  type RebuildCounts,
  type RebuildProgress,
  rebuild as rebuildCalls,
} from '../../store/rebuild.ts';
import type { RebuildCost } from '../../store/rebuild-cost.ts';
import { summarizeDay } from '../../summaries/summarize-day.ts';
import { createDoor } from '../../withheld/door.ts';
import { span } from '../../wording/ago.ts';
import { counted } from '../../wording/values.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { storeCommand } from '../command.ts';
import { asDay, type NamedTime, namedDay, periodIn, TODAY } from '../days.ts';
import { EXIT } from '../exit.ts';
import { jsonLine, jsonOption, remark } from '../list.ts';
import { keptDays } from './kept-days.ts';

export const rebuild = storeCommand({
  name: 'rebuild',
  summary: 'makes the rows of stored calls again from their documents, after columns have changed',
  options: {
    from: { takes: 'day', description: 'the first day of the calls (UTC; default: -30d)', format: namedDay },
    to: { takes: 'day', description: 'the last day of the calls (UTC; default: today)', format: namedDay },
    yes: yesOption,
    ...jsonOption,
  },
  details: `A day is 2026-11-23, today, yesterday or -7d, by the start of the call. Graph is not asked. Calls whose rows
have the current layout are left alone: a run that was interrupted continues where it was. Readers see the old
rows of a call until its new ones are complete. At the end the days are summed up anew (QualitySummaries), as the timer
does it: a day of the last 30 is left out while none of its hours has been listed. The pipeline may run meanwhile: the
pace leaves room for it. What it costs at most is said first. The command always asks for the name of the account.`,
  changes: () => true,

  async run(context, { options }) {
    const { terminal, clock, random, store } = context;
    const given = { from: options.from ?? MONTH_AGO, to: options.to ?? TODAY };
    const period = periodIn('UTC', clock.now(), given, given);
    const door = createDoor(store);
    const asked = { from: asDay(period.from), to: asDay(period.to) };
    const days = await keptDays({ store, terminal, door }, asked);
    const cost = await terminal.during(() => costOfRebuild(store, days));
    const question = questionOf(days, cost);
    if (!(await isAgreed(context, question, { yes: options.yes, isMuch: true }))) return EXIT.foundWrong;
    if (options.yes !== undefined) terminal.say(`${question}\n`);
    const rebuilding = { store, random, door };
    const counts = await rebuildCalls(rebuilding, days, progressLines(terminal.say));
    await terminal.during((show) => sumUp(store, days, show));
    if (options.json) await terminal.print(jsonLine({ ...days, ...counts }));
    await remark(terminal, options, `Done. ${summary(counts)}\n`);
    return counts.failed === 0 ? EXIT.done : EXIT.foundWrong;
  },
});

/**
 * The timer looks at the last 30 days only. Of these it leaves out a day while none of its hours was listed: nothing would
 * keep the summary of such a day equal to its calls.
 */
async function sumUp(
  store: Store,
  days: { readonly from: Day; readonly to: Day },
  show: (progress: string) => void,
): Promise<void> {
  const young = firstComparedDay(store.clock.now());
  const hours = await readCoverage(store, firstHourOf(young));
  const listed = new Set(
    hours.filter(({ values }) => values.CheckedAt !== undefined).map(({ hour }) => dayOfHour(hour)),
  );
  for (const day of daysFrom(days.from, days.to)) {
    if (day >= young && !listed.has(day)) continue;
    show(`${day} is being summed up`);
    await summarizeDay(store, day, WITHOUT_LIMIT);
  }
}

const WITHOUT_LIMIT = new AbortController().signal;

/** As long as Graph has records. */
const MONTH_AGO: NamedTime = { kind: 'daysAgo', days: RECORD_KEPT_DAYS };

/** What will happen, and what it costs at most. */
function questionOf(period: Period, { calls, requests, seconds, dollars }: RebuildCost): string {
  const what = `The rows of ${counted(calls, 'call')} of ${periodText(period)} (UTC) will be made again where they are not current.`;
  const price = dollars < 0.01 ? 'less than $0.01' : `some $${dollars.toFixed(2)}`;
  const time = seconds < 60 ? 'less than a minute' : span(seconds * 1_000);
  return `${what} That is at most ${number(requests)} requests to storage (${price}), and takes ${time}.`;
}

/** A busy day has some ten thousand calls, at some tens a second. */
const LINE_EVERY_CALLS = 500;

/** A line for each day with calls, one now and then within a long day, one for each failure. */
export function progressLines(write: (line: string) => void): RebuildProgress {
  return {
    advanced(day, counts) {
      if (callsIn(counts) % LINE_EVERY_CALLS === 0) write(`${day}  … ${summary(counts)}\n`);
    },
    finished(day, counts) {
      if (callsIn(counts) > 0) write(`${day}  ${summary(counts)}\n`);
    },
    failed: (callId, error) => write(`${callId} stays as it is: ${error.message}\n`),
  };
}

/** `1,204 calls: 1,200 rebuilt, 3 already current, 1 failed` */
export function summary(counts: RebuildCounts): string {
  const { rebuilt, current, failed } = counts;
  const parts = [`${number(rebuilt)} rebuilt`];
  if (current > 0) parts.push(`${number(current)} already current`);
  if (failed > 0) parts.push(`${number(failed)} failed`);
  const calls = callsIn(counts);
  return `${number(calls)} ${calls === 1 ? 'call' : 'calls'}: ${parts.join(', ')}`;
}

function callsIn({ rebuilt, current, failed }: RebuildCounts): number {
  return rebuilt + current + failed;
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}
