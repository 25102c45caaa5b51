/** How long after a call its record can be read, notified, and changed. */

import type { Random, Weighted } from '../../random.ts';
import type { CallSpec } from '../call.ts';

type Minutes = readonly [least: number, most: number];

/** "Typically within 30 minutes, up to 150": the first version only. */
const READABLE_AFTER: Weighted<Minutes> = [
  [[3, 30], 75],
  [[30, 90], 20],
  [[90, 149], 5],
];

/** Later versions come when telemetry does, also after the 150 minutes. */
const NEXT_VERSION_AFTER: Minutes = [10, 240];

/** Between readability and an ordinary notification. */
const NOTIFIED_WITHIN_SECONDS = 60;

const VERSIONS: Weighted<number> = [
  [1, 55],
  [2, 33],
  [3, 12],
];

/** All from the end of the call, but for the last. */
export interface CallTimes {
  readonly readableAfterMilliseconds: number;
  readonly notifiedAfterMilliseconds: number;
  /** Between one version and the next; empty for a call of one version. */
  readonly nextVersionsAfterMilliseconds: ReadonlyArray<number>;
}

/** What is asked for; the rest is drawn and divided by `speed`. */
export function drawnTimes(
  random: Random,
  spec: CallSpec,
  speed: number,
  earlyNotificationShare: number,
): CallTimes {
  const readable = minutes(random, random.weighted(READABLE_AFTER)) / speed;
  const early = random.chance(earlyNotificationShare);
  const notified = early
    ? readable * random.decimal(0.1, 0.9, 4)
    : readable + (random.decimal(0, NOTIFIED_WITHIN_SECONDS, 3) * 1000) / speed;
  const later = random.weighted(VERSIONS) - 1;
  const drawnVersions = Array.from({ length: later }, () =>
    Math.round(minutes(random, NEXT_VERSION_AFTER) / speed),
  );
  const readableAfter = inMilliseconds(spec.readableAfterSeconds) ?? Math.round(readable);
  // A notification keeps its distance from a readability that was asked for.
  const notifiedAfter = Math.max(0, Math.round(notified) + readableAfter - Math.round(readable));
  return {
    readableAfterMilliseconds: readableAfter,
    notifiedAfterMilliseconds: inMilliseconds(spec.notifiedAfterSeconds) ?? notifiedAfter,
    nextVersionsAfterMilliseconds:
      spec.versions?.slice(1).map(({ afterSeconds = 0 }) => afterSeconds * 1000) ?? drawnVersions,
  };
}

function inMilliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function minutes(random: Random, [least, most]: Minutes): number {
  return random.decimal(least, most, 4) * 60_000;
}
