/** Two ingests of one call that is new, in every order and with every accident within the limits. */

import { exploreAll } from '../explore-all.ts';
import { LIMITS } from '../limits.ts';
import { ofNewCall } from '../scenarios.ts';

exploreAll(ofNewCall, LIMITS.newCall);
