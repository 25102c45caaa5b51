/** Two ingests of one call that is new, in every order and with every accident within the limits. */

import { ofNewCall } from '../scenarios.ts';
import { exploreAll } from './explore-all.ts';
import { LIMITS } from './limits.ts';

exploreAll(ofNewCall, LIMITS.newCall);
