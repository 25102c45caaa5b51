/** `backfill`: lists a period again, and fetches what is missing. */

import { toDateTime } from '../../language/date-time.ts';
import { RECORD_KEPT_DAYS } from '../../ports/graph.ts';
import { type BackfillPlan, backfill as makeDue, planBackfill } from '../../reconcile/backfill.ts';
import { earliestListableHour, firstKeptHour, type Hour, hourOf } from '../../reconcile/coverage.ts';
import { createDoor } from '../../withheld/door.ts';
import type { Withheld } from '../../withheld/withheld.ts';
import { counted } from '../../wording/values.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { storeCommand } from '../command.ts';
import { namedDayOrHour, periodIn } from '../days.ts';
import { AskedWrongly, EXIT } from '../exit.ts';
import { jsonLine, jsonOption, remark } from '../list.ts';
import { hoursOf } from './hours.ts';

/** Beyond two days, listing takes its time, and so may fetching. */
const BACKFILLED_UNASKED_HOURS = 48;

export const backfill = storeCommand({
  name: 'backfill',
  summary: 'lists a period in Graph again, and fetches what is not stored',
  options: {
    from: {
      takes: 'day',
      description: 'the first day or hour (UTC)',
      format: namedDayOrHour,
      isRequired: true,
    },
    to: { takes: 'day', description: 'the last day or hour (UTC)', format: namedDayOrHour, isRequired: true },
    yes: yesOption,
    ...jsonOption,
  },
  details: `A day is 2026-11-23, today, yesterday or -7d, an hour is 2026-11-23T09, by the start of the call.
Graph lists ${RECORD_KEPT_DAYS} days. The command sets NextCheckAt to now and clears Cursor in the rows of Coverage, and
adds the rows that are missing. Reconcile does the work in its next runs, every five minutes unless
RECONCILE_SCHEDULE says otherwise. It leaves no hole: hours between the period and the earliest hour covered so
far are listed as well. More than ${BACKFILLED_UNASKED_HOURS} hours are listed only when you confirm.`,
  changes: () => true,

  async run(context, { options }) {
    const { terminal } = context;
    const now = context.clock.now();
    const { first, last } = hoursOf(periodIn('UTC', now, options, options));
    // A day that is under way ends with the current hour.
    const hours = { first, last: last < hourOf(now) ? last : hourOf(now) };
    requireListable(hours, now);
    requireKept(hours, await createDoor(context.store).read());
    const plan = await planBackfill(context.store, hours);
    if (plan === undefined) {
      terminal.say(
        'Coverage has no hour of the last 30 days: reconcile has not run yet on this storage account. Its first run covers BACKFILL_DAYS days by itself. Nothing was changed.\n',
      );
      return EXIT.foundWrong;
    }
    const isMuch = plan.hours.length + plan.between > BACKFILLED_UNASKED_HOURS;
    if (!(await isAgreed(context, question(hours, plan), { yes: options.yes, isMuch })))
      return EXIT.foundWrong;
    await makeDue(context.store, plan);
    if (options.json) {
      const program = { Hours: plan.hours.length, AddedHours: plan.added, HoursBetween: plan.between };
      await terminal.print(
        jsonLine({ From: hours.first, To: hours.last, ...program, RequestedAt: toDateTime(now) }),
      );
    }
    await remark(terminal, options, whatHappensNow(hours, plan));
    return EXIT.done;
  },
});

interface Hours {
  readonly first: Hour;
  readonly last: Hour;
}

function requireListable({ first }: Hours, now: Date): void {
  const earliest = earliestListableHour(now);
  if (first < earliest) {
    throw new AskedWrongly(
      `${first} is too early: Graph lists calls of the last ${RECORD_KEPT_DAYS} days, and the earliest hour is ${earliest} (UTC). Nothing was changed`,
    );
  }
}

function requireKept({ first }: Hours, withheld: Withheld): void {
  const earliest = firstKeptHour(withheld);
  if (earliest === undefined || first >= earliest) return;
  throw new AskedWrongly(
    `${first} is too early: calls that started before ${earliest} (UTC) are not stored any more (KEEP_DAYS). Nothing was changed`,
  );
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
    `Reconcile lists them in its next runs, the newest first. Look in about ${minutes} minutes, later where calls are many:`,
    `./callrecords coverage --from ${first} --to ${last}`,
  );
  return lines.map((line) => `${line}\n`).join('');
}
