/** Whom a record names, and what may not stand in a call any more from which somebody is erased. */

export interface User {
  readonly id: string;
  /** As Graph sends it; several users can have the same. */
  readonly displayName: string;
  readonly userPrincipalName: string;
}

/** As Graph sends it. A mail address is a guest's. */
type Identity = Partial<Readonly<Record<keyof User | 'email', string | null>>>;

interface Participant extends Identity {
  readonly identity?: Readonly<Record<string, Identity | string | null>> | null;
}

interface Ends {
  readonly caller?: { readonly associatedIdentity?: Identity };
  readonly callee?: { readonly associatedIdentity?: Identity };
}

interface Session extends Ends {
  readonly segments?: ReadonlyArray<Ends>;
}

interface SentRecord {
  readonly organizer_v2?: Participant | null;
  readonly participants_v2?: ReadonlyArray<Participant>;
  readonly sessions?: ReadonlyArray<Session>;
}

/** Those of its participants who sign in. None of a record that there is not. */
export function usersIn(record: object | undefined): ReadonlyArray<User> {
  const { participants_v2: participants = [] } = (record ?? {}) as SentRecord;
  return participants.flatMap(({ identity }) => (identity?.user as User | null | undefined) ?? []);
}

/** By participant: the ids and mail addresses by which a record names one person. One with masked digits is nobody's. */
export function idsOfParticipants(record: object): ReadonlyArray<ReadonlyArray<string>> {
  const { participants_v2: participants = [] } = record as SentRecord;
  return participants.map((participant) => {
    const texts = [participant, ...identitiesOf(participant)].flatMap(({ id, email }) => [id, email]);
    return [...new Set(texts.filter(isText))].filter((id) => !id.includes('*'));
  });
}

/** A program and a device are nobody: others use them, too. */
const NOBODY = new Set(['application', 'applicationInstance', 'device']);

/** Of one person: of the entry itself, and of its set. */
function identitiesOf({ id = null, identity }: Participant): ReadonlyArray<Identity> {
  const inSet = Object.entries(identity ?? {}).flatMap(([kind, one]) =>
    typeof one === 'object' && one !== null && !NOBODY.has(kind) ? [one] : [],
  );
  return inSet.length === 0 ? [] : [{ id }, ...inSet];
}

/** Of a session and its segments. */
function identitiesAtEnds({ segments = [], ...session }: Session): ReadonlyArray<Identity> {
  const ends = [session, ...segments].flatMap(({ caller, callee }) => [caller, callee]);
  return ends.flatMap((end) => end?.associatedIdentity ?? []);
}

/** All identities of a record, with those that are the same person's. */
function togetherIn(record: object): ReadonlyArray<ReadonlyArray<Identity>> {
  const { organizer_v2: organizer, participants_v2: participants = [], sessions = [] } = record as SentRecord;
  return [
    ...[organizer ?? [], participants].flat().map(identitiesOf),
    ...sessions.flatMap(identitiesAtEnds).map((identity) => [identity]),
  ];
}

/**
 * By what a record names the persons of these ids, all in lower case: what stands together with one of them is theirs in
 * all of the call. What stands together with a telephone of theirs need not be: others may use it. `gone` leads nowhere.
 */
export function addressesOf(
  record: object,
  ids: ReadonlyArray<string>,
  gone: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const certain = new Set(ids.filter((id) => !gone.has(id)));
  const all = new Set(certain);
  const together = togetherIn(record).map((identities) =>
    identities.flatMap(addressesIn).filter((address) => !gone.has(address)),
  );
  for (let known = -1; known < certain.size; ) {
    known = certain.size;
    for (const addresses of together.filter((one) => one.some((address) => certain.has(address)))) {
      for (const address of addresses) {
        all.add(address);
        if (!TELEPHONE.test(address)) certain.add(address);
      }
    }
  }
  return all;
}

/** The record without participants and sessions that name none of these addresses. */
export function partNaming(record: object, addresses: ReadonlySet<string>): object {
  const { participants_v2: participants = [], sessions = [] } = record as SentRecord;
  const isNamed = (identities: ReadonlyArray<Identity>) =>
    identities.flatMap(addressesIn).some((address) => addresses.has(address));
  return {
    ...record,
    participants_v2: participants.filter((participant) =>
      isNamed([participant, ...identitiesOf(participant)]),
    ),
    sessions: sessions.filter((session) => isNamed(identitiesAtEnds(session))),
  };
}

/** Whether a text names one of these, all in lower case: the end of an address, and its beginning, are another's. */
export function isNamedIn(text: string, ...ids: ReadonlyArray<string>): boolean {
  return ids.some((id) => {
    if (!id.includes('@')) return text.includes(id);
    const [first = '', ...others] = text.split(id);
    return others.some((after, index) => {
      const before = index === 0 ? first : (others[index - 1] ?? '');
      return !isInAddress(before) && !/^\.?[\p{L}\p{N}]/u.test(after);
    });
  });
}

/** Whether what follows belongs to the address that a text ends with; behind a domain or a pseudonym another begins. */
function isInAddress(before: string): boolean {
  const end = before.slice(-100).replace(/%[0-9a-f]{2}|\\(?:u[0-9a-f]{4}|.)/g, ' ');
  const word = end.replace(/[!'.^~+_-]{1,2}$/, '');
  const isWhole = word !== end && /(?:@[\p{L}\p{N}.-]+|erased-[0-9a-f]{16})$/u.test(word);
  return /[\p{L}\p{N}]$/u.test(word) && !isWhole;
}

const TELEPHONE = /^\+?[\d*]+(?: |$)/;

/**
 * What may not stand in a call from which these were erased, one after the other; in lower case. A number with masked
 * digits may be anybody's. A name only where nobody else in the call is called so, and as a whole JSON text: others may
 * use a headset that is called after its owner.
 */
export function tellingTexts(
  record: object,
  erasures: ReadonlyArray<{ readonly ids: ReadonlyArray<string> }>,
): ReadonlyArray<string> {
  let gone: ReadonlySet<string> = new Set();
  for (const { ids } of erasures) gone = gone.union(addressesOf(record, ids, gone));
  const named = Map.groupBy(togetherIn(record).flat(), ({ displayName }) => displayName?.trim() ?? '');
  const names = [...named].flatMap(([name, identities]) => {
    const isGone = identities.every((one) => addressesIn(one).some((address) => gone.has(address)));
    return isGone && name !== '' ? [JSON.stringify(name).toLowerCase()] : [];
  });
  return [...[...gone].filter((address) => !address.includes('*')), ...names];
}

/** Of a number with masked digits the name beside it is a part. */
function addressesIn({ id, displayName, userPrincipalName, email }: Identity): ReadonlyArray<string> {
  const own = id?.includes('*') && displayName ? `${id} ${displayName}` : id;
  return [own, userPrincipalName, email].filter(isText).map((address) => address.toLowerCase());
}

function isText(text: string | null | undefined): text is string {
  return Boolean(text);
}
