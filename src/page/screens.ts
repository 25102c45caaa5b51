/** Every screen of the page, in the order of the navigation. */

import { call } from './call/call.tsx';
import { callDocument } from './call/document.ts';
import { day } from './day/day.tsx';
import { flow } from './flow/flow.tsx';
import { person } from './person/person.tsx';
import type { Screen } from './screen.ts';
import { failedSessions } from './where/failed-sessions.tsx';
import { where } from './where/where.tsx';
import { whereCalls } from './where/where-calls.tsx';

export const screens: ReadonlyArray<Screen> = [
  day,
  person,
  where,
  whereCalls,
  failedSessions,
  flow,
  call,
  callDocument,
];
