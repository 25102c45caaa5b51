/** Somebody is excluded from a call about which messages are delivered: in every order and with every accident. */

import { exclusions, lifts } from '../exclusion.ts';
import { exploreAll } from './explore-all.ts';

exploreAll('exclusion', exclusions, 'leaves its withheld head alone, wherever a process ends');
exploreAll('lift', lifts, 'comes back whole, wherever a process ends');
