/** The screen Person: the calls of somebody with their own result, and the devices and networks they were on. */

import { type DateTime, parseDateTime, toDateTime } from '../../language/date-time.ts';
import { dayOf } from '../../language/day.ts';
import { userNamed } from '../../people/user-named.ts';
import type { Store } from '../../rows/store.ts';
import { type CallsOfPerson, callsOfPerson } from '../../summaries/calls-of-person.ts';
import { readCompleteness } from '../../summaries/completeness.ts';
import type { PersonValues } from '../../tables/declarations/people.ts';
import { cut } from '../../wording/cut.ts';
import { Candidates, MOST_CANDIDATES } from '../candidates.tsx';
import { Filter } from '../filter.tsx';
import { type Screen, type Shown, type View, WrongAddress } from '../screen.ts';
import { Outside } from '../text.tsx';
import { Calls, type Days } from './calls.tsx';

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
      PAGE_WITHOUT_PERSONS=true leaves out this screen, and on the others the filters by person. It is a
      convenience and not a protection: users who can read the tables can read the calls of every person, as{' '}
      <code>{view.command('./callrecords calls --user NAME')}</code> does.
    </p>
  );
}
