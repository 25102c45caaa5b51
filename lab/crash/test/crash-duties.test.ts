/** A process ends at any request that is made for dead letters, the subscription, or reconcile. */

import { OF_DUTIES } from '../scenarios/index.ts';
import { killEverywhere } from './crash-everywhere.ts';

killEverywhere(OF_DUTIES);
