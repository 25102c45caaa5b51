/**
 * Who calls from where with what. A person keeps a building or an office at home, a headset and a client, and travels
 * now and then. No employee is under two causes but for the hour, so that what is innocent looks so.
 */

import type { Random, Weighted } from '../../random.ts';
import type { ClientPlatform } from '../records/call-record.ts';
import type { Person } from '../records/identity.ts';
import { TEAMS } from '../records/people.ts';
import { BUILDINGS } from './buildings.ts';
import {
  type CallSize,
  type Causes,
  drawCauses,
  type LastingCause,
  type PlantedCause,
  plantedCauses,
  TROUBLES,
  troubleOfHour,
} from './causes.ts';
import { type Client, clientOf, isPocketSize, platformBut } from './clients.ts';
import { AUDIO_DEVICES, type Headset, ownHeadset } from './headsets.ts';
import { atHome, elsewhere, inBuilding, onVpn, outsideConnection, type Place } from './places.ts';
import type { Trouble } from './trouble.ts';

/** What a person takes part in one call with. */
export interface Seat {
  readonly client: Client;
  readonly headset: Headset;
  readonly place: Place;
  /** What is the matter with one of them. */
  readonly cause: LastingCause | undefined;
  readonly troubles: ReadonlyArray<Trouble>;
}

/** The teams that are under a cause. */
const UNDER: Readonly<Record<number, LastingCause>> = {
  0: 'building',
  6: 'network',
  12: 'device',
  19: 'platform',
  26: 'building',
  32: 'network',
  38: 'device',
  45: 'building',
  51: 'network',
  57: 'platform',
  64: 'building',
  70: 'network',
  76: 'device',
  79: 'device',
};

const HOME_OFFICE_SHARE = 0.3;

const OWN_HEADSET_SHARE = 0.1;

/** Where an employee is, if not at the usual place. */
const TODAY: Weighted<'usual' | 'home' | 'visit' | 'road'> = [
  ['usual', 88],
  ['home', 5],
  ['visit', 5],
  ['road', 2],
];

export class Office {
  readonly plantedCauses: ReadonlyArray<PlantedCause>;
  readonly #random: Random;
  readonly #causes: Causes;
  readonly #firstTeam: number;

  /** Calls take place from `opensAt` on, in milliseconds since the epoch. */
  constructor(
    random: Random,
    { plantsCauses, opensAt }: { readonly plantsCauses: boolean; readonly opensAt: number },
  ) {
    this.#random = random;
    this.#causes = drawCauses(random.fork('causes'), opensAt);
    this.#firstTeam = random.fork('firstTeam').integer(0, TEAMS - 1);
    this.plantedCauses = plantsCauses ? plantedCauses(this.#causes) : [];
  }

  /** What the person sits at in one call, from which `today` is drawn: a person is not always at the same place. */
  seat(person: Person, call: CallSize, today: Random): Seat {
    const own = this.#random.fork('person', person.id);
    const { employee } = person;
    const cause = employee === undefined ? undefined : UNDER[(employee + this.#firstTeam) % TEAMS];
    const client = clientOf(person, this.#platform(cause, own), own);
    const isWired = !isPocketSize(client) && own.chance(0.5);
    const place = this.#place(person, cause, isWired, { own, today });
    const isPlanted = this.plantedCauses.length > 0;
    const troubles = [
      cause && TROUBLES[cause],
      place.isInBuilding ? undefined : troubleOfHour(this.#causes, call),
    ].filter((trouble) => trouble !== undefined);
    return {
      client,
      headset: this.#headset(person, cause, own),
      place,
      cause: isPlanted ? cause : undefined,
      troubles: isPlanted ? troubles : [],
    };
  }

  /** Those under another cause have the bad platform, too: another would look bad with them. */
  #platform(cause: LastingCause | undefined, own: Random): ClientPlatform {
    const { platform } = this.#causes;
    return cause === undefined ? platformBut(platform, own) : platform;
  }

  #headset({ displayName }: Person, cause: LastingCause | undefined, own: Random): Headset {
    const { headset } = this.#causes;
    if (cause === 'device') return headset;
    const isNamed = cause !== undefined || own.chance(OWN_HEADSET_SHARE);
    return isNamed && displayName !== null ? ownHeadset(displayName) : but(headset, AUDIO_DEVICES, own);
  }

  #place(
    { kind, employee }: Person,
    cause: LastingCause | undefined,
    isWired: boolean,
    { own, today }: { readonly own: Random; readonly today: Random },
  ): Place {
    const { building } = this.#causes;
    switch (cause) {
      case 'building':
        return inBuilding(own, building, isWired);
      case 'network':
        return onVpn(own);
      case 'device':
      case 'platform':
        return atHome(own, isWired, true);
      case undefined:
        break;
    }
    const base = but(building, BUILDINGS, own);
    if (kind === 'device') return inBuilding(own, base, true);
    if (employee === undefined) return elsewhere(own, outsideConnection(kind, isWired, own));
    const usual = own.chance(HOME_OFFICE_SHARE) ? 'home' : 'base';
    const where = today.weighted(TODAY);
    switch (where === 'usual' ? usual : where) {
      case 'base':
        return inBuilding(own, base, isWired);
      case 'home':
        return atHome(own, isWired);
      case 'visit':
        return inBuilding(own, but(building, BUILDINGS, today), isWired);
      case 'road':
        return elsewhere(today, 'mobile');
    }
  }
}

/** Any but the one that only those have who are under its cause. */
function but<T>(avoided: T, choices: readonly [T, ...Array<T>], random: Random): T {
  return random.pick(choices.filter((choice) => choice !== avoided) as unknown as typeof choices);
}
