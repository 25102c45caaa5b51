/** Who of the own tenant took part in a call, as its participants say. */

import { callsOfUser } from '../calls/calls-of-user.ts';
import { type DateTime, later } from '../language/date-time.ts';
import { type CallId, parseGuid } from '../language/identifiers.ts';
import type { Store } from '../rows/store.ts';
import type { StoredRow } from '../tables/cell.ts';
import { participants } from '../tables/declarations/participants.ts';
import type { PersonValues } from '../tables/declarations/people.ts';
import type { GenerationName } from '../tables/generation.ts';
import { generationRange } from '../tables/keys.ts';
import { valuesIn, withColumns } from '../tables/table.ts';

/** The current version of a call. */
export interface CurrentCall {
  readonly callId: CallId;
  readonly generation: GenerationName;
  readonly startedAt: DateTime;
}

export type SeenPerson = PersonValues & { readonly LastSeenAt: DateTime };

export const participantColumns = withColumns(participants, [
  'IdentityKind',
  'IdentityId',
  'DisplayName',
  'UserPrincipalName',
  'IdentityTenantId',
]);

/** Adds the people of a call to those who were seen, each once, by id. */
export async function addPeople(
  seen: Map<string, SeenPerson>,
  store: Store,
  { callId, generation, startedAt }: CurrentCall,
): Promise<void> {
  const call = { tenantId: store.tenantId, callId, firstStartDateTime: startedAt };
  const rows = store.table('Participants').query({
    ...generationRange('Participants', call, generation),
    select: Object.keys(participantColumns.columns),
  });
  for await (const page of rows) {
    for (const row of page) {
      const person = ownUser(store, row, startedAt);
      if (person !== undefined) seen.set(person.IdentityId, asLastSeen(seen.get(person.IdentityId), person));
    }
  }
}

/** Microsoft Entra ID keeps 256 characters of a name; a longer text comes from elsewhere, and must fit into a batch. */
const NAME_LENGTH = 1_000;

/** Guests and outsiders, who choose their names themselves, are of another kind or of another tenant. */
function ownUser(store: Store, row: StoredRow, startedAt: DateTime): SeenPerson | undefined {
  const values = valuesIn(participantColumns, row);
  const id = parseGuid(values?.IdentityId);
  if (values === undefined || id === undefined || values.IdentityKind !== 'user') return undefined;
  if (values.IdentityTenantId?.toLowerCase() !== store.tenantId) return undefined;
  return {
    IdentityId: id,
    DisplayName: nameIn(values.DisplayName),
    UserPrincipalName: nameIn(values.UserPrincipalName),
    LastSeenAt: startedAt,
  };
}

/** Graph sends an empty text where there is none. */
function nameIn(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.slice(0, NAME_LENGTH).toWellFormed();
}

/** The person as the later call shows them; a name that it does not show is that of the other. */
export function asLastSeen(known: PersonValues | undefined, seen: SeenPerson): SeenPerson {
  const knownAt = known?.LastSeenAt ?? seen.LastSeenAt;
  const [first, second] = seen.LastSeenAt >= knownAt ? [seen, known] : [known, seen];
  return {
    IdentityId: seen.IdentityId,
    DisplayName: first?.DisplayName ?? second?.DisplayName,
    UserPrincipalName: first?.UserPrincipalName ?? second?.UserPrincipalName,
    LastSeenAt: later(seen.LastSeenAt, knownAt),
  };
}

/** Whose sign-in name none of so many calls shows has none any more. */
const CALLS_WITH_NAME = 50;

/**
 * As stored calls show the person, with `since` those that started at that instant or later; undefined where none does. Reads
 * one call after the other, the latest first, until they show what the known row does; after fifty, until one shows a name.
 */
export async function seenInCalls(
  store: Store,
  known: PersonValues,
  since?: DateTime,
): Promise<SeenPerson | undefined> {
  const seen = new Map<string, SeenPerson>();
  const { IdentityId: id } = known;
  let calls = 0;
  for await (const { rows } of callsOfUser(store, id, { since, callsAPage: 1 })) {
    for (const { CallId, Generation, FirstStartDateTime } of rows) {
      await addPeople(seen, store, {
        callId: CallId as CallId,
        generation: Generation,
        startedAt: FirstStartDateTime,
      });
    }
    calls += 1;
    const person = seen.get(id);
    if (person === undefined) continue;
    const isNamed = person.DisplayName !== undefined || known.DisplayName === undefined;
    const isWhole = person.UserPrincipalName !== undefined || known.UserPrincipalName === undefined;
    if (isNamed && (isWhole || calls >= CALLS_WITH_NAME)) return person;
  }
  return seen.get(id);
}
