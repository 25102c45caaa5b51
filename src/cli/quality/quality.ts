/** `quality`: where and when streams were poor. */

import type { Medium } from '../../classify/media-kind.ts';
import { type Period, periodText } from '../../language/period.ts';
import { readCompleteness } from '../../summaries/completeness.ts';
import { daysWithoutSummary } from '../../summaries/days-without-summary.ts';
import {
  FEWEST_PEOPLE,
  FEWEST_STREAMS,
  poorShare,
  poorShareLowerBound,
  verdictOf,
} from '../../summaries/poor-share.ts';
import {
  type Grouping,
  groupings,
  type QualityOfValue,
  readQuality,
  worstFirst,
} from '../../summaries/read-quality.ts';
import { type ClientKind, clientName, clientNamed } from '../../wording/clients.ts';
import { atLeast, numeral, percent, percentBeside } from '../../wording/values.ts';
import { storeCommand } from '../command.ts';
import { asDay, LAST_WEEK, periodIn, summaryDayOptions } from '../days.ts';
import { EXIT } from '../exit.ts';
import { anyText, oneOf } from '../formats.ts';
import { type List, listForms, listOptions, printList, remark } from '../list.ts';
import type { Style } from '../terminal.ts';
import { ReadableRows, sayUnreadable } from '../unreadable.ts';
import { callsBehindList, everyCallBehind } from './calls-list.ts';
import { conclusion } from './conclusion.ts';

const media = { audio: 'audio', video: 'video', screensharing: 'screenSharing' } as const satisfies Readonly<
  Record<string, Medium>
>;
type MediaName = keyof typeof media;

const grouping = oneOf(groupings);
const mediaName = oneOf(Object.keys(media) as ReadonlyArray<MediaName>);

export const quality = storeCommand({
  name: 'quality',
  summary: 'where and when streams were poor: by building, network, device, hour and others',
  options: {
    by: {
      takes: 'what',
      description: grouping.expected,
      format: grouping,
      isRequired: true,
    },
    ...summaryDayOptions,
    value: {
      takes: 'text',
      description: 'instead of all values, the calls with poor streams at this one, as the list names it',
      format: anyText,
    },
    media: {
      takes: 'medium',
      description: `${mediaName.expected} (default: audio)`,
      format: mediaName,
    },
    ...listOptions,
  },
  exclusive: [listForms],
  details: `The share of poor streams is poor ÷ (poor + good), the worst first: by the lower end of its 99 % interval, so that
chance comes behind what is certain. "above target" means that even the lower end is above Microsoft's target, "perhaps
above" that chance alone may have done it. Microsoft has targets for audio: 2 % in networks inside the organisation, 3 %
elsewhere. Values of fewer than ${FEWEST_STREAMS} streams or ${FEWEST_PEOPLE} people are counted and not shown. The number of
people is a lower bound: that of the day with the most, and for a building that of its subnet with the most. The calls of a
building or network may be one, too; then "≥" stands before it. Days and hours are UTC. docs/quality.md says what the answers mean. Exit code 1 when --value names what no stream has.`,

  async run({ terminal, clock, store }, { options }) {
    const { by, value: typed, media: named = 'audio' } = options;
    const value = typed !== undefined && isOfClients(by) ? clientNamed(by, typed) : typed;
    const period = periodIn('UTC', clock.now(), options, LAST_WEEK);
    const [from, to] = [asDay(period.from), asDay(period.to)];
    if (value !== undefined) {
      const calls = new ReadableRows(everyCallBehind(store, { by, value, medium: media[named], from, to }));
      const count = await printList(terminal, options, callsBehindList(terminal.columns), calls);
      if (count > 0 || calls.unreadable.length > 0) return sayUnreadable(terminal, calls.unreadable);
      const answer = await readQuality(store, { by, medium: media[named], from, to });
      const { notSummedUp, notListed } = await daysWithoutSummary(store, answer.daysWithoutSummary);
      const isUnknown = [notSummedUp, notListed, answer.daysBeingWritten].some(({ length }) => length > 0);
      const exists = isUnknown || answer.values.some((one) => one.value === value);
      terminal.say(noCallText({ by, value: typed, named, exists }, period));
      return exists ? EXIT.done : EXIT.foundWrong;
    }
    const { answer, completeness, without } = await terminal.during(async (show) => {
      show(`Reading the summaries of ${periodText(period)}`);
      const answer = await readQuality(store, { by, medium: media[named], from, to });
      const [completeness, without] = await Promise.all([
        readCompleteness(store, { from, to }, answer.callsByDay),
        daysWithoutSummary(store, answer.daysWithoutSummary),
      ]);
      return { answer, completeness, without };
    });
    const { shown, hidden } = worstFirst(answer.values);
    await printList(terminal, options, qualityList(by, named), [shown]);
    await remark(
      terminal,
      options,
      conclusion({ answer, completeness, without, hidden, period, by, media: named }),
    );
    return EXIT.done;
  },
});

interface NoCall {
  readonly by: Grouping;
  readonly value: string | undefined;
  readonly named: MediaName;
  /** Whether the value has a stream that is good or poor, or may have one on a day that is not summed up, or just being. */
  readonly exists: boolean;
}

function noCallText({ by, value, named, exists }: NoCall, period: Period): string {
  const what = exists
    ? `No stored call has a poor ${named} stream at the ${by} ${value}`
    : `No ${named} stream is good or poor at the ${by} ${value}`;
  return `${what} (${periodText(period)}). To see the values: ./callrecords quality --by ${by} --from ${period.from} --to ${period.to}\n`;
}

function isOfClients(by: Grouping): by is ClientKind {
  return by === 'platform' || by === 'connection';
}

/** As the list shows it; programs get it as Graph writes it. */
function nameOf(by: Grouping, value: string): string {
  return isOfClients(by) ? clientName(by, value) : value;
}

function verdictStyle(value: QualityOfValue): Style | undefined {
  const verdict = verdictOf(value);
  if (verdict === 'above target') return 'red';
  return verdict === 'perhaps above' ? 'yellow' : undefined;
}

/** What is asked for first stands first: a narrow terminal shows no more. */
function qualityList(by: Grouping, named: MediaName): List<QualityOfValue> {
  const number = (title: string, count: (value: QualityOfValue) => number) => ({
    title,
    align: 'right' as const,
    text: (value: QualityOfValue) => numeral(count(value)),
  });
  const isTimed = by === 'hour' || by === 'day';
  return {
    columns: [
      { title: isTimed ? `${by} (UTC)` : by, text: ({ value }) => nameOf(by, value) },
      { title: 'verdict', text: (value) => verdictOf(value) ?? '', style: verdictStyle },
      { title: 'share', align: 'right', text: (value) => percentBeside(poorShare(value), value.target) },
      {
        title: 'target',
        align: 'right',
        text: ({ target }) => (target === undefined ? '' : percent(target)),
      },
      number('poor', ({ poor }) => poor),
      number('streams', ({ good, poor }) => good + poor),
      {
        title: 'calls',
        align: 'right',
        text: ({ calls, areCallsAtLeast }) => (areCallsAtLeast ? atLeast(calls) : numeral(calls)),
      },
      { title: 'people', align: 'right', text: ({ people }) => atLeast(people) },
      {
        title: 'lower end',
        align: 'right',
        text: (value) => percentBeside(poorShareLowerBound(value), value.target),
      },
    ],
    properties: [
      'By',
      'Value',
      'Media',
      'Streams',
      'Poor',
      'Share',
      'LowerEnd',
      'Target',
      'Verdict',
      'Calls',
      'PeopleAtLeast',
    ],
    object: (value) => ({
      By: by,
      Value: value.value,
      Media: named,
      Streams: value.good + value.poor,
      Poor: value.poor,
      Share: poorShare(value),
      LowerEnd: poorShareLowerBound(value),
      Target: value.target,
      Verdict: verdictOf(value) ?? '',
      Calls: value.calls,
      PeopleAtLeast: value.people,
    }),
  };
}
