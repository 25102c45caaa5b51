/** The audio devices of one end of a call, and how well they worked. */

import { Random } from '../../random.ts';
import type { Headset } from '../office/headsets.ts';
import { nulls } from './call-record.ts';

/** Of the devices that no cause is at work on. */
const TROUBLED_SHARE = 0.05;

/** Clients report signal and noise levels for the directions they hear. */
export function personDevice(random: Random, { name, driver }: Headset, isFaulty: boolean): object {
  const troubled = isFaulty || random.chance(TROUBLED_SHARE);
  const ratio = (): number => (troubled && random.chance(0.5) ? random.decimal(0.01, 1, 6) : 0);
  const sometimes = <T>(value: T): T | null => (random.chance(0.6) ? value : null);
  return {
    captureDeviceName: name,
    captureDeviceDriver: driver,
    renderDeviceName: name,
    renderDeviceDriver: driver,
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
export const NO_DEVICE: object = nulls(
  Object.keys(personDevice(Random.seeded(0), { name: '', driver: '' }, false)),
);
