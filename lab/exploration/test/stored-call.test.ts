/** Two ingests of one stored call, in every order and with every accident within the limits. */

import { ofStoredCall } from '../scenarios.ts';
import { exploreAll } from './explore-all.ts';

exploreAll('storedCall', ofStoredCall, 'show one whole version at every instant and leave the newest alone');
