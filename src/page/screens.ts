/** Every screen of the page, in the order of the navigation. */

import { call } from './call/call.tsx';
import { callDocument } from './call/document.ts';
import { day } from './day/day.tsx';
import type { Screen } from './screen.ts';

export const screens: ReadonlyArray<Screen> = [day, call, callDocument];
