/** `calls`: which calls there were, on some days or of one user. */

import { callsBetween } from '../../calls/calls-of-day.ts';
import { callsOfUser } from '../../calls/calls-of-user.ts';
import { hasPoorStream } from '../../calls/poor-streams-of-call.ts';
import { intervalOf, machineZone, periodText } from '../../language/period.ts';
import type { Store } from '../../rows/store.ts';
import type { CallsByDayValues } from '../../tables/declarations/calls-by-day.ts';
import type { ForeignRow, ReadRows } from '../../tables/table.ts';
import { counted } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { namedDayOrHour, periodIn, TODAY, YESTERDAY } from '../days.ts';
import { EXIT, NotFound } from '../exit.ts';
import { anyText, zoneOption } from '../formats.ts';
import { listForms, listOptions, printList } from '../list.ts';
import { ReadableRows, sayUnreadable } from '../unreadable.ts';
import { callList } from './call-list.ts';
import { idsOfUser } from './user-ids.ts';

export const calls = storeCommand({
  name: 'calls',
  summary: 'which calls there were, on some days or of one user',
  options: {
    day: {
      takes: 'day',
      description: 'only calls that started on this day, or in this hour',
      format: namedDayOrHour,
    },
    from: { takes: 'day', description: 'the first day or hour (default: yesterday)', format: namedDayOrHour },
    to: { takes: 'day', description: 'the last day or hour (default: today)', format: namedDayOrHour },
    user: {
      takes: 'text',
      description:
        'only calls that a user took part in, the latest first, on all days unless some are given: an object id, a sign-in name, words of a display name or their beginnings, a phone number, or any other id that Graph sends',
      format: anyText,
    },
    poor: { description: 'only calls with a poor stream of any participant' },
    zone: zoneOption,
    ...listOptions,
  },
  exclusive: [['day', 'from'], ['day', 'to'], listForms],
  details: `A day is 2026-11-23, today, yesterday or -7d, an hour is 2026-11-23T09. A call belongs to the day on which its
first stored version started. A version that is being stored shows a moment later. A call that a user organized and did
not join is not found by --user: the list of its day shows the organizer. --json and --csv show every column
of the table CallsByDay, with times in UTC; \`./callrecords call ID --json\` shows the others.`,

  async run(context, { options }) {
    const { terminal, clock, store } = context;
    const { user, zone = machineZone() } = options;
    const hasPeriod = (options.day ?? options.from ?? options.to) !== undefined;
    const period = periodIn(zone, clock.now(), options, { from: YESTERDAY, to: TODAY });
    const interval = user !== undefined && !hasPeriod ? undefined : intervalOf(period, zone);
    const ids = user === undefined ? [] : await terminal.during(() => idsOfUser(context, user));
    if (ids === undefined) return EXIT.foundWrong;
    const all = new ReadableRows(
      user === undefined ? callsBetween(store, intervalOf(period, zone)) : callsOfIds(store, ids, interval),
    );
    const shown = options.poor ? new PoorCalls(all) : all;
    const count = await printList(terminal, options, callList(zone, terminal.columns), shown);
    if (count === 0 && all.unreadable.length === 0) {
      if (user !== undefined) await requireCallsOf(store, user, ids);
      const kind = options.poor ? ' with a poor stream' : '';
      const ofUser = user === undefined ? '' : ` of ${user}`;
      terminal.say(`No call${kind}${ofUser} that started ${periodText(period)} (${zone}) is stored.\n`);
    }
    if (shown instanceof PoorCalls && shown.unclassified > 0) {
      const are = shown.unclassified === 1 ? 'is' : 'are';
      terminal.say(
        `${counted(shown.unclassified, 'call')} ${are} not classified, and not shown. To classify the calls of the last 30 days: ./callrecords rebuild\n`,
      );
    }
    return sayUnreadable(terminal, all.unreadable);
  },
});

/** The calls with a poor stream among others. */
class PoorCalls {
  readonly #all: AsyncIterable<ReadonlyArray<CallsByDayValues>>;
  /** How many calls say nothing of quality, of those that were iterated. */
  unclassified = 0;

  constructor(all: AsyncIterable<ReadonlyArray<CallsByDayValues>>) {
    this.#all = all;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ReadonlyArray<CallsByDayValues>> {
    for await (const page of this.#all) {
      this.unclassified += page.filter(({ RuleSet }) => RuleSet === undefined).length;
      const poor = page.filter(hasPoorStream);
      if (poor.length > 0) yield poor;
    }
  }
}

type Interval = ReturnType<typeof intervalOf>;

async function* callsOfIds(
  store: Store,
  ids: ReadonlyArray<string>,
  interval: Interval | undefined,
): AsyncGenerator<ReadRows<CallsByDayValues>> {
  const options = { since: interval?.from, before: interval?.to };
  const [first, ...others] = ids;
  if (first === undefined) return;
  if (others.length === 0) {
    yield* callsOfUser(store, first, options);
    return;
  }
  const found = new Map<string, CallsByDayValues>();
  const unreadable: Array<ForeignRow> = [];
  for (const id of ids) {
    for await (const page of callsOfUser(store, id, options)) {
      for (const head of page.rows) found.set(head.CallId, head);
      unreadable.push(...page.unreadable);
    }
  }
  const rows = [...found.values()].sort((a, b) => (a.FirstStartDateTime < b.FirstStartDateTime ? 1 : -1));
  yield { rows, unreadable };
}

/** Rejects with NotFound when no call of the user is stored, on whatever day. */
async function requireCallsOf(store: Store, user: string, ids: ReadonlyArray<string>): Promise<void> {
  for await (const { rows, unreadable } of callsOfIds(store, ids, undefined)) {
    if (rows.length + unreadable.length > 0) return;
  }
  throw new NotFound(
    `No call of ${user} is stored. --user takes an object id, a sign-in name or words of a display name of this tenant, a phone number or another id that Graph sends. A name is found once the day of the call was summed up; ./callrecords call ID --json shows the ids of a call`,
  );
}
