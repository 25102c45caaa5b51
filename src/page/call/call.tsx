/** The screen Call: one call in a sentence, who was there, what was poor and why, and what is stored of it. */

import { isWithheld } from '../../calls/withheld-call.ts';
import type { CallId } from '../../language/identifiers.ts';
import { parseCallId } from '../../language/identifiers.ts';
import { PEOPLE_A_PAGE, type ToldCall, tellCall } from '../../told/tell-call.ts';
import { commandFor, ticketText } from '../../told/ticket.ts';
import { callTypeOfOne } from '../../told/words.ts';
import { counted, duration, numeral } from '../../wording/values.ts';
import { NotThere, type Screen, type View, WrongAddress } from '../screen.ts';
import { Outside, unbroken } from '../text.tsx';
import { dayText, localDay, Time } from '../time.tsx';
import { Failures } from './failures.tsx';
import { Lanes, lanesStyle } from './lanes.tsx';
import { POOR_STREAMS, PoorStreams, poorStreamsStyle } from './poor-streams.tsx';
import { SameDay } from './same-day.tsx';
import { Stored, storedStyle } from './stored.tsx';

export const call: Screen = {
  path: '/call/:id',
  style: lanesStyle + poorStreamsStyle + storedStyle,
  async show(view) {
    const id = callIdIn(view);
    const page = pageIn(view);
    const told = await tellCall(view.store, id, page - 1);
    if (told === undefined) throw notStored(view, id);
    if (page > 1 && told.shown.length === 0) {
      throw new NotThere(`This call has ${counted(told.people.length, 'participant')}, and no page ${page}.`);
    }
    return {
      title: `Call ${id.slice(0, 8)}`,
      content: (
        <>
          <Heading view={view} told={told} />
          {isWithheld(told.head) ? (
            <>
              <p>What is excluded, and since when:</p>
              <pre class="command">{view.command('./callrecords exclude list')}</pre>
            </>
          ) : (
            <HowItWas view={view} told={told} page={page} />
          )}
          <Stored view={view} told={told} />
        </>
      ),
    };
  },
};

/** Rejects with WrongAddress. */
export function callIdIn(view: View): CallId {
  const id = parseCallId(view.param('id'));
  if (id === undefined) throw new WrongAddress('The id of a call (a GUID) is expected behind /call/.');
  return id;
}

export function notStored(view: View, id: CallId): NotThere {
  return new NotThere(`No version of call ${id} is stored.`, [
    { text: 'Whether it waits:', command: view.command('./callrecords pending') },
    { text: 'Whether it was given up:', command: view.command('./callrecords dead-letters') },
  ]);
}

/** More pages than a meeting has. */
const MOST_PAGES = 9_999;

function pageIn(view: View): number {
  const text = view.query('page') ?? '1';
  const page = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (page < 1) throw new WrongAddress(`page is a number from 1 to ${numeral(MOST_PAGES)}.`);
  return page;
}

/** A heading has so many characters at most before it is set smaller: some three lines. */
const LONG_SENTENCE = 180;

/** Where the text for the ticket stands: below a page of participants. */
const TICKET = 'ticket';

function Heading({ view, told }: { readonly view: View; readonly told: ToldCall }) {
  const { head, sentence } = told;
  const start = head.CallStartDateTime ?? head.FirstStartDateTime;
  const day = localDay(start, view.zone);
  return (
    <header class="call-heading">
      <p class="quiet">
        <Outside text={typeText(head.CallType)} />
        {' on '}
        <a href={view.href('/', { day })}>{dayText(day)}</a>
        {', '}
        <Time view={view} at={start} form="time" />
        {head.CallEndDateTime !== undefined && (
          <>
            {' to '}
            <Time view={view} at={head.CallEndDateTime} form="time" />
          </>
        )}
        {head.CallDurationSeconds !== undefined && `, ${duration(head.CallDurationSeconds)}`}
      </p>
      <h1 {...(sentence.length > LONG_SENTENCE ? { class: 'long' } : {})}>
        <bdi>{unbroken(view.command(sentence))}</bdi>
      </h1>
      {!isWithheld(head) && (
        <p class="pages">
          {told.poorStreams.length > 0 && <a href={`#${POOR_STREAMS}`}>Poor streams</a>}
          <a href={`#${TICKET}`}>Text for the ticket</a>
        </p>
      )}
    </header>
  );
}

/** `Group call`, `Peer to peer call` */
function typeText(type = ''): string {
  const words = callTypeOfOne(type);
  const text = /\bcall\b/.test(words) ? words : `${words} call`.trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function HowItWas({ view, told, page }: PagesProps) {
  return (
    <>
      <Lanes view={view} told={told} />
      <Pages view={view} told={told} page={page} />
      <PoorStreams view={view} told={told} />
      <SameDay view={view} told={told} />
      <Failures view={view} told={told} />
      <h2 id={TICKET}>For the ticket</h2>
      <pre class="command">{ticketText(told, view.command(commandFor(told.head)))}</pre>
    </>
  );
}

interface PagesProps {
  readonly view: View;
  readonly told: ToldCall;
  readonly page: number;
}

function Pages({ view, told: { head, people }, page }: PagesProps) {
  if (people.length <= PEOPLE_A_PAGE) return null;
  const href = (other: number) => view.href(`/call/${head.CallId}`, { page: other > 1 ? other : undefined });
  const first = (page - 1) * PEOPLE_A_PAGE + 1;
  const last = Math.min(page * PEOPLE_A_PAGE, people.length);
  return (
    <nav class="pages" aria-label="Pages of participants">
      {page > 1 && <a href={href(page - 1)}>← Worse</a>}
      <span>
        {numeral(first)} to {numeral(last)} of {numeral(people.length)}
      </span>
      {last < people.length && <a href={href(page + 1)}>Better →</a>}
    </nav>
  );
}
