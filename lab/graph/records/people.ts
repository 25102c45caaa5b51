/** Who takes part in calls. Everybody is invented; domains end in .example (RFC 2606). */

import type { Random } from '../../random.ts';
import { FAMILY_NAMES, GIVEN_NAMES, telephoneNumber } from './names-and-numbers.ts';

interface PersonBase {
  readonly id: string;
  readonly displayName: string | null;
}

export interface User extends PersonBase {
  readonly kind: 'user';
  readonly displayName: string;
  readonly tenantId: string;
  readonly userPrincipalName: string;
  readonly administrativeUnitIds: ReadonlyArray<string>;
}

export type Person =
  | User
  | (PersonBase & { readonly kind: 'anonymous'; readonly email: string | null })
  | (PersonBase & { readonly kind: 'phone'; readonly assertedUserId: string | null })
  | (PersonBase & {
      readonly kind: 'communicationServices';
      readonly azureCommunicationServicesResourceId: string;
      /** Whether it appears under `acsUser`, which samples show and no schema declares. */
      readonly undeclaredKey: boolean;
    })
  | (PersonBase & {
      readonly kind: 'onPremises';
      readonly endpointType: 'skypeForBusiness' | 'skypeForBusinessVoipPhone';
    })
  | (PersonBase & {
      readonly kind: 'application';
      readonly applicationType: string | null;
      readonly hidden: boolean;
    })
  | (PersonBase & {
      readonly kind: 'applicationInstance';
      readonly tenantId: string;
      readonly hidden: boolean;
      readonly endpointType: 'default' | 'voicemail';
    })
  | (PersonBase & { readonly kind: 'device' })
  | (PersonBase & { readonly kind: 'encrypted' });

const VISITOR_NAMES = [
  'Sam (guest)',
  'Delivery 🚚',
  'Interviewee',
  'R. <b>Bold</b>',
  'Guest, with "quotes"',
  '  ',
] as const;

const PARTNER_DOMAINS = [
  'tidewater-ceramics.example',
  'north-fell-legal.example',
  'ostrava-optics.example',
] as const;

const HOME_DOMAIN = 'larkspur-instruments.example';

/** Users in the tenant's own directory. */
export const DIRECTORY_SIZE = 480;

/** The tenant's people: the same index always names the same person. */
export class Directory {
  readonly tenantId: string;
  readonly #random: Random;

  constructor(random: Random, tenantId: string) {
    this.#random = random;
    this.tenantId = tenantId;
  }

  /** A user of the tenant; `index` wraps around after DIRECTORY_SIZE. */
  user(index: number): User {
    const place = index % DIRECTORY_SIZE;
    const random = this.#random.fork('user', place);
    return named(
      random,
      place,
      this.tenantId,
      HOME_DOMAIN,
      random.chance(0.3) ? [this.#administrativeUnit(random)] : [],
    );
  }

  /** Somebody of another organisation, seen through federation. */
  federatedUser(index: number): User {
    const random = this.#random.fork('federated', index);
    const domain = random.pick(PARTNER_DOMAINS);
    return named(random, index, this.#random.fork('partner', domain).guid(), domain, []);
  }

  /** A guest user: in the directory, with the address of another organisation (the #EXT# form). */
  guestUser(index: number): User {
    const home = this.federatedUser(index);
    return {
      ...home,
      id: this.#random.fork('guest', index).guid(),
      tenantId: this.tenantId,
      userPrincipalName: `${home.userPrincipalName.replace('@', '_')}#EXT#@${HOME_DOMAIN}`,
    };
  }

  /** Somebody who joined by link without signing in. */
  visitor(index: number): Person {
    const random = this.#random.fork('visitor', index);
    const displayName = random.chance(0.4) ? null : random.pick(VISITOR_NAMES);
    const email = random.chance(0.3) ? `visitor${index}@${random.pick(PARTNER_DOMAINS)}` : null;
    return { kind: 'anonymous', id: `teamsvisitor:${random.hex(32)}`, displayName, email };
  }

  /** A telephone, now and then with its last digits masked, or known to belong to a user. */
  telephone(index: number): Person {
    const random = this.#random.fork('telephone', index);
    const number = telephoneNumber(random);
    const asserted = random.chance(0.2) ? this.user(random.integer(0, DIRECTORY_SIZE - 1)) : null;
    return {
      kind: 'phone',
      id: random.chance(0.15) ? `${number.slice(0, -3)}***` : number,
      displayName: asserted?.displayName ?? null,
      assertedUserId: asserted?.id ?? null,
    };
  }

  communicationServicesUser(index: number): Person {
    const random = this.#random.fork('communicationServices', index);
    const resourceId = this.#random.fork('communicationServicesResource').guid();
    return {
      kind: 'communicationServices',
      id: `8:acs:${resourceId}_${random.guid()}`,
      displayName: random.chance(0.5) ? `Storefront visitor ${index}` : null,
      azureCommunicationServicesResourceId: resourceId,
      undeclaredKey: random.chance(0.4),
    };
  }

  onPremisesUser(index: number): Person {
    const random = this.#random.fork('onPremises', index);
    const user = this.user(index);
    const endpointType = random.pick(['skypeForBusiness', 'skypeForBusinessVoipPhone']);
    return {
      kind: 'onPremises',
      id: `sip:${user.userPrincipalName}`,
      displayName: user.displayName,
      endpointType,
    };
  }

  bot(index: number): Person {
    const random = this.#random.fork('bot', index);
    const displayName = random.pick(['Compliance Recorder', 'Minute Taker', 'Live Captions']);
    return {
      kind: 'application',
      id: random.guid(),
      displayName,
      applicationType: 'bot',
      hidden: random.chance(0.5),
    };
  }

  /** An auto attendant, a call queue or a mailbox: an application with a number of its own. */
  resourceAccount(purpose: 'Auto attendant' | 'Call queue' | 'Voicemail'): Person {
    const random = this.#random.fork('resourceAccount', purpose);
    const endpointType = purpose === 'Voicemail' ? 'voicemail' : 'default';
    const displayName = `${purpose} Larkspur Instruments`;
    return {
      kind: 'applicationInstance',
      id: random.guid(),
      displayName,
      tenantId: this.tenantId,
      hidden: false,
      endpointType,
    };
  }

  room(index: number): Person {
    const random = this.#random.fork('room', index);
    return {
      kind: 'device',
      id: random.guid(),
      displayName: `Room ${random.pick(['Alder', 'Birch', 'Cedar'])} ${index}`,
    };
  }

  /** Somebody whose identity is hidden from this tenant. */
  hidden(index: number): Person {
    return { kind: 'encrypted', id: this.#random.fork('encrypted', index).hex(64), displayName: null };
  }

  #administrativeUnit(random: Random): string {
    return this.#random.fork('administrativeUnit', random.integer(0, 4)).guid();
  }
}

function named(
  random: Random,
  index: number,
  tenantId: string,
  domain: string,
  units: ReadonlyArray<string>,
): User {
  const given = random.pick(GIVEN_NAMES);
  const family = random.pick(FAMILY_NAMES);
  const alias = `${given}.${family}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return {
    kind: 'user',
    id: random.guid(),
    displayName: `${given} ${family}`,
    tenantId,
    userPrincipalName: `${alias}${index}@${domain}`,
    administrativeUnitIds: units,
  };
}
