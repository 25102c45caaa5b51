/** Two ingests of one call that is new, in every order and with every accident within the limits. */

import { ofNewCall } from '../scenarios.ts';
import { exploreAll } from './explore-all.ts';

exploreAll('newCall', ofNewCall, 'show one whole version at every instant and leave the newest alone');
