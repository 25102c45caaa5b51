/** The meetings of two messages that are explored. */

import { firstVersion, secondVersion, thirdVersion, withoutAda } from './call-versions.ts';
import type { Scenario } from './scenario.ts';

const BEFORE_MIDNIGHT = '2026-11-23T23:59:58.1234567Z';
const AFTER_MIDNIGHT = '2026-11-24T00:00:02.7654321Z';

const late = { ...firstVersion, startDateTime: AFTER_MIDNIGHT };
const early = { ...secondVersion, startDateTime: BEFORE_MIDNIGHT };
const sameNumber = { ...secondVersion, version: firstVersion.version };

/** Graph goes only forward: who asks again is shown the newest version. */
export const ofNewCall = {
  'two notifications of one version': {
    stored: [],
    messages: [
      { name: 'A', reason: 'notification', shows: [firstVersion] },
      { name: 'B', reason: 'notification', shows: [firstVersion] },
    ],
  },
  'two versions of a new call': {
    stored: [],
    messages: [
      { name: 'A', reason: 'notification', shows: [firstVersion, secondVersion] },
      { name: 'B', reason: 'notification', shows: [secondVersion] },
    ],
  },
  'two versions that start on different days': {
    stored: [],
    messages: [
      { name: 'A', reason: 'notification', shows: [late, early] },
      { name: 'B', reason: 'notification', shows: [early] },
    ],
  },
  'a version that somebody has left beside the one before': {
    stored: [],
    messages: [
      { name: 'A', reason: 'notification', shows: [firstVersion, withoutAda] },
      { name: 'B', reason: 'notification', shows: [withoutAda] },
    ],
  },
  'two readings with one version number': {
    stored: [],
    messages: [
      { name: 'A', reason: 'notification', shows: [firstVersion, sameNumber] },
      { name: 'B', reason: 'notification', shows: [sameNumber] },
    ],
  },
} as const satisfies Readonly<Record<string, Scenario>>;

const aReplayBesideANewVersion = {
  stored: [firstVersion],
  messages: [
    { name: 'A', reason: 'replay', shows: [firstVersion, secondVersion] },
    { name: 'B', reason: 'notification', shows: [secondVersion] },
  ],
} as const satisfies Scenario;

/** The same over a call that is stored already, so that each commit has something to sweep. */
export const ofStoredCall = {
  'two newer versions of a stored call': {
    stored: [firstVersion],
    messages: [
      { name: 'A', reason: 'notification', shows: [secondVersion, thirdVersion] },
      { name: 'B', reason: 'notification', shows: [thirdVersion] },
    ],
  },
  'two versions that somebody has left': {
    stored: [firstVersion],
    messages: [
      { name: 'A', reason: 'notification', shows: [secondVersion, withoutAda] },
      { name: 'B', reason: 'notification', shows: [withoutAda] },
    ],
  },
  'a replay beside a new version': aReplayBesideANewVersion,
  'a replay beside a new version, over rows of an earlier release': {
    ...aReplayBesideANewVersion,
    isOfEarlierRelease: true,
  },
} as const satisfies Readonly<Record<string, Scenario>>;
