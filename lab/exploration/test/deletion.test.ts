/** Retention and a redelivered message, or two runs of retention, about one call: in every order and with every accident. */

import { deletions } from '../deletion.ts';
import { exploreAll } from './explore-all.ts';

exploreAll('deletion', deletions, 'is deleted, or listed for the next run, wherever a process ends');
