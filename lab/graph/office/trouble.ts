/** What makes streams poor: a cause under which a share of them suffers, or nothing that anyone could find. */

import type { Random } from '../../random.ts';
import type { MediaKind } from '../records/call-record.ts';

/** What a stream suffers from. */
export type Symptom = 'loss' | 'delay' | 'jitter';

/** What is done to the two streams of a medium, one each way. */
export interface Trouble {
  /** Of media of which one stream suffers, drawn which. */
  readonly share: number;
  readonly symptom: Symptom;
  /** The one medium that it touches; all, where it does not say. */
  readonly only?: MediaKind;
  /** Whether the other stream suffers, too. */
  readonly isBothWays?: boolean;
}

/** Of all streams: below Microsoft's target of 2 % inside buildings, or every network would be suspected. */
const POOR_FOR_NO_REASON = 0.015;

/** By direction: what a stream of one medium suffers from; undefined for a good one. */
export interface Symptoms {
  readonly callerToCallee: Symptom | undefined;
  readonly calleeToCaller: Symptom | undefined;
}

export function symptoms(random: Random, kind: MediaKind, troubles: ReadonlyArray<Trouble>): Symptoms {
  const caused = troubles
    .filter(({ share, only = kind }) => only === kind && random.chance(share))
    .map(({ symptom, isBothWays = false }) => ({ symptom, isBothWays, isCallers: random.chance(0.5) }));
  const symptom = (isCallers: boolean): Symptom | undefined =>
    caused.find((trouble) => trouble.isBothWays || trouble.isCallers === isCallers)?.symptom ??
    unexplained(random);
  return { callerToCallee: symptom(true), calleeToCaller: symptom(false) };
}

function unexplained(random: Random): Symptom | undefined {
  return random.chance(POOR_FOR_NO_REASON) ? random.pick(['loss', 'delay', 'jitter']) : undefined;
}
