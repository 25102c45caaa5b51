/**
 * The people of a world. They are few and meet again: at telephones that Graph knows to be theirs, in several ways, and that
 * others use, too; and as guests with several ids, in capital letters or small ones.
 */

import { identity, type Person } from '../../graph/records/identity.ts';
import { Directory } from '../../graph/records/people.ts';
import { Random } from '../../random.ts';

/** No divisor of the distance between colleagues, or they would call themselves. */
const USERS = 70;
const TELEPHONES = 6;
/** Some are the end or the beginning of another's. */
const GUEST_ADDRESSES = [
  'Guest@Tidewater.example',
  'Second.Guest@Tidewater.example',
  'guest@tidewater.example.north.example',
  'third_guest@tidewater.example',
  "O'Guest@Tidewater.example",
] as const;
/** In which a telephone or guest is shown. */
const WAYS = 12;

export class FewPeople extends Directory {
  override user(index: number): Person {
    return super.user(index % USERS);
  }

  override telephone(index: number): Person {
    const number = index % TELEPHONES;
    const random = Random.seeded(index % (TELEPHONES * WAYS)).fork('telephone');
    const { id } = super.telephone(number);
    const owner = this.user(number + random.integer(0, 1));
    const way = random.pick(['unknown', 'asserted', 'beside the user', 'of the user']);
    const displayName = way === 'unknown' ? null : owner.displayName;
    const phone = identity('communicationsPhoneIdentity', { id, displayName });
    if (way === 'of the user') return { ...owner, identities: { ...owner.identities, phone } };
    const assertedIdentity = { id: inEitherCase(random, owner.id), displayName };
    const further = { unknown: {}, asserted: { assertedIdentity }, 'beside the user': owner.identities };
    return { kind: 'phone', id, displayName, identities: { phone, ...further[way] } };
  }

  /** Some come as guests. */
  override federatedUser(index: number): Person {
    return index % 2 === 0 ? this.visitor(index / 2) : super.federatedUser(index);
  }

  override visitor(index: number): Person {
    const number = index % GUEST_ADDRESSES.length;
    const random = Random.seeded(index % (GUEST_ADDRESSES.length * WAYS)).fork('guest');
    const { id, displayName } = super.visitor(number);
    const email = random.chance(0.7) ? inEitherCase(random, GUEST_ADDRESSES[number] ?? '') : null;
    const guest = identity('communicationsGuestIdentity', { id, displayName }, { email });
    const account = this.guestUser(number);
    if (random.chance(0.5)) return { kind: 'anonymous', id, displayName, identities: { guest } };
    return { ...account, identities: { ...account.identities, guest } };
  }
}

function inEitherCase(random: Random, id: string): string {
  return random.chance(0.3) ? id.toUpperCase() : id;
}
