/** The audio devices of one end of a call, and how well they worked. */

import { Random } from '../../random.ts';
import { nulls } from './call-record.ts';

const HEADSETS = [
  { name: 'Realtek(R) Audio', driver: 'Realtek Semiconductor Corp.: 6.0.9780.1' },
  { name: 'Headset (Example Voice 65 UC)', driver: 'Microsoft: 10.0.26100.1150' },
  { name: 'Kopfhörer (Beispiel Voyager 5200)', driver: 'Microsoft: 10.0.22621.2506' },
  { name: 'Built-in microphone', driver: 'Example Audio: 3.1.4' },
] as const;

/** A person's audio device. Clients report signal and noise levels for the directions they hear. */
export function personDevice(random: Random): object {
  const headset = random.pick(HEADSETS);
  const troubled = random.chance(0.2);
  const ratio = (): number => (troubled && random.chance(0.5) ? random.decimal(0.01, 1, 6) : 0);
  const sometimes = <T>(value: T): T | null => (random.chance(0.6) ? value : null);
  return {
    captureDeviceName: headset.name,
    captureDeviceDriver: headset.driver,
    renderDeviceName: headset.name,
    renderDeviceDriver: headset.driver,
    sentSignalLevel: random.integer(-40, -10),
    receivedSignalLevel: sometimes(random.integer(-40, -8)),
    sentNoiseLevel: random.integer(-90, -50),
    receivedNoiseLevel: sometimes(random.integer(-90, -50)),
    initialSignalLevelRootMeanSquare: sometimes(random.decimal(20, 200, 4)),
    // Misspelled by Graph.
    cpuInsufficentEventRatio: ratio(),
    renderNotFunctioningEventRatio: ratio(),
    captureNotFunctioningEventRatio: ratio(),
    deviceGlitchEventRatio: ratio(),
    lowSpeechToNoiseEventRatio: ratio(),
    lowSpeechLevelEventRatio: ratio(),
    deviceClippingEventRatio: ratio(),
    howlingEventCount: troubled ? random.integer(0, 4) : 0,
    renderZeroVolumeEventRatio: ratio(),
    renderMuteEventRatio: ratio(),
    micGlitchRate: sometimes(random.integer(0, 400)),
    speakerGlitchRate: sometimes(random.integer(0, 4000)),
  };
}

/** What a service reports, or an end whose telemetry never arrived: the same properties, all null. */
export const NO_DEVICE: object = nulls(Object.keys(personDevice(Random.seeded(0))));
