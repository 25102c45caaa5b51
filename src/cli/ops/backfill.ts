/** `backfill`: has hours of start times listed again, and what is missing fetched. */

import { toDateTime } from '../../language/date-time.ts';
import { RECORD_KEPT_DAYS } from '../../ports/graph.ts';
import { type BackfillPlan, backfill as makeDue, planBackfill } from '../../reconcile/backfill.ts';
import { earliestListableHour, type Hour, hourOf } from '../../reconcile/coverage.ts';
import { createStore } from '../../rows/store.ts';
import { counted } from '../wording.ts';
import { EXIT, type ExitCode, type Operator, refusedBy, remark } from './operator.ts';
import { hoursOf, type Period } from './period.ts';
import { jsonLine } from './rows.ts';

/** Beyond two days, listing takes its time, and so may fetching. */
export const BACKFILLED_UNASKED_HOURS = 48;

export async function backfill(
  operator: Operator,
  { period, yes }: { readonly period: Period; readonly yes: boolean },
): Promise<ExitCode> {
  const now = operator.clock.now();
  const hours = hoursOf(period, now);
  const mistake = outsideGraph(hours, now);
  if (mistake !== undefined) {
    operator.say(`${mistake} Nothing was changed.\n`);
    return EXIT.wrong;
  }
  const plan = await planBackfill(createStore(operator), hours);
  if (plan === undefined) {
    operator.say(
      'Coverage has no hour of the last 30 days: reconcile has not run yet on this storage account. Its first run covers BACKFILL_DAYS days by itself. Nothing was changed.\n',
    );
    return EXIT.failed;
  }
  const concerned = plan.hours.length + plan.between;
  const refused = await refusedBy(
    operator,
    question(hours, plan),
    yes || concerned <= BACKFILLED_UNASKED_HOURS,
  );
  if (refused !== undefined) return refused;
  await makeDue(createStore(operator), plan);
  if (operator.json) {
    const { first, last } = hours;
    const { added, between } = plan;
    const program = {
      From: first,
      To: last,
      Hours: plan.hours.length,
      AddedHours: added,
      HoursBetween: between,
    };
    await operator.print(jsonLine({ ...program, RequestedAt: toDateTime(now) }));
  }
  await remark(operator, whatHappensNow(hours, plan));
  return EXIT.done;
}

interface Hours {
  readonly first: Hour;
  readonly last: Hour;
}

function outsideGraph({ first, last }: Hours, now: Date): string | undefined {
  const earliest = earliestListableHour(now);
  if (first < earliest) {
    return `${first} is too early: Graph lists calls of the last ${RECORD_KEPT_DAYS} days, and the earliest hour is ${earliest} (UTC).`;
  }
  const current = hourOf(now);
  if (last > current) return `${last} is in the future: the latest hour is ${current} (UTC).`;
  return undefined;
}

function question({ first, last }: Hours, plan: BackfillPlan): string {
  const between =
    plan.between === 0
      ? ''
      : ` and ${counted(plan.between, 'hour')} after them that ${plan.between === 1 ? 'is' : 'are'} not covered yet`;
  return `${counted(plan.hours.length, 'hour')}, ${first} to ${last} (UTC),${between} will be listed, and what is missing fetched.`;
}

/** One request an hour of start times and page of calls, at most two a second. */
const HOURS_LISTED_A_MINUTE = 120;
/** Runs of reconcile are five minutes apart unless RECONCILE_SCHEDULE says otherwise. */
const RUNS_EVERY_MINUTES = 5;

function whatHappensNow({ first, last }: Hours, plan: BackfillPlan): string {
  const { hours, added, between } = plan;
  const minutes = RUNS_EVERY_MINUTES + Math.ceil((hours.length + between) / HOURS_LISTED_A_MINUTE);
  const news = added === 0 ? '' : `, ${added === hours.length ? 'all' : added} of them new`;
  const lines = [`${counted(hours.length, 'hour')} due now, ${first} to ${last} (UTC)${news}.`];
  if (between > 0) {
    lines.push(
      `${counted(between, 'hour')} between them and the earliest hour covered so far will be listed as well: reconcile leaves no hole.`,
    );
  }
  lines.push(
    `Reconcile lists them in its next runs, the longest overdue first. Look in about ${minutes} minutes, later where calls are many:`,
    `npm run ops -- coverage --from ${first} --to ${last}`,
  );
  return lines.map((line) => `${line}\n`).join('');
}
