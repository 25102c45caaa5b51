/** The screen Person: the calls of somebody with their own result, and the devices and networks they were on. */

import { type DateTime, parseDateTime, toDateTime } from '../../language/date-time.ts';
import { type Day, dayOf } from '../../language/day.ts';
import { userNamed } from '../../people/user-named.ts';
import type { Store } from '../../rows/store.ts';
import {
  type CallOfPerson,
  type CallsOfPerson,
  callsOfPerson,
  type EndCount,
} from '../../summaries/calls-of-person.ts';
import { type Completeness, readCompleteness } from '../../summaries/completeness.ts';
import type { PersonValues } from '../../tables/declarations/people.ts';
import { becauseText } from '../../told/words.ts';
import { cut } from '../../wording/cut.ts';
import { counted, numeral, percent } from '../../wording/values.ts';
import { CallsTable } from '../calls-table.tsx';
import { Candidates, MOST_CANDIDATES } from '../candidates.tsx';
import { Card } from '../card.tsx';
import { Filter } from '../filter.tsx';
import { type Screen, type Shown, type View, WrongAddress } from '../screen.ts';
import { StoredOfListed } from '../stored-of-listed.tsx';
import { numberHeading, Table } from '../table.tsx';
import { Outside } from '../text.tsx';
import { Unreadable } from '../unreadable.tsx';

/** Graph's longest ids, of guests, have some hundred characters. */
const LONGEST_NAME = 1_000;
const LONGEST_TITLE = 80;

export const person: Screen = {
  title: 'Person',
  path: '/person',
  isAboutPersons: true,
  style: `
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 0 2.5rem; }
.person-field { flex: 0 1 26rem; }
.person-field input { width: 100%; }
.convenience { margin-top: 2.5rem; }
`,
  async show(view) {
    const name = view.query('name')?.trim() || undefined;
    if (name !== undefined && name.length > LONGEST_NAME) throw new WrongAddress('This name is too long.');
    const before = beforeOf(view);
    if (name !== undefined) return await named(view, name, before);
    return {
      title: 'Person',
      content: (
        <>
          <h1>Whose calls?</h1>
          <NameForm view={view} name="" />
          <p class="quiet">
            A sign-in name, words of a display name or their beginnings, or an object id; a guest by their id,
            a telephone by its number.
          </p>
          <Convenience view={view} />
        </>
      ),
    };
  },
};

async function named(view: View, name: string, before: DateTime | undefined): Promise<Shown> {
  const { ids, people } = await userNamed(view.store, name, MOST_CANDIDATES);
  const one = ids.length === 0 ? undefined : people[0];
  const read = ids.length === 0 ? undefined : await callsOfPerson(view.store, ids, { before });
  const days = read && daysOf(view.store, read, before);
  const completeness = days && (await readCompleteness(view.store, days));
  const content = (
    <>
      <h1>{read === undefined ? 'Whose calls?' : <Outside text={one?.DisplayName ?? name} />}</h1>
      {one !== undefined && <WhoItIs person={one} />}
      <NameForm view={view} name={one?.UserPrincipalName ?? name} />
      {read === undefined || days === undefined || completeness === undefined ? (
        <Candidates name={name} people={people} hrefOf={(id) => view.href('/person', { name: id })} />
      ) : (
        <Calls
          view={view}
          name={name}
          read={read}
          days={days}
          completeness={completeness}
          isFirst={before === undefined}
        />
      )}
    </>
  );
  return { title: cut(one?.DisplayName ?? name, LONGEST_TITLE), content };
}

/** From the day of the first call that is shown, until those that were shown before it or until now. */
function daysOf(store: Store, { calls }: CallsOfPerson, before: DateTime | undefined): Days {
  const to = before === undefined ? dayOf(toDateTime(store.clock.now())) : dayOf(before);
  const first = calls.at(-1)?.head.FirstStartDateTime;
  return { from: first === undefined ? to : dayOf(first), to };
}

function beforeOf(view: View): DateTime | undefined {
  const text = view.query('before');
  const before = text === undefined ? undefined : parseDateTime(text);
  if (text !== undefined && before === undefined)
    throw new WrongAddress('The time in "before" must be written as 2026-11-23T09:00:00Z.');
  return before;
}

function WhoItIs({ person: { UserPrincipalName, IdentityId } }: { readonly person: PersonValues }) {
  return (
    <p class="quiet">
      {UserPrincipalName !== undefined && (
        <>
          <Outside text={UserPrincipalName} />{' '}
        </>
      )}
      <span class="id">
        <Outside text={IdentityId} />
      </span>
    </p>
  );
}

function NameForm({ view, name }: { readonly view: View; readonly name: string }) {
  return (
    <Filter view={view} path="/person" label="Whose calls">
      <label class="person-field">
        Person
        <input
          type="search"
          name="name"
          value={name}
          required
          maxlength={LONGEST_NAME}
          placeholder="name, number or id"
        />
      </label>
    </Filter>
  );
}

function Convenience({ view }: { readonly view: View }) {
  return (
    <p class="quiet convenience">
      PAGE_WITHOUT_PERSONS leaves this screen out, and filters by person on others. It is a convenience and
      not a protection: users who can read the tables can read the calls of every person, as{' '}
      <code>{view.command('./callrecords calls --user NAME')}</code> does.
    </p>
  );
}

interface Days {
  readonly from: Day;
  readonly to: Day;
}

interface CallsProps {
  readonly view: View;
  readonly name: string;
  readonly read: CallsOfPerson;
  readonly days: Days;
  readonly completeness: Completeness;
  readonly isFirst: boolean;
}

function Calls({ view, name, read, days, completeness, isFirst }: CallsProps) {
  const { calls, unreadable, before } = read;
  if (calls.length === 0)
    return (
      <>
        <Unreadable view={view} rows={unreadable} />
        <p class="empty">
          {isFirst ? 'No call of this person is stored' : 'There are no earlier calls'}
          {unreadable.length > 0 && ' that could be read'}.
        </p>
      </>
    );
  return (
    <>
      <Cards
        view={view}
        calls={calls}
        areAll={before === undefined && isFirst && unreadable.length === 0}
        days={days}
        completeness={completeness}
      />
      <Unreadable view={view} rows={unreadable} />
      <CallsTable
        view={view}
        label="Calls of this person"
        start="day and time"
        columns={[
          { title: 'Own poor streams', isNumber: true },
          { title: 'Why' },
          { title: 'Devices' },
          { title: 'Networks' },
        ]}
        rows={calls.map(({ head, own: { streams, poor }, because, devices, networks }) => ({
          call: head,
          cells: [
            { content: streams === 0 ? 'none classified' : `${poor} of ${streams}`, isPoor: poor > 0 },
            { content: becauseText(because) },
            { content: devices.size > 0 && <Outside text={[...devices.keys()].join(', ')} /> },
            { content: networks.size > 0 && <Outside text={[...networks.keys()].join(', ')} /> },
          ],
        }))}
      />
      {before !== undefined && (
        <nav class="pages" aria-label="Earlier calls">
          <a href={view.href('/person', { name, before })} rel="next">
            Earlier calls →
          </a>
        </nav>
      )}
      <div class="pair">
        <Ends noun="Device" calls={calls} endsOf={({ devices }) => devices} />
        <Ends noun="Network" calls={calls} endsOf={({ networks }) => networks} />
      </div>
    </>
  );
}

interface CardsProps {
  readonly view: View;
  readonly calls: ReadonlyArray<CallOfPerson>;
  readonly areAll: boolean;
  readonly days: Days;
  readonly completeness: Completeness;
}

function Cards({ view, calls, areAll, days, completeness }: CardsProps) {
  const sum = (of: (own: EndCount) => number) => calls.reduce((all, { own }) => all + of(own), 0);
  const streams = sum((own) => own.streams);
  const poor = sum((own) => own.poor);
  return (
    <dl class="cards">
      <Card name="Calls" value={String(calls.length)}>
        {areAll ? 'all that are stored' : 'shown here; there are others'}
      </Card>
      <Card name="Calls with own poor streams" value={String(sum((own) => (own.poor > 0 ? 1 : 0)))}>
        sent or received by this person
      </Card>
      <Card name="Own poor streams" value={numeral(poor)}>
        {streams === 0
          ? 'no stream is classified'
          : `${percent(poor / streams)} of ${counted(streams, 'stream')}`}
      </Card>
      <StoredOfListed view={view} completeness={completeness} days={days} />
    </dl>
  );
}

interface EndsProps {
  readonly noun: 'Device' | 'Network';
  readonly calls: ReadonlyArray<CallOfPerson>;
  endsOf(call: CallOfPerson): ReadonlyMap<string, EndCount>;
}

function Ends({ noun, calls, endsOf }: EndsProps) {
  const sums = sumsOf(calls.map(endsOf));
  return (
    <section>
      <h2>{noun}s in these calls</h2>
      {sums.length === 0 ? (
        <p class="quiet">None is known.</p>
      ) : (
        <Table
          label={`${noun}s in these calls`}
          headings={[noun, numberHeading('Poor'), numberHeading('Streams'), numberHeading('Share')]}
        >
          {sums.map(([value, { streams, poor }]) => (
            <tr>
              <td>
                <Outside text={value} />
              </td>
              <td class={poor > 0 ? 'number poor' : 'number'}>{poor}</td>
              <td class="number">{streams}</td>
              <td class="number">{percent(poor / streams)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}

/** Those with the most poor streams first. */
function sumsOf(
  counts: ReadonlyArray<ReadonlyMap<string, EndCount>>,
): ReadonlyArray<readonly [string, EndCount]> {
  const sums = new Map<string, EndCount>();
  for (const [value, { streams, poor }] of counts.flatMap((map) => [...map])) {
    const sum = sums.get(value) ?? { streams: 0, poor: 0 };
    sums.set(value, { streams: sum.streams + streams, poor: sum.poor + poor });
  }
  return [...sums].sort(([, a], [, b]) => b.poor - a.poor || b.streams - a.streams);
}
