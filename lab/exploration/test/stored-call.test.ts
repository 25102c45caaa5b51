/** Two ingests of one stored call, in every order and with every accident within the limits. */

import { ofStoredCall } from '../scenarios.ts';
import { exploreAll } from './explore-all.ts';
import { LIMITS } from './limits.ts';

exploreAll(ofStoredCall, LIMITS.storedCall);
