/**
 * Who takes part in calls. All persons are invented: domains end in .example (RFC 2606), numbers come from the ranges kept
 * free for drama (North American 555-01xx, Ofcom's 020 7946 0xxx and 07700 900xxx).
 */

import type { Random } from '../../random.ts';
import { identity, type Person } from './identity.ts';

/** Of many tongues, since names are where encodings break. */
const GIVEN_NAMES = names(
  'Ada Bashir Chiamaka Dagný Emre Freya Göran Hana Ines José Kamala Łukasz Mei Nikos Oyelaran Priya Quang Renée Søren Tomás Uzma Viktor Wanjiru Zoë',
);

const FAMILY_NAMES = names(
  "Abara Brandström Castellanos D'Arcy Eriksen Fujimori Grześ Halloran Ivanova Jarrah Kowalczyk Lindqvist Marchetti Nakagawa Okonkwo Pérez Quispe Rahimi Straßer Tamm Ünal Vrabec Whitlock 山田",
);

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

/** Every so many users are of one team: the first, and those whose number is a multiple of it further on. */
export const TEAMS = 80;

/** The account of a user who signs in. */
interface Account {
  readonly id: string;
  readonly displayName: string;
  readonly tenantId: string;
  readonly userPrincipalName: string;
  readonly administrativeUnitIds: ReadonlyArray<string>;
}

/** The tenant's people: the same index always names the same person. */
export class Directory {
  readonly tenantId: string;
  readonly #random: Random;

  constructor(random: Random, tenantId: string) {
    this.#random = random;
    this.tenantId = tenantId;
  }

  /** A user of the tenant; `index` wraps around after DIRECTORY_SIZE. */
  user(index: number): Person {
    return { ...signedIn(this.#homeAccount(index)), employee: index % DIRECTORY_SIZE };
  }

  /** A user of another organisation, seen through federation. */
  federatedUser(index: number): Person {
    return signedIn(this.#partnerAccount(index));
  }

  /** A guest user: in the directory, with the address of another organisation (the #EXT# form). */
  guestUser(index: number): Person {
    const home = this.#partnerAccount(index);
    return signedIn({
      ...home,
      id: this.#random.fork('guest', index).guid(),
      tenantId: this.tenantId,
      userPrincipalName: `${home.userPrincipalName.replace('@', '_')}#EXT#@${HOME_DOMAIN}`,
    });
  }

  /** A visitor who joined by link without signing in. */
  visitor(index: number): Person {
    const random = this.#random.fork('visitor', index);
    const displayName = random.chance(0.4) ? null : random.pick(VISITOR_NAMES);
    const email = random.chance(0.3) ? `visitor${index}@${random.pick(PARTNER_DOMAINS)}` : null;
    const who = { id: `teamsvisitor:${random.hex(32)}`, displayName };
    const guest = identity('communicationsGuestIdentity', who, { email });
    return { kind: 'anonymous', ...who, identities: { guest } };
  }

  /** A telephone, now and then with its last digits masked, or known to belong to a user. */
  telephone(index: number): Person {
    const random = this.#random.fork('telephone', index);
    const number = telephoneNumber(random);
    const owner = random.chance(0.2) ? this.user(random.integer(0, DIRECTORY_SIZE - 1)) : null;
    const displayName = owner?.displayName ?? null;
    const who = { id: random.chance(0.15) ? `${number.slice(0, -3)}***` : number, displayName };
    const phone = identity('communicationsPhoneIdentity', who);
    const assertedIdentity = owner === null ? null : { id: owner.id, displayName };
    return { kind: 'phone', ...who, identities: { phone, assertedIdentity } };
  }

  /** Now and then under `acsUser`, which samples show and no schema declares. */
  communicationServicesUser(index: number): Person {
    const random = this.#random.fork('communicationServices', index);
    const resourceId = this.#random.fork('communicationServicesResource').guid();
    const id = `8:acs:${resourceId}_${random.guid()}`;
    const who = { id, displayName: random.chance(0.5) ? `Storefront visitor ${index}` : null };
    const declared = identity('azureCommunicationServicesUserIdentity', who, {
      azureCommunicationServicesResourceId: resourceId,
    });
    const identities = random.chance(0.4) ? { acsUser: who } : { azureCommunicationServicesUser: declared };
    return { kind: 'communicationServices', ...who, identities, communicationServiceId: resourceId };
  }

  onPremisesUser(index: number): Person {
    const random = this.#random.fork('onPremises', index);
    const { displayName, userPrincipalName } = this.#homeAccount(index);
    const who = { id: `sip:${userPrincipalName}`, displayName };
    const endpointType = random.pick(['skypeForBusiness', 'skypeForBusinessVoipPhone']);
    return { kind: 'onPremises', ...who, identities: { onPremises: who, endpointType } };
  }

  bot(index: number): Person {
    const random = this.#random.fork('bot', index);
    const displayName = random.pick(['Compliance Recorder', 'Minute Taker', 'Live Captions']);
    const who = { id: random.guid(), displayName };
    const application = identity('communicationsApplicationIdentity', who, {
      applicationType: 'bot',
      hidden: random.chance(0.5),
    });
    return { kind: 'application', ...who, identities: { application } };
  }

  /** An auto attendant, a call queue or a mailbox: an application with a number of its own. */
  resourceAccount(purpose: 'Auto attendant' | 'Call queue' | 'Voicemail'): Person {
    const id = this.#random.fork('resourceAccount', purpose).guid();
    const who = { id, displayName: `${purpose} Larkspur Instruments` };
    const applicationInstance = identity('communicationsApplicationInstanceIdentity', who, {
      tenantId: this.tenantId,
      hidden: false,
    });
    const endpointType = purpose === 'Voicemail' ? 'voicemail' : 'default';
    return { kind: 'applicationInstance', ...who, identities: { applicationInstance, endpointType } };
  }

  room(index: number): Person {
    const random = this.#random.fork('room', index);
    const who = {
      id: random.guid(),
      displayName: `Room ${random.pick(['Alder', 'Birch', 'Cedar'])} ${index}`,
    };
    return { kind: 'device', ...who, identities: { device: who } };
  }

  /** A participant whose identity is hidden from this tenant. */
  hidden(index: number): Person {
    const who = { id: this.#random.fork('encrypted', index).hex(64), displayName: null };
    const encrypted = identity('communicationsEncryptedIdentity', who);
    return { kind: 'encrypted', ...who, identities: { encrypted } };
  }

  #homeAccount(index: number): Account {
    const place = index % DIRECTORY_SIZE;
    const random = this.#random.fork('user', place);
    const units = random.chance(0.3) ? [this.#administrativeUnit(random)] : [];
    return account(random, place, this.tenantId, HOME_DOMAIN, units);
  }

  #partnerAccount(index: number): Account {
    const random = this.#random.fork('federated', index);
    const domain = random.pick(PARTNER_DOMAINS);
    return account(random, index, this.#random.fork('partner', domain).guid(), domain, []);
  }

  #administrativeUnit(random: Random): string {
    return this.#random.fork('administrativeUnit', random.integer(0, 4)).guid();
  }
}

function account(
  random: Random,
  index: number,
  tenantId: string,
  domain: string,
  administrativeUnitIds: ReadonlyArray<string>,
): Account {
  const given = random.pick(GIVEN_NAMES);
  const family = random.pick(FAMILY_NAMES);
  const alias = `${given}.${family}`
    .normalize('NFD')
    .replace(/[^A-Za-z.]/g, '')
    .toLowerCase();
  return {
    id: random.guid(),
    displayName: `${given} ${family}`,
    tenantId,
    userPrincipalName: `${alias}${index}@${domain}`,
    administrativeUnitIds,
  };
}

function signedIn({ tenantId, userPrincipalName, administrativeUnitIds, ...who }: Account): Person {
  const user = identity('userIdentity', who, { tenantId, userPrincipalName });
  return { kind: 'user', ...who, identities: { user }, administrativeUnitIds };
}

/** In E.164 form. */
function telephoneNumber(random: Random): string {
  const digits = (count: number): string => String(random.integer(0, 10 ** count - 1)).padStart(count, '0');
  switch (random.integer(0, 2)) {
    case 0:
      return `+1${random.pick(['202', '312', '415'])}55501${digits(2)}`;
    case 1:
      return `+442079460${digits(3)}`;
    default:
      return `+447700900${digits(3)}`;
  }
}

function names(text: string): readonly [string, ...Array<string>] {
  const [first = '', ...others] = text.split(' ');
  return [first, ...others];
}
