/** A process ends at any request that is made for a call. */

import { OF_CALLS } from '../scenarios/calls.ts';
import { killEverywhere } from './crash-everywhere.ts';

killEverywhere(OF_CALLS);
