/** Columns of networkInfo: how one end was connected while a media was flowing. */

import { graphColumns } from '../graph-column.ts';

const connectionColumns = graphColumns({
  ConnectionType: {
    type: 'String',
    from: 'connectionType',
    knownValues: ['unknown', 'wired', 'wifi', 'mobile', 'tunnel'],
    meaning: 'Type of network.',
  },
  NetworkTransportProtocol: {
    type: 'String',
    from: 'networkTransportProtocol',
    knownValues: ['unknown', 'udp', 'tcp'],
    meaning: 'Protocol that carried the streams.',
  },
  LinkSpeedBitsPerSecond: {
    type: 'Int64',
    from: 'linkSpeed',
    meaning: 'Link speed that the network adapter reported.',
  },
});

const addressColumns = graphColumns({
  IpAddress: { type: 'String', person: true, from: 'ipAddress', meaning: 'IP address of the machine.' },
  Port: { type: 'Int32', from: 'port', meaning: 'Port of the machine.' },
  Subnet: { type: 'String', from: 'subnet', meaning: 'Subnet of the machine.' },
  ReflexiveIpAddress: {
    type: 'String',
    person: true,
    from: 'reflexiveIPAddress',
    meaning: 'IP address as the media relay saw it: usually the public one.',
  },
  RelayIpAddress: {
    type: 'String',
    person: true,
    from: 'relayIPAddress',
    meaning: 'IP address of the media relay.',
  },
  RelayPort: { type: 'Int32', from: 'relayPort', meaning: 'Port on the media relay.' },
  MacAddress: {
    type: 'String',
    person: true,
    from: 'macAddress',
    meaning: 'MAC address; 02:00:00:00:00:00 where the operating system hides it.',
  },
  DnsSuffix: {
    type: 'String',
    person: true,
    from: 'dnsSuffix',
    meaning: 'DNS suffix of the network adapter.',
  },
  TraceRouteHops: {
    type: 'String',
    person: true,
    from: 'traceRouteHops',
    as: 'json',
    meaning:
      'Network hops as a JSON array of hopCount, ipAddress and roundTripTime. Graph does not fill it yet.',
  },
});

const wifiColumns = graphColumns({
  WifiBand: {
    type: 'String',
    from: 'wifiBand',
    knownValues: ['unknown', 'frequency24GHz', 'frequency50GHz', 'frequency60GHz'],
    meaning: 'Wi-Fi band.',
  },
  WifiChannel: { type: 'Int32', from: 'wifiChannel', meaning: 'Wi-Fi channel.' },
  WifiRadioType: {
    type: 'String',
    from: 'wifiRadioType',
    knownValues: [
      'unknown',
      'wifi80211a',
      'wifi80211b',
      'wifi80211g',
      'wifi80211n',
      'wifi80211ac',
      'wifi80211ax',
    ],
    meaning: 'Wi-Fi standard.',
  },
  WifiSignalStrengthPercent: {
    type: 'Int32',
    from: 'wifiSignalStrength',
    meaning: 'Wi-Fi signal strength, 0 to 100.',
  },
  WifiBatteryChargePercent: {
    type: 'Int32',
    from: 'wifiBatteryCharge',
    meaning: 'Estimated remaining battery charge, 0 to 100.',
  },
  BasicServiceSetIdentifier: {
    type: 'String',
    person: true,
    from: 'basicServiceSetIdentifier',
    meaning: 'BSSID of the Wi-Fi access point; absent when the user does not share a precise location.',
  },
  WifiVendorDriver: {
    type: 'String',
    from: 'wifiVendorDriver',
    meaning: "Name of the vendor's Wi-Fi driver.",
  },
  WifiVendorDriverVersion: {
    type: 'String',
    from: 'wifiVendorDriverVersion',
    meaning: "Version of the vendor's Wi-Fi driver.",
  },
  WifiMicrosoftDriver: {
    type: 'String',
    from: 'wifiMicrosoftDriver',
    meaning: "Name of Microsoft's Wi-Fi driver.",
  },
  WifiMicrosoftDriverVersion: {
    type: 'String',
    from: 'wifiMicrosoftDriverVersion',
    meaning: "Version of Microsoft's Wi-Fi driver.",
  },
});

const networkQualityColumns = graphColumns({
  BandwidthLowEventRatio: {
    type: 'Double',
    from: 'bandwidthLowEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which low bandwidth made the sent audio poor.',
  },
  DelayEventRatio: {
    type: 'Double',
    from: 'delayEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which delay hindered talking to each other.',
  },
  ReceivedQualityEventRatio: {
    type: 'Double',
    from: 'receivedQualityEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which the network made the received audio poor.',
  },
  SentQualityEventRatio: {
    type: 'Double',
    from: 'sentQualityEventRatio',
    meaning: 'Fraction of the call (0 to 1) in which the network made the sent audio poor.',
  },
});

export const networkColumns = {
  ...connectionColumns,
  ...addressColumns,
  ...wifiColumns,
  ...networkQualityColumns,
};
