/** The words for what rows say in codes. */

import { endHints, MOST_CONCEALED, MOST_DEGRADATION } from '../classify/hints.ts';
import type { Medium } from '../classify/media-kind.ts';
import type { PoorReason } from '../classify/rules.ts';
import { clientName } from '../wording/clients.ts';
import { cut } from '../wording/cut.ts';
import { safeLine } from '../wording/safe-text.ts';
import { inWords, numeral } from '../wording/values.ts';

export const mediumNames = {
  audio: 'audio',
  video: 'video',
  screenSharing: 'screen sharing',
} as const satisfies Readonly<Record<Medium, string>>;

/** A reason, with the worst value of some streams: in seconds, fractions, percent or frames a second, as columns are. */
export const reasonsInWords = {
  packetLossHigh: (value) => `loss up to ${percentOf(value)}`,
  roundTripTimeHigh: (value) => `round trip up to ${milliseconds(value)}`,
  jitterHigh: (value) => `jitter up to ${milliseconds(value)}`,
  frameLossHigh: (value) => `frames lost up to ${percentOf(value / 100)}`,
  frameRateLow: (value) => `frame rate down to ${number(value)} a second`,
  postFecPacketLossHigh: (value) => `loss after correction up to ${percentOf(value)}`,
} as const satisfies Readonly<Record<PoorReason, (value: number) => string>>;

/** Of one stream: `loss 11.2 %`. */
export function reasonOfOne(reason: PoorReason, value: number): string {
  return reasonsInWords[reason](value).replace(/ (?:up|down) to /, ' ');
}

/** A value that the row no longer holds. */
export const reasonNames = {
  packetLossHigh: 'high loss',
  roundTripTimeHigh: 'long round trip',
  jitterHigh: 'high jitter',
  frameLossHigh: 'many frames lost',
  frameRateLow: 'low frame rate',
  postFecPacketLossHigh: 'high loss after correction',
} as const satisfies Readonly<Record<PoorReason, string>>;

/** `high loss, long round trip`: reasons as rows have them. They hold what they were told, also by other releases. */
export function becauseText(reasons: Iterable<string>): string {
  return Array.from(reasons, (reason) => (isPoorReason(reason) ? reasonNames[reason] : inWords(reason))).join(
    ', ',
  );
}

function isPoorReason(reason: string): reason is PoorReason {
  return Object.hasOwn(reasonNames, reason);
}

function percentOf(share: number): string {
  return `${number(share * 100)} %`;
}

function milliseconds(seconds: number): string {
  return `${numeral(Math.round(seconds * 1_000))} ms`;
}

function number(value: number): string {
  return value.toLocaleString('en-GB', { maximumFractionDigits: 1 });
}

/** `three`: a sentence has small numbers in words. */
export function numberInWords(count: number): string {
  const small = 'no one two three four five six seven eight nine ten eleven twelve'.split(' ');
  return small[count] ?? numeral(count);
}

/** As much of a text from outside as a sentence bears. */
const BRIEF_CHARACTERS = 80;

/** A text from outside as it may stand in a sentence. */
export function briefly(text: string): string {
  return safeLine(cut(text, BRIEF_CHARACTERS)).trim();
}

/** `a`, `a and b`, `a, b and c` */
export function listed(texts: ReadonlyArray<string>): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}

/** A type that Graph gives where it knows none. */
const NO_TYPE = 'unknown';

/** `group call`, `peer to peer`: the type of a call, for a list. */
export function callTypeInWords(type = ''): string {
  return type === NO_TYPE ? 'Graph does not say' : inWords(type);
}

/** The same where one call is told. */
export function callTypeOfOne(type: string): string {
  return type === NO_TYPE ? 'call (Graph does not say whether in a group or peer to peer)' : inWords(type);
}

const KINDS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    device: 'room',
    application: 'bot',
    applicationInstance: 'application',
    azureCommunicationServicesUser: 'Communication Services user',
    acsUser: 'Communication Services user',
    spoolUser: 'Skype for Business user',
    onPremises: 'on-premises user',
    encrypted: 'hidden user',
    assertedIdentity: 'caller name',
    acsApplicationInstance: 'application',
    spoolApplicationInstance: 'application',
  }),
);

/** `guest`, `phone`, `room`, `bot`; a kind that is not known stays as Graph sends it. */
export function kindInWords(kind: string | undefined): string {
  return kind === undefined ? 'unknown' : (KINDS.get(kind) ?? kind);
}

/** Those that take an article. */
const PLATFORMS: ReadonlyMap<string, string> = new Map([
  ['web', 'the web'],
  ['ipPhone', 'an IP phone'],
  ['roomSystem', 'a room system'],
  ['surfaceHub', 'a Surface Hub'],
  ['holoLens', 'a HoloLens'],
]);

/** What a client runs on, as it follows “on”; undefined where Graph does not say. */
export function platformInWords(platform: string | undefined): string | undefined {
  if (platform === undefined || platform === '' || platform === 'unknown') return undefined;
  return PLATFORMS.get(platform) ?? clientName('platform', platform);
}

const CONNECTIONS: ReadonlyMap<string, string> = new Map([
  ['wifi', 'over Wi-Fi'],
  ['mobile', 'over a mobile network'],
  ['tunnel', 'through a tunnel, such as a VPN'],
]);

/** How a connection reads behind a device or a person; undefined for cables, which are not worth a word. */
export function connectionPhrase(connection: string | undefined): string | undefined {
  return connection === undefined ? undefined : CONNECTIONS.get(connection);
}

/** Of the hint of one end, without the end: `the Wi-Fi signal was below 40 %`. */
export function hintInWords(hint: string): string {
  if (hint === 'degradationHigh')
    return `the mean opinion score of the audio fell by more than ${MOST_DEGRADATION}`;
  if (hint === 'concealmentHigh')
    return `more than ${percentOf(MOST_CONCEALED)} of the audio was made up to hide loss`;
  return endHints.find(({ name }) => hint.endsWith(name))?.meaning ?? hint;
}

/** How a session failed. */
export function failureInWords(stage: string): string {
  if (stage === 'callSetup') return 'not set up';
  return stage === 'midcall' ? 'dropped' : 'failed';
}
