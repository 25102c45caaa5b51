/**
 * The share of poor streams, and when it is above Microsoft's target by more than chance.
 * https://learn.microsoft.com/microsoftteams/quality-of-experience-review-guide
 */

/** Microsoft's targets for audio: poor ÷ (good + poor). Inside: a network of the organisation. */
export const POOR_AUDIO_TARGET = { inside: 0.02, overall: 0.03 } as const;

/** Microsoft's targets for sessions: not set up ÷ all, and dropped ÷ set up. */
export const SETUP_FAILURE_TARGET = 0.01;
export const DROP_TARGET = 0.03;

/** Fewer streams say nothing of a network or device; fewer people say too much of each of them. */
export const FEWEST_STREAMS = 20;
export const FEWEST_PEOPLE = 5;

/** Quantile of the normal distribution that leaves half a percent on each side: an interval of 99 %. */
const Z_99 = 2.5758;

/** What a row of a summary counts of one medium. */
export interface PoorCount {
  readonly good: number;
  readonly poor: number;
  readonly people: number;
}

/** Whether there are enough streams to say something, and enough people to say it of. */
export function isEnough({ good, poor, people }: PoorCount): boolean {
  return good + poor >= FEWEST_STREAMS && people >= FEWEST_PEOPLE;
}

/** Whether the lower end of the 99 % interval of the poor share is above the target. False for too few streams or people. */
export function isAboveTarget(count: PoorCount, target: number): boolean {
  return isEnough(count) && poorShareLowerBound(count) > target;
}

/** Poor ÷ (good + poor); 0 without streams. */
export function poorShare({ good, poor }: Pick<PoorCount, 'good' | 'poor'>): number {
  return good + poor === 0 ? 0 : poor / (good + poor);
}

/** `perhaps above`: the share is above the target, and chance alone may have done it. */
export type Verdict = 'above target' | 'perhaps above' | 'within target';

/** Undefined where there is no target. */
export function verdictOf(count: PoorCount & { readonly target: number | undefined }): Verdict | undefined {
  if (count.target === undefined) return undefined;
  if (isAboveTarget(count, count.target)) return 'above target';
  return poorShare(count) > count.target ? 'perhaps above' : 'within target';
}

/** The lower end of the 99 % interval of the poor share; 0 without streams. */
export function poorShareLowerBound({ good, poor }: Pick<PoorCount, 'good' | 'poor'>): number {
  return wilsonLowerBound(poor, good + poor, Z_99);
}

/**
 * The lower end of Wilson's score interval of a share, from 0 to 1: right for few trials and rare events, too.
 * Wilson, Journal of the American Statistical Association 22 (1927), 209–212.
 */
export function wilsonLowerBound(hits: number, trials: number, z: number): number {
  if (trials === 0) return 0;
  const share = hits / trials;
  const middle = share + z ** 2 / (2 * trials);
  const halfWidth = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return Math.max(0, (middle - halfWidth) / (1 + z ** 2 / trials));
}
