/** The screen Day: how the calls of a day went, hour by hour, and which they were. */

import { Temporal } from 'temporal-polyfill';
import { hasPoorStream, poorStreamsOfCall } from '../../calls/poor-streams-of-call.ts';
import type { Day } from '../../language/day.ts';
import { type NamedUser, userNamed } from '../../people/user-named.ts';
import { counted, inWords, numeral } from '../../wording/values.ts';
import { CallsTable, whyOfCall } from '../calls-table.tsx';
import { Candidates, MOST_CANDIDATES } from '../candidates.tsx';
import { NotThere, type Query, type Screen, type View } from '../screen.ts';
import { dayText } from '../time.tsx';
import { Unreadable } from '../unreadable.tsx';
import { DayCards } from './day-cards.tsx';
import { DayFilterForm } from './day-filter-form.tsx';
import { type DayQuestion, dayBeside, hrefOfDay, readQuestion, todayOf } from './day-question.ts';
import { HourStrip, hourStripStyle } from './hour-strip.tsx';
import { CALLS_A_PAGE, type DayRead, readDay } from './read-day.ts';

export const day: Screen = {
  title: 'Day',
  path: '/',
  style: hourStripStyle,
  async show(view) {
    const { question, named, read } = await readAnswer(view);
    const { person, hour, page } = question;
    if (page > 1 && read.listed.length === 0) {
      throw new NotThere(`This list has ${counted(read.matching, 'call')}, and no page ${page}.`);
    }
    const href = hrefOfDay(view, question);
    return {
      title: dayText(question.day),
      content: (
        <>
          <Heading view={view} question={question} />
          <DayCards view={view} read={read} />
          <Unreadable view={view} rows={read.unreadable} />
          <HourStrip
            hours={read.hours}
            selected={hour}
            hrefOf={(other) => href({ hour: other?.number, page: undefined })}
          />
          <DayFilterForm view={view} question={question} types={read.types} />
          {named !== undefined && named.ids.length === 0 ? (
            <Candidates
              name={person ?? ''}
              people={named.people}
              hrefOf={(id) => href({ person: id, page: undefined })}
            />
          ) : (
            <Calls view={view} question={question} read={read} href={href} />
          )}
        </>
      ),
    };
  },
};

/** Fewer calls than a look at a day is worth. */
const FEW_CALLS = 10;

interface Answer {
  readonly question: DayQuestion;
  readonly named: NamedUser | undefined;
  readonly read: DayRead;
}

/** Where the address names no day: today, or yesterday while few calls of today are stored and more of yesterday. */
async function readAnswer(view: View): Promise<Answer> {
  const answer = await answerTo(view, readQuestion(view));
  const { calls } = answer.read.counts;
  if (view.query('day') !== undefined || calls >= FEW_CALLS) return answer;
  const before = await answerTo(view, readQuestion(view, dayBeside(answer.question.day, -1)));
  return before.read.counts.calls > calls ? before : answer;
}

async function answerTo({ store }: View, question: DayQuestion): Promise<Answer> {
  const { hours, hour, isPoor, type, person, page } = question;
  const named = person === undefined ? undefined : await userNamed(store, person, MOST_CANDIDATES);
  const read = await readDay(store, hours, { filter: { hour, isPoor, type, ids: named?.ids }, page });
  return { question, named, read };
}

/** `Sun 22 Nov` */
function shortDay(day: Day): string {
  const date = Temporal.PlainDate.from(day);
  return date.toLocaleString('en-GB', { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '');
}

/** Links keep the filter: the same question for another day. */
function Heading({ view, question }: { readonly view: View; readonly question: DayQuestion }) {
  const href = hrefOfDay(view, question);
  const beside = (days: number) => {
    const day = dayBeside(question.day, days);
    return { text: shortDay(day), href: href({ day, hour: undefined, page: undefined }) };
  };
  const [before, after] = [beside(-1), beside(1)];
  const today = todayOf(view);
  const isPast = question.day < today;
  return (
    <div class="heading">
      <h1>{dayText(question.day)}</h1>
      <nav class="pages" aria-label="Days">
        <a href={before.href} rel="prev">
          ← {before.text}
        </a>
        {isPast && (
          <a href={after.href} rel="next">
            {after.text} →
          </a>
        )}
        {question.day !== today && <a href={href({ day: today, hour: undefined, page: undefined })}>Today</a>}
      </nav>
    </div>
  );
}

interface CallsProps {
  readonly view: View;
  readonly question: DayQuestion;
  readonly read: DayRead;
  href(other: Query): string;
}

function Calls({ view, question, read, href }: CallsProps) {
  const { page } = question;
  const first = (page - 1) * CALLS_A_PAGE + 1;
  const last = first + read.listed.length - 1;
  const which = filterText(question);
  if (read.matching === 0) {
    return (
      <p class="empty">
        {read.counts.calls === 0
          ? `No call that started on ${question.day} is stored${deletedText(read)}.`
          : `None of the ${counted(read.counts.calls, 'call')} of this day is ${which}.`}
      </p>
    );
  }
  return (
    <>
      <h2>
        {counted(read.matching, 'call')}
        {which !== '' && `, ${which}`}
      </h2>
      <CallsTable
        view={view}
        label="Calls of this day"
        start="time"
        columns={[{ title: 'Poor streams', isNumber: true }, { title: 'Why' }]}
        rows={read.listed.map((call) => ({
          call,
          cells: [
            { content: poorStreamsOfCall(call), isPoor: hasPoorStream(call) },
            { content: whyOfCall(call) },
          ],
        }))}
      />
      {read.matching > CALLS_A_PAGE && (
        <nav class="pages" aria-label="Pages of calls">
          {page > 1 && <a href={href({ page: page - 1 })}>← Before</a>}
          <span>
            {numeral(first)} to {numeral(last)} of {numeral(read.matching)}
          </span>
          {last < read.matching && <a href={href({ page: page + 1 })}>After →</a>}
        </nav>
      )}
    </>
  );
}

function deletedText({ deletedAfterDays: days }: DayRead): string {
  return days === undefined ? '' : `: calls are deleted after ${days} days (KEEP_DAYS)`;
}

/** `from 10:00 to 11:00, with poor streams`; nothing for all calls of the day. */
function filterText({ hour, hours, isPoor, type, person }: DayQuestion): string {
  const parts: Array<string> = [];
  if (hour !== undefined) parts.push(`from ${hour.label} to ${hours[hour.number + 1]?.label ?? '24:00'}`);
  if (isPoor) parts.push('with poor streams');
  if (type !== undefined) parts.push(`of the type ${inWords(type)}`);
  if (person !== undefined) parts.push(`with ${person}`);
  return parts.join(', ');
}
