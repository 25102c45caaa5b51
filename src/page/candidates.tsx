/** Who may be meant by a name: several people, or nobody. */

import type { PersonValues } from '../tables/declarations/people.ts';
import { Outside } from './text.tsx';

/** More are no help. */
export const MOST_CANDIDATES = 10;

interface CandidatesProps {
  /** What was typed. */
  readonly name: string;
  readonly people: ReadonlyArray<PersonValues>;
  hrefOf(id: string): string;
}

export function Candidates({ name, people, hrefOf }: CandidatesProps) {
  if (people.length === 0) {
    return (
      <p class="notice">
        No person in the stored calls is called <Outside text={name} />. Type an object id, a sign-in name,
        words of a display name of this tenant, or a phone number. A name is found once the day of the call is
        summed up.
      </p>
    );
  }
  return (
    <section>
      <h2>
        Several people are called <Outside text={name} />
      </h2>
      <ul class="candidates">
        {people.slice(0, MOST_CANDIDATES).map(({ IdentityId, DisplayName, UserPrincipalName = '' }) => (
          <li>
            <a href={hrefOf(IdentityId)}>
              <Outside text={DisplayName ?? IdentityId} />
            </a>{' '}
            <span class="quiet">
              <Outside text={UserPrincipalName} />
            </span>
          </li>
        ))}
      </ul>
      {people.length > MOST_CANDIDATES && (
        <p class="quiet">These are the first {MOST_CANDIDATES}. Type more of the name to see others.</p>
      )}
    </section>
  );
}
