/** The calls of a world: small records mostly, in bursts, readable at once or hours later, in one version or in many. */

import type { CallKind } from '../../graph/call-kinds.ts';
import type { Random, Weighted } from '../../random.ts';
import type { PlannedCall, WorldSize } from './frame.ts';
import { DAY, HOUR, MINUTE } from './plan.ts';

/** Notifications of a world if Graph sent each once: one a version. */
const NOTIFICATIONS: Readonly<Record<WorldSize, Weighted<readonly [least: number, most: number]>>> = {
  small: [[[12, 24], 1]],
  month: [[[60, 120], 1]],
  full: [
    [[100, 120], 90],
    [[150, 300], 8],
    [[400, 700], 2],
  ],
};

/** What matters here is what happens to a record, not how much is in it. */
const KINDS: Weighted<CallKind> = [
  ['failed', 50],
  ['voicemail', 16],
  ['peer-to-peer', 10],
  ['pstn-inbound', 8],
  ['pstn-outbound', 4],
  ['federated', 8],
  ['group-call', 2],
  ['call-queue', 2],
  ['meeting', 3],
];

/** Of a meeting: it matters for whom and what is excluded. */
const FEW_PEOPLE = { participants: 4, sessions: 3 };

/** From the end of a call until its record can be read. Graph says 150 minutes at most; not all keep to it. */
const READABLE_AFTER: Weighted<readonly [least: number, most: number]> = [
  [[0, 5 * MINUTE], 30],
  [[5 * MINUTE, 30 * MINUTE], 40],
  [[30 * MINUTE, 145 * MINUTE], 20],
  [[145 * MINUTE, 151 * MINUTE], 6],
  [[151 * MINUTE, 12 * HOUR], 4],
];

/** From one version to the next. */
const NEXT_VERSION_AFTER: Weighted<readonly [least: number, most: number]> = [
  [[0, 10], 15],
  [[10, 10 * MINUTE], 20],
  [[10 * MINUTE, 4 * HOUR], 60],
  [[4 * HOUR, 20 * HOUR], 5],
];

const VERSIONS: Weighted<number> = [
  [1, 60],
  [2, 30],
  [3, 8],
  [5, 2],
];

/** So many have a link that names somebody of an earlier call. */
const LINK_SHARE = 0.05;

/** So many calls of a world are never shown by Graph, however long one waits. */
const NEVER_SHOWN_SHARE = 0.004;
export const NEVER = 400 * 24 * HOUR;

/** So many worlds last for days, in which calls can expire. */
const LONG_SHARE = 0.1;

/** Longer than Graph keeps a record. */
const MONTH = 33 * 24 * HOUR;

/** Where a world lasts for days, such shares of its calls begin around midnight, and are told of days later. */
const AT_MIDNIGHT_SHARE = 0.15;
const TOLD_LATE_SHARE = 0.15;
/** From one version to the next, days later. */
const LATE_VERSION_AFTER = [DAY, 5 * DAY] as const;

interface DrawnWorld {
  readonly size: WorldSize;
  readonly backfillDays: number;
  /** From its beginning to the first midnight (UTC), in seconds. */
  readonly firstMidnight: number;
}

export function drawCalls(
  random: Random,
  { size, backfillDays, firstMidnight }: DrawnWorld,
): ReadonlyArray<PlannedCall> {
  const wanted = random.within(NOTIFICATIONS[size]);
  const span = drawSpan(random, size);
  const calls: Array<PlannedCall> = [];
  while (notificationsOf(calls) < wanted) {
    const endsAt = random.integer(10, span);
    const burst = random.chance(0.1) ? random.integer(2, 15) : 1;
    for (let index = 0; index < burst; index += 1) calls.push(drawCall(random, endsAt));
  }
  if (backfillDays > 0 && random.chance(0.5)) {
    // Before the app was there; too close to the bound it would matter how long a call lasted.
    for (let earlier = random.integer(1, 10); earlier > 0; earlier -= 1) {
      calls.push(drawCall(random, -random.integer(0, (backfillDays - 0.25) * 24 * HOUR)));
    }
  }
  if (span < DAY) return calls;
  const ofDays = random.fork('over days');
  return calls.map((call) => toldLate(ofDays, atMidnight(ofDays, call, { firstMidnight, span })));
}

/** Graph sends another version when the call may have expired. */
function toldLate(random: Random, call: PlannedCall): PlannedCall {
  if (call.readableAfterSeconds === NEVER || !random.chance(TOLD_LATE_SHARE)) return call;
  const [least, most] = LATE_VERSION_AFTER;
  return {
    ...call,
    nextVersionsAfterSeconds: [...call.nextVersionsAfterSeconds, random.integer(least, most)],
  };
}

/** The call begins shortly before or after a midnight, and its later versions say that it began on the other side. */
function atMidnight(
  random: Random,
  call: PlannedCall,
  { firstMidnight, span }: { readonly firstMidnight: number; readonly span: number },
): PlannedCall {
  if (!random.chance(AT_MIDNIGHT_SHARE)) return call;
  const midnights = Math.floor((span - firstMidnight) / DAY);
  const midnight = firstMidnight + random.integer(0, midnights) * DAY;
  const lastsSeconds = random.integer(5, 40);
  const startsAfter = random.pick([-1, 1]) * random.integer(1, 60);
  return {
    ...call,
    endsAt: Math.max(0, midnight + startsAfter + lastsSeconds),
    lastsSeconds,
    startMovesBySeconds: -Math.sign(startsAfter) * (Math.abs(startsAfter) + random.integer(1, 60)),
  };
}

function drawSpan(random: Random, size: WorldSize): number {
  if (size === 'month') return MONTH;
  const span = random.pick([30 * MINUTE, 2 * HOUR, 6 * HOUR]);
  const days = random.fork('days');
  return days.chance(LONG_SHARE) ? days.integer(5, 9) * 24 * HOUR : span;
}

function notificationsOf(calls: ReadonlyArray<PlannedCall>): number {
  return calls.reduce((sum, { nextVersionsAfterSeconds }) => sum + 1 + nextVersionsAfterSeconds.length, 0);
}

function drawCall(random: Random, endsAt: number): PlannedCall {
  const readable = random.chance(NEVER_SHOWN_SHARE) ? NEVER : random.within(READABLE_AFTER);
  const isEarly = readable === NEVER || random.chance(0.35);
  const kind = random.weighted(KINDS);
  return {
    endsAt,
    kind,
    ...(kind === 'meeting' ? FEW_PEOPLE : {}),
    ...(random.fork('link', endsAt).chance(LINK_SHARE) ? { links: random.integer(0, 1_000_000) } : {}),
    readableAfterSeconds: readable,
    notifiedAfterSeconds: isEarly
      ? random.integer(0, Math.min(readable, 2 * HOUR))
      : readable + random.integer(0, MINUTE),
    nextVersionsAfterSeconds:
      readable === NEVER
        ? []
        : Array.from({ length: random.weighted(VERSIONS) - 1 }, () => random.within(NEXT_VERSION_AFTER)),
  };
}
