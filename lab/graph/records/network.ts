/** The network of one end of a call. Its hardware and public addresses are reserved for documentation: RFC 5737, 7042. */

import { Random } from '../../random.ts';
import type { Place } from '../office/places.ts';
import { type ConnectionType, nulls } from './call-record.ts';

/** What an adapter reports when it does not know its speed: 2^32 − 1, more than an Int32 holds. */
const UNKNOWN_LINK_SPEED = 4_294_967_295;

/** 802.11ac on channel 36 and so on: what a radio and its band can be together. */
const RADIOS = [
  { wifiRadioType: 'wifi80211ax', wifiBand: 'frequency50GHz', channels: [36, 44, 149] },
  { wifiRadioType: 'wifi80211ac', wifiBand: 'frequency50GHz', channels: [36, 40, 100] },
  { wifiRadioType: 'wifi80211n', wifiBand: 'frequency24GHz', channels: [1, 6, 11] },
  { wifiRadioType: 'wifi80211g', wifiBand: 'frequency24GHz', channels: [1, 6, 11] },
] as const;

const WIFI_ADAPTERS = [
  { driver: 'Intel(R) Wi-Fi 6E AX211 160MHz', version: 'Intel:23.110.0.5' },
  { driver: 'Qualcomm FastConnect 6900', version: 'Qualcomm:3.0.0.952' },
  { driver: 'MediaTek Wi-Fi 6 MT7921 drahtloser Adapter', version: 'MediaTek:3.3.0.753' },
] as const;

function wifi(random: Random): object {
  const radio = random.pick(RADIOS);
  const adapter = random.pick(WIFI_ADAPTERS);
  return {
    wifiMicrosoftDriver: random.chance(0.5) ? 'Microsoft Wi-Fi Direct Virtual Adapter' : '',
    wifiMicrosoftDriverVersion: 'Microsoft:10.0.26100.4484',
    wifiVendorDriver: adapter.driver,
    wifiVendorDriverVersion: adapter.version,
    wifiChannel: random.pick(radio.channels),
    wifiBand: radio.wifiBand,
    // Absent when the user does not share a precise location.
    basicServiceSetIdentifier: random.chance(0.4) ? '' : documentationMac(random, ':'),
    wifiRadioType: radio.wifiRadioType,
    wifiSignalStrength: random.integer(25, 99),
    wifiBatteryCharge: random.integer(3, 100),
  };
}

const NO_WIFI = {
  ...nulls(Object.keys(wifi(Random.seeded(0)))),
  wifiBand: 'unknown',
  wifiRadioType: 'unknown',
};

/** Of the networks that no cause is at work on. */
const BAD_SHARE = 0.05;

/** The network of a person's device. The same `random` gives the same network whichever media is asked about. */
export function personNetwork(random: Random, place: Place, isBad: boolean, mediaIndex: number): object {
  const { connectionType, ipAddress, subnet } = place;
  const site = random.integer(1, 250);
  const bad = isBad || random.chance(BAD_SHARE);
  const relayed = random.chance(0.3);
  const ratio = (): number | null => (random.chance(0.3) ? null : bad ? random.decimal(0.02, 0.6, 4) : 0);
  return {
    ipAddress,
    subnet,
    linkSpeed: linkSpeed(random, connectionType),
    connectionType,
    port: 50_000 + ((site * 20 + mediaIndex) % 60),
    reflexiveIPAddress: random.chance(0.2) ? '' : `198.51.100.${site}`,
    relayIPAddress: relayed ? `203.0.113.${random.integer(1, 254)}` : '',
    relayPort: relayed ? random.integer(3478, 3481) : null,
    macAddress: random.chance(0.3) ? '02:00:00:00:00:00' : documentationMac(random, '-'),
    ...(connectionType === 'wifi' ? wifi(random) : NO_WIFI),
    dnsSuffix: random.chance(0.5) ? 'larkspur-instruments.example' : '',
    sentQualityEventRatio: ratio(),
    receivedQualityEventRatio: ratio(),
    delayEventRatio: ratio(),
    bandwidthLowEventRatio: ratio(),
    networkTransportProtocol: random.chance(0.85) ? 'udp' : 'tcp',
    // Documented as "not currently supported and returns an empty array"; a few hops keep readers honest.
    traceRouteHops: random.chance(0.95) ? [] : hops(random),
  };
}

const NOWHERE: Place = { connectionType: 'wifi', ipAddress: '', subnet: '', isInBuilding: false };
const UNKNOWN_NETWORK = nulls(Object.keys(personNetwork(Random.seeded(0), NOWHERE, false, 0)));

/** The network of a service: Graph tells a port and little else. */
export function serviceNetwork(port: number): object {
  return {
    ...UNKNOWN_NETWORK,
    ...NO_WIFI,
    ipAddress: '',
    linkSpeed: 0,
    connectionType: 'wired',
    port,
    reflexiveIPAddress: '',
    networkTransportProtocol: 'udp',
    traceRouteHops: [],
  };
}

function linkSpeed(random: Random, connectionType: ConnectionType): number {
  switch (connectionType) {
    case 'wired':
      return random.pick([100_000_000, 1_000_000_000, UNKNOWN_LINK_SPEED]);
    case 'wifi':
      return random.pick([54_000_000, 72_200_000, 526_500_000, 1_201_000_000]);
    case 'mobile':
      return random.pick([12_000_000, 150_000_000]);
    case 'tunnel':
      return 100_000_000;
    case 'unknown':
      return UNKNOWN_LINK_SPEED;
  }
}

function documentationMac(random: Random, separator: string): string {
  return ['00', '00', '5E', '00', '53', random.hex(2).toUpperCase()].join(separator);
}

function hops(random: Random): ReadonlyArray<object> {
  return [1, 2, 3].map((hopCount) => ({
    hopCount,
    ipAddress: `198.51.100.${hopCount}`,
    roundTripTime: `PT0.00${random.integer(1, 9)}S`,
  }));
}
