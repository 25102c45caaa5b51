/**
 * The five causes that a seed plants. A cause touches few people and much of what they send and receive: so it stands
 * out, and what is poor because of it does not lift everything else above Microsoft's target of 3 %.
 */

import { HOUR_MS } from '../../../src/language/milliseconds.ts';
import type { Random } from '../../random.ts';
import { BUILDINGS, type Building, VPN } from './buildings.ts';
import { HEADSETS, type Headset } from './headsets.ts';
import type { Trouble } from './trouble.ts';

/** A value of a dimension, as columns and the building file write it; an hour as `2026-11-23T09`, UTC. */
export interface PlantedCause {
  readonly dimension: 'building' | 'device' | 'network' | 'platform' | 'hour';
  readonly value: string;
}

/** When a call began, in milliseconds since the epoch, and how many people were in it. */
export interface CallSize {
  readonly startedAt: number;
  readonly people: number;
}

/** What is under a cause, if causes are planted; the VPN always is. */
export interface Causes {
  readonly building: Building;
  readonly headset: Headset;
  readonly platform: 'macOS' | 'iOS' | 'android';
  /** Milliseconds since the epoch. */
  readonly hourFrom: number;
}

/** The bad hour is one of the day that begins at `opensAt`, and not at its edge. */
export function drawCauses(random: Random, opensAt: number): Causes {
  return {
    building: random.pick(BUILDINGS),
    headset: random.pick(HEADSETS),
    platform: random.pick(['macOS', 'iOS', 'android']),
    hourFrom: (Math.floor(opensAt / HOUR_MS) + random.integer(3, 21)) * HOUR_MS,
  };
}

export function plantedCauses({
  building,
  headset,
  platform,
  hourFrom,
}: Causes): ReadonlyArray<PlantedCause> {
  return [
    { dimension: 'building', value: building.name },
    { dimension: 'device', value: headset.name },
    { dimension: 'network', value: VPN.name },
    { dimension: 'platform', value: platform },
    { dimension: 'hour', value: new Date(hourFrom).toISOString().slice(0, 'yyyy-MM-ddTHH'.length) },
  ];
}

/** What those suffer from who are under a cause: in so many media, one of the two streams. */
export const TROUBLES = {
  building: { share: 0.6, symptom: 'loss' },
  device: { share: 0.6, symptom: 'jitter', only: 'audio' },
  network: { share: 0.5, symptom: 'delay' },
  platform: { share: 0.1, symptom: 'jitter' },
} as const satisfies Readonly<Record<string, Trouble>>;

/** All but the hour. */
export type LastingCause = keyof typeof TROUBLES;

/** Of a meeting of so many people all outside the buildings would still suffer. */
const SMALL_MEETING = 20;

/** In the bad hour lines outside the buildings are overloaded: of a larger meeting fewer people are behind them. */
export function troubleOfHour({ hourFrom }: Causes, { startedAt, people }: CallSize): Trouble | undefined {
  const isBad = startedAt >= hourFrom && startedAt < hourFrom + HOUR_MS;
  const share = Math.min(1, SMALL_MEETING / people);
  return isBad ? { share, symptom: 'delay', isBothWays: people === 2 } : undefined;
}
