/** Names what made audio poor, by the summaries and the building file alone: it knows nothing of what was planted. */

import type { Day } from '../../../src/language/day.ts';
import { readNetworks } from '../../../src/networks/network-lookup.ts';
import type { Store } from '../../../src/rows/store.ts';
import { isEnough, poorShareLowerBound } from '../../../src/summaries/poor-share.ts';
import {
  type Grouping,
  NOT_IN_FILE,
  type QualityOfValue,
  readQuality,
} from '../../../src/summaries/read-quality.ts';
import { networkOfValue } from '../../../src/summaries/summary-rows.ts';
import type { PlantedCause } from '../../graph/tenant.ts';
import { chanceOf } from './chance.ts';

/**
 * How often any innocent value of a dimension is named, at most, where the share of each is at its target. The more values
 * are compared, the less chance is left to each of them.
 * Dunn, Journal of the American Statistical Association 56 (1961), 52–64.
 */
const FALSE_ALARM_RATE = 0.01;

/** A value of a dimension of which more streams are poor than the target and chance allow. */
export interface Finding extends PlantedCause {
  readonly counts: QualityOfValue;
}

/** What stands out in a period, both days included; of all hours only the worst. */
export async function findCauses(
  store: Store,
  period: { readonly from: Day; readonly to: Day },
): Promise<ReadonlyArray<Finding>> {
  const above = async (by: Grouping): Promise<ReadonlyArray<QualityOfValue>> => {
    const { values } = await readQuality(store, { by, medium: 'audio', ...period });
    const compared = values.filter(isEnough);
    return compared.filter(
      ({ good, poor, target }) =>
        target !== undefined && chanceOf(poor, good + poor, target) < FALSE_ALARM_RATE / compared.length,
    );
  };
  const named = async (by: 'device' | 'platform' | 'hour') =>
    (await above(by)).map((counts): Finding => ({ dimension: by, value: counts.value, counts }));
  const [worst] = (await named('hour')).toSorted(
    (one, other) => poorShareLowerBound(other.counts) - poorShareLowerBound(one.counts),
  );
  return [
    ...(await placesAbove(store, period, above)),
    ...(await named('device')),
    ...(await named('platform')),
    ...(worst === undefined ? [] : [worst]),
  ];
}

/** Buildings, and the networks that are in none of them: a VPN, or a subnet that the building file lacks. */
async function placesAbove(
  store: Store,
  period: { readonly from: Day; readonly to: Day },
  above: (by: Grouping) => Promise<ReadonlyArray<QualityOfValue>>,
): Promise<ReadonlyArray<Finding>> {
  const lookup = await readNetworks(store, period);
  const networks = (await above('network')).map((counts) => {
    const [address = ''] = counts.value.split('/');
    return { counts, network: networkOfValue(lookup, period.to, address) };
  });
  const ofNoBuilding = networks.filter(({ network }) => network === undefined || network.isVpn);
  const vpns = ofNoBuilding.map(({ network }) => network?.building);
  const buildings = (await above('building')).filter(
    ({ value }) => value !== NOT_IN_FILE && !vpns.includes(value),
  );
  return [
    ...buildings.map((counts): Finding => ({ dimension: 'building', value: counts.value, counts })),
    ...ofNoBuilding.map(
      ({ counts, network }): Finding => ({
        dimension: 'network',
        value: network?.name ?? counts.value,
        counts,
      }),
    ),
  ];
}
