/** A process ends at any request that is made for dead letters, by a timer, or by a command of an operator. */

import { OF_COMMANDS } from '../scenarios/commands.ts';
import { OF_RECONCILE, OF_SUBSCRIPTION, OF_SUMMARIES } from '../scenarios/duties.ts';
import { OF_DEAD_LETTERS } from '../scenarios/given-up.ts';
import { killEverywhere } from './crash-everywhere.ts';

killEverywhere([...OF_DEAD_LETTERS, ...OF_SUBSCRIPTION, ...OF_RECONCILE, ...OF_SUMMARIES, ...OF_COMMANDS]);
