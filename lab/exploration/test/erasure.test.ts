/** Somebody is erased from a call about which messages are delivered: in every order and with every accident. */

import { erasures } from '../erasure.ts';
import { exploreAll } from './explore-all.ts';

exploreAll(
  'erasure',
  erasures,
  'is whole at every instant, and says nothing of the erased person after the last pass, wherever a process ends',
);
