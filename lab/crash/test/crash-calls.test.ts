/** A process ends at any request that is made for a call. */

import { OF_CALLS } from '../scenarios/index.ts';
import { killEverywhere } from './crash-everywhere.ts';

killEverywhere(OF_CALLS);
