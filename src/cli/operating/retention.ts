/** `retention`: how long calls are kept, what would go, and what was deleted. */

import type { DateTime } from '../../language/date-time.ts';
import type { Day } from '../../language/day.ts';
import { countCallsBefore, type ToDelete } from '../../retention/to-delete.ts';
import { readStatus } from '../../status/pipeline-status.ts';
import { confirmKeepDays, deletableBefore, notKeptBefore } from '../../withheld/limits.ts';
import { FEWEST_KEEP_DAYS, firstDayKept, MOST_KEEP_DAYS, readWithheld } from '../../withheld/withheld.ts';
import { span } from '../../wording/ago.ts';
import { counted, moment } from '../../wording/values.ts';
import { isAgreed, yesOption } from '../agreement.ts';
import { type StoreContext, storeCommand } from '../command.ts';
import { EXIT } from '../exit.ts';
import { jsonLine, jsonOption, remark } from '../list.ts';
import type { Format } from '../syntax.ts';

const keepDays: Format<number> = {
  expected: `a whole number of days from ${FEWEST_KEEP_DAYS} to ${MOST_KEEP_DAYS}`,
  read(text) {
    const days = Number(text);
    const isInRange = days >= FEWEST_KEEP_DAYS && days <= MOST_KEEP_DAYS;
    return /^\d+$/.test(text) && isInRange ? days : undefined;
  },
};

export const retention = storeCommand({
  name: 'retention',
  summary: 'how long calls are kept, what would go, and what was deleted',
  options: {
    confirm: { takes: 'days', description: 'agrees that no more than these days are kept', format: keepDays },
    'dry-run': { description: 'with --confirm: says what would go, and changes nothing' },
    yes: yesOption,
    ...jsonOption,
  },
  details: `The setting KEEP_DAYS says for how many days calls are kept, by the UTC day of their start. The timer retain refuses
older calls, and deletes them a day later, the oldest day first. A first or smaller KEEP_DAYS that would delete calls waits until
--confirm names the same number: the calls are counted first, with what deleting them costs, and the command asks for the name
of the account. Summaries and Coverage stay: before a day is deleted, values of fewer than five people are folded into "(other)". What
was deleted cannot be fetched again once Graph has forgotten it, and is not stored again while it is older than the limit.`,
  changes: ({ options }) => options.confirm !== undefined && !options['dry-run'],
  check: ({ options }) =>
    options.confirm !== undefined
      ? []
      : [
          ...(options['dry-run'] ? ['--dry-run goes with --confirm'] : []),
          ...(options.yes === undefined ? [] : ['--yes goes with --confirm']),
        ],

  async run(context, { options }) {
    const { terminal } = context;
    if (options.confirm !== undefined) return await confirm(context, options.confirm, options);
    const report = await readRetention(context);
    if (options.json) await terminal.print(jsonLine({ ...report }));
    await remark(terminal, options, linesOf(report));
    return EXIT.done;
  },
});

async function confirm(
  context: StoreContext,
  days: number,
  options: { readonly 'dry-run': boolean; readonly yes: string | undefined; readonly json: boolean },
) {
  const { terminal, store, clock } = context;
  const before = firstDayKept(days, clock.now());
  const toDelete = await count(context, before);
  const question = `With KEEP_DAYS=${days}, ${willGo(toDelete, before)}`;
  const isDry = options['dry-run'];
  if (!isDry) {
    if (!(await isAgreed(context, question, { yes: options.yes, isMuch: true }))) return EXIT.foundWrong;
    await confirmKeepDays(store, days);
  }
  if (options.json) await terminal.print(jsonLine({ KeepDays: days, Confirmed: !isDry, ...named(toDelete) }));
  if (isDry || options.yes !== undefined) terminal.say(`${question}\n`);
  const next = isDry
    ? 'Nothing was changed.\n'
    : `${days} days are confirmed. They apply as soon as KEEP_DAYS is ${days}: older calls are refused then, and deleted from a day later on. Look at what was deleted: ./callrecords retention\n`;
  await remark(terminal, options, next);
  return EXIT.done;
}

async function count({ terminal, store }: StoreContext, before: Day): Promise<ToDelete> {
  return await terminal.during((show) =>
    countCallsBefore(store, before, (calls) => show(`${counted(calls, 'call')} counted`)),
  );
}

function willGo({ calls, days, firstDay, requests, dollars, seconds }: ToDelete, before: Day): string {
  if (calls === 0) return `no call goes: none started before ${before}.`;
  const price = dollars < 0.01 ? 'less than $0.01' : `some $${dollars.toFixed(2)}`;
  const time = seconds < 60 ? 'less than a minute' : span(seconds * 1_000);
  const go = calls === 1 ? 'goes' : 'go';
  return `${counted(calls, 'call')} of ${counted(days, 'day')} ${go}, from ${firstDay} to the day before ${before} (UTC). That is at most ${requests.toLocaleString('en-GB')} requests to storage (${price}) and takes ${time}: the timer retain works for eight minutes of every ten, and begins with the oldest day.`;
}

/** As `--json` names it. */
interface Report {
  readonly KeepDays: number | undefined;
  readonly UnconfirmedKeepDays: number | undefined;
  readonly ConfirmedDays: number | undefined;
  readonly RefusedBefore: string | undefined;
  /** What is deleted now: what KEEP_DAYS keeps by now stays, though an earlier one had let it go. */
  readonly DeletedBefore: string | undefined;
  /** What is stored of calls from this day on stays. */
  readonly KeptFrom: string | undefined;
  readonly MovedAt: DateTime | undefined;
  readonly CallsToDelete: number;
  readonly DaysToDelete: number;
  readonly FirstDay: string | undefined;
  /** By the last run that deleted any. */
  readonly DeletedCalls: number | undefined;
  readonly DeletedAt: DateTime | undefined;
  readonly LastSuccessAt: DateTime | undefined;
  readonly LastFailure: string | undefined;
}

async function readRetention(context: StoreContext): Promise<Report> {
  const { store, clock } = context;
  const { limits } = await readWithheld(store);
  const status = await readStatus(store, 'retain');
  const before = deletableBefore(limits, clock.now());
  const toDelete = before === undefined ? undefined : await count(context, before);
  const { LastSuccessAt, LastFailureAt = '', LastFailure } = status;
  return {
    KeepDays: limits.keepDays,
    UnconfirmedKeepDays: status.UnconfirmedKeepDays,
    ConfirmedDays: limits.confirmedDays,
    RefusedBefore: limits.refusedBefore,
    DeletedBefore: before,
    KeptFrom: notKeptBefore(limits, clock.now()),
    MovedAt: limits.movedAt,
    CallsToDelete: toDelete?.calls ?? 0,
    DaysToDelete: toDelete?.days ?? 0,
    FirstDay: toDelete?.firstDay,
    DeletedCalls: status.DeletedCalls,
    DeletedAt: status.DeletedAt,
    LastSuccessAt,
    LastFailure: LastFailureAt > (LastSuccessAt ?? '') ? LastFailure : undefined,
  };
}

function named({ calls, days, firstDay, requests }: ToDelete) {
  return { CallsToDelete: calls, DaysToDelete: days, FirstDay: firstDay, Requests: requests };
}

function linesOf(report: Report): string {
  const { KeepDays, UnconfirmedKeepDays, ConfirmedDays, RefusedBefore, DeletedBefore, KeptFrom } = report;
  const lines = [
    KeepDays === undefined
      ? 'All calls are kept (KEEP_DAYS).'
      : `Calls are kept for ${KeepDays} days (KEEP_DAYS).`,
  ];
  if (UnconfirmedKeepDays !== undefined) {
    lines.push(
      `KEEP_DAYS is ${UnconfirmedKeepDays}, which would delete calls and waits. To see what goes, and to confirm it: ./callrecords retention --confirm ${UnconfirmedKeepDays}`,
    );
  }
  if (ConfirmedDays !== undefined)
    lines.push(
      `${ConfirmedDays} days are confirmed, and apply once KEEP_DAYS says so, within a day of the confirmation.`,
    );
  if (RefusedBefore !== undefined)
    lines.push(`Calls that started before ${RefusedBefore} are not stored any more.`);
  if (RefusedBefore !== KeptFrom)
    lines.push(
      `Of them ${KeptFrom === undefined ? 'those' : `those from ${KeptFrom} on`} that are stored stay: KEEP_DAYS was shorter before.`,
    );
  if (DeletedBefore !== undefined) {
    const { CallsToDelete, DaysToDelete, FirstDay } = report;
    const rest =
      CallsToDelete === 0
        ? 'all of them are gone'
        : `${counted(CallsToDelete, 'call')} of ${counted(DaysToDelete, 'day')} are left, the oldest of ${FirstDay}`;
    lines.push(`Calls that started before ${DeletedBefore} are deleted: ${rest}.`);
  }
  const { LastSuccessAt, LastFailure, DeletedCalls = 0, DeletedAt } = report;
  if (LastSuccessAt !== undefined)
    lines.push(`The timer retain last succeeded at ${moment(LastSuccessAt)} (UTC).`);
  if (DeletedAt !== undefined)
    lines.push(
      `It last deleted calls at ${moment(DeletedAt)} (UTC): ${counted(DeletedCalls, 'call')} in that run.`,
    );
  if (LastFailure !== undefined) lines.push(`It has failed since: ${LastFailure}`);
  return lines.map((line) => `${line}\n`).join('');
}
